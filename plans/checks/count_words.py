"""Words by which a count of persons is told from a count of anything else."""

from plans.checks.words import Stems

NUMBERS = {
    "bir": 1, "iki": 2, "üç": 3, "dörd": 4, "beş": 5, "altı": 6, "yeddi": 7, "səkkiz": 8, "doqquz": 9,
}  # fmt: skip
# Words that make a larger number of the one behind or before them: on iki, yüz üç, üç min.
TENS = frozenset(
    {"on", "iyirmi", "otuz", "qırx", "əlli", "altmış", "yetmiş", "səksən", "doxsan", "yüz", "min", "milyon", "milyard"}
)
LARGER_AFTER = Stems("min$", "yüz$", "milyon", "milyard", "faiz", "dəfə", "onluq")
# biri, ikisi, üçü: how many of those named before.
PARTS = {
    "biri": 1, "ikisi": 2, "üçü": 3, "dördü": 4, "beşi": 5, "altısı": 6, "yeddisi": 7, "səkkizi": 8, "doqquzu": 9,
}  # fmt: skip

# What is counted, in the singular as after every number, with the endings of cases and possession.
PERSONS = (
    "nəfər", "şəxs", "qadın", "kişi", "uşaq", "uşağ", "qız", "oğlan", "qurban", "zərərçəkmiş", "zərərçəkən",
    "zərərdidə", "vətəndaş", "əcnəbi", "miqrant", "azyaşlı", "yeniyetmə", "gənc", "qaçqın", "məhkum",
    "təqsirləndirilən", "işçi", "fəhlə", "sakin", "körpə", "ana", "ata", "valideyn", "ailə üzv", "adam", "insan",
    "xəstə", "sığınacaq axtaran", "məktəbli", "tələbə", "şagird", "özbək", "türk", "rus", "gürcü", "ukraynalı",
    "filippinli", "pakistanlı", "hindistanlı", "iranlı", "banqladeşli", "əfqan", "qırğız", "tacik", "türkmən",
    "qazax", "soydaş", "bacı", "qardaş", "övlad", "nəvə", "ər", "arvad", "cütlük",
)  # fmt: skip
PERSON_ENDINGS = r"(?:(?:s?[ıiuü])?(?:n?[ıiuü]n?|y?[aə]|n[aə]|n?d[aə]n?)?|l[aə]|d[ıiuü]r|[ıiuü]m[ıiuü]z)"

# What may stand between the number and the persons.
MODIFIERS = Stems(
    "yeni$", "digər$", "naməlum", "əcnəbi$", "xarici$", "hamilə", "işsiz", "kiçik$", "gənc$", "yetkin$",
    "yetkinlik", "yaşına$", "çatmayan", "azyaşlı$", "yaş$", "yaşı$", "yaşlı$", "yaşında$", "yaşınadək", "potensial",
    "ehtimal", "edilən", "olunan", "edilmiş", "olunmuş", "qalmış", "qalan", "çəkmiş", "çəkən", "zərər$",
    "zərərçəkmiş$", "insan$", "alveri", "alverinin", "alverindən", "məcburi$", "əmək$", "əməyə$", "əməyin$",
    "əməkdən", "cinsi$", "istismar", "zorakılıq", "məruz$", "vətəndaşlığı", "olmayan$", "olan$", "respublikası",
    "respublikasının", "islam$", "federasiyası", "federasiyasının", "tənha", "kimsəsiz", "valideyn",
    "himayəsindən$", "məhrum$", "sağlamlıq$", "imkanları$", "məhdud$", "əlilliyi$", "müəyyən", "qeyd$", "qadın$",
    "kişi$", "uşaq$", "polis$", "tibb$", "eyni$", "daha$", "dilənçi", "dilənçiliklə$", "məşğul$", "küçə$", "yerli$",
    "nəfər$", "şəxs$", "aidiyyəti$", "ailə$", "qız$", "oğlan$", "məktəbli$", "hər$", "qanunsuz", "əmək$",
    "sığınacaq$", "axtaran$", "qeyri$", "leqal$", "özbək$", "türk$", "rus$", "iranlı$", "əfqan$", "ölkə$",
    "miqrant$",
)  # fmt: skip

# A thing whose name begins with persons: uşaq bağçası, qadın məsləhətxanası.
THINGS_AFTER = Stems(
    "bağçası", "evi$", "evində", "evləri", "evinin", "mərkəzi", "müəssisəsi", "sığınacağı", "təşkilatı", "şöbəsi",
    "klubu", "layihəsi", "hüquqlar", "hüququ", "məsləhətxana", "komissiyası", "xəstəxanası", "paltarı", "məktəbi$",
    "bölməsi", "otağı", "forumu", "birliyi", "cəmiyyəti", "kitabı", "proqramı", "problemi", "resursu", "resursları",
    "orqanı", "meydançası", "düşərgəsi", "filmi", "poliklinikası", "idarəsi", "qrupu", "konvensiyası", "günü",
    "kolonu", "qaydası", "faktoru", "amili", "qaçaqçılığı", "siyahısı", "kartı", "dəsti",
)  # fmt: skip

# Idioms that count nobody: bir sıra şəxs, bir neçə nəfər, heç bir şəxs, hər bir şəxs.
NO_COUNT_BEFORE = Stems(
    "heç$", "hansı$", "hər$", "ən$", "saat$", "№$", "bənd", "maddə", "cədvəl", "şəkil", "forma$", "mərhələ",
    "nömrə",
)  # fmt: skip
NO_COUNT_AFTER = Stems(
    "sıra$", "neçə$", "çox$", "qədər$", "qrup$", "para$", "növ$", "daha$", "başa$", "yerə$", "kimi$", "tərəfdən",
    "qisim$", "qism", "dəfə", "anlıq$", "az$", "cür$",
)  # fmt: skip

# Parts of an origin, an age, a place.
NATIONALITIES = Stems(
    "vətəndaş", "özbək$", "türk$", "rus$", "gürcü$", "əfqan$", "qırğız$", "tacik$", "türkmən$", "qazax$", "ukraynalı", "iranlı",
    "pakistanlı", "hindistanlı", "filippinli", "banqladeşli", "milliyyət", "mənşəli", "etnik", "əsilli",
)  # fmt: skip
NO_NATIONALITY = Stems("vətəndaşlığı", "vətəndaşlıq")
AGES = Stems(
    "yaş$", "yaşı$", "yaşlı$", "yaşında", "yaşına$", "yaşınadək", "yaşlarında", "yaşadək", "yaşdan", "yaşda", "təvəllüdlü",
    "yaşlarınadək",
)  # fmt: skip
PLACE_NOUNS = Stems(
    "şəhərində", "şəhərindən", "rayonunda", "rayonundan", "kəndində", "kəndindən", "qəsəbəsində", "qəsəbəsindən", "rayonu$",
    "şəhəri$", "bölgəsində", "küçəsində", "vilayətində", "rayonları", "sərhədində",
)  # fmt: skip
