"""Words by which a name of a person is told from other words in capitals."""

from plans.checks.words import Stems

# Stems of words for a victim. "zərər çəkmiş" is two words and looked for as such.
VICTIM_STEMS = ("zərərçək", "zərərdidə", "qurban")
VICTIM_PAIRS = {
    "zərər": ("çəkmiş", "çəkən", "çəkib", "çəkdi"),
    "məruz": ("qalmış", "qalan", "qalıb", "qaldı"),
    "istismar": ("olunmuş", "edilmiş", "olunan", "edilən", "olunub", "edilib"),
}
# "Qurban" is a name and a feast, too.
NOT_VICTIM = Stems("qurbanov", "qurbanlı$", "qurbanzadə", "qurbanəli", "qurbangah")
AFTER_FEAST = ("bayram", "kəs")

PATRONYMICS = ("oğlu", "qızı", "oğlun", "qızın", "ogly", "oglu", "qizi", "kızı")
NAMED = Stems("adlı$", "adında$", "soyadlı$", "adlanan$", "adlınun$", "adı$", "soyadı$", "ad$", "soyad$")

SURNAME_ENDINGS = r"(?:ov|ev)(?:a|iç|na)?|zadə|bəyli|bəyov|xanlı|sk(?:i|iy|aya|ı|ıy)|enko|çenko|şvili|nejad|poor|pur"
WEAK_ENDINGS = r"[lL][ıiuü]"  # Nümunəli; but also Yardımlı and yerli
CASE_ENDINGS = r"(?:n?[ıiuü]n?|y?[aə]|d[aə]n?|n[aə]|nd[aə]n?|l[aə]|yl[aə]|d[ıiuü]r|[ıiuü]nd[aə]n?|g[ıi]l)?"

# Given names that many carry, to tell a single name from a place or an institution.
_GIVEN_NAMES = """
    nümunə sınaq misal örnək aysel aygün günay günel leyla leylə nigar sevinc sevda könül lalə nərmin türkan fidan aynur
    aytən aytac aydan ayan arzu afaq afət almaz aliyə əfsanə əsmər bahar banu cəmilə cəvahir dilarə elmira elnarə ellada
    esmira fatimə fəridə fərəh fəxriyyə firuzə gülər gülnar gülnarə gülşən gülay güllü gülzar həcər həmidə humay hüsniyə
    xatirə xədicə xalidə xuraman ilahə iradə ülviyyə ülkər kəmalə kübra lamiyə lətifə mahirə maral məhbubə mələk məryəm
    məlahət mina minarə mədinə naidə nailə natəvan nazilə nəzakət nərgiz nuranə nurlanə ofelya pərvanə pəri ramilə
    rəna ruhiyyə rübabə rəşidə sara sabinə sahilə səbinə səidə səkinə səmayə səma sima sitarə solmaz sona sudabə süsən
    şəfəq şəhla şəlalə şərqiyyə tamara tahirə təranə turanə vəfa vüsalə yasəmən yeganə zahirə zeynəb zəhra zərifə
    zöhrə zümrüd abbas abdulla adil afiq akif anar araz arif asif aslan azad azər babək bəhruz bəxtiyar cavad cavid
    ceyhun daşqın ehtiram elçin eldar eldəniz elgün elman elmar elmir elnur elşad elşən elvin emil emin etibar famil
    faiq farid fərhad fərid fəqan fikrət firdovsi fuad habil hafiz həmid həsən hüseyn xalid xəyal xəyyam ibrahim ilham
    ilkin ilqar imran intiqam isa islam ismayıl kamal kamil kamran kənan kərim mahir malik mansur məmməd mehdi mirzə
    muxtar murad musa mübariz nadir nahid namiq natiq nazim niyaz nicat nizami novruz nurlan orxan oqtay pərviz rafiq
    rahim ramil ramin ramiz rasim rauf rəhim rəşad rəşid rəsul rövşən ruslan rüfət rüstəm sabir sadiq sahib sahil samir
    sarvan seymur səməd sənan süleyman şahin şamil şəmistan tahir taleh tamerlan tariyel teymur toğrul tofiq tural vaqif
    valeh vasif vəli vidadi vüqar yaşar yaqub yunis yusif zahid zakir zaur zeynal ziya əhməd əkbər əli əliağa əşrəf
    ömər ülvi üzeyir maria olga natalya svetlana oksana irina yelena anna ivan sergey dmitri aleksey viktor ali hasan
    mehmet ayşe fatma emine mariya gulnora dilnoza nodira zarina madina
    """
GIVEN_NAMES = frozenset(_GIVEN_NAMES.split())

# Words before or after a name that give it an office: no victim is meant.
OFFICES = Stems(
    "rəis", "nazir", "müdir", "direktor", "hakim", "vəkil", "prokuror", "deputat", "koordinator", "mütəxəssis",
    "ekspert", "polkovnik", "general", "mayor", "kapitan", "leytenant", "serjant", "polis", "professor", "doktor",
    "dosent", "akademik", "sədr", "səfir", "prezident", "müvəkkil", "ombudsman", "məsləhətçi", "inspektor",
    "müstəntiq", "əməkdaş", "nümayəndə", "təlimçi", "psixoloq", "həkim", "müəllim", "icraçı", "katib", "müavini",
    "müavin$", "müfəttiş", "moderator", "köməkçi", "jurnalist", "yazıçı", "şair", "rektor", "dekan", "konsul",
    "attaşe", "məruzəçi", "hüquqşünas", "notarius", "rejissor", "müəllif", "tədqiqatçı", "tərcüməçi", "işçi",
    "rəhbər", "müşavir", "komissar", "sərkatib", "qubernator", "təqsirləndirilən", "təqsirli", "şübhəli",
)  # fmt: skip
# What a name stands for where one of these follows: a street, a fund, a district.
NAMED_AFTER = Stems(
    "küçəsi", "prospekti", "adına$", "fondu", "parkı", "metro", "stansiyası", "rayonu", "şəhəri", "kəndi", "qəsəbəsi",
    "mərkəzi", "meydanı", "xiyabanı", "məktəbi", "liseyi", "universiteti", "akademiyası", "mükafatı", "təqaüdü",
    "muzeyi", "sarayı", "bulvarı", "respublikası", "nazirliyi", "komitəsi", "xidməti$", "xidmətinin", "agentliyi",
    "idarəsi", "təşkilatı", "birliyi", "konvensiyası", "dairəsi", "məhkəməsi", "konsulluğu", "səfirliyi", "vilayəti",
    "departamenti", "krallığı", "federasiyası", "əmirliyi", "bölgəsi", "zonası", "layihəsi", "proqramı", "planı$",
    "planın", "hökuməti", "oblastı", "qanunu", "məcəlləsi", "bayramı", "sığınacağı", "şöbəsi",
)  # fmt: skip

# Words that begin with a capital and name no person, wherever they stand.
NO_PERSON = Stems(
    "alver", "təşkilat", "vətən", "icra", "işçi", "qrup", "birlik", "assosiasiya", "institut", "universitet",
    "hakimiyyət", "azərbaycan", "respublika", "dövlət", "nazir", "milli", "daxili", "xarici", "beynəlxalq",
    "birləşmiş", "miqrasiya", "avropa", "ali$", "baş$", "insan", "qurban", "yardım", "mərkəz", "xidmət", "komitə",
    "agentli", "idarə", "fond", "şura", "bmt", "mfp", "dmx", "din$", "dsx", "dtx", "iom", "greta", "usaid", "qht",
    "kiv", "abş", "şəxs", "zərər", "qadın", "uşaq", "sosial", "səhiyyə", "təhsil", "elm$", "ədliyyə", "əmək", "ailə",
    "gənclər", "polis", "hesabat", "nəticə", "bununla", "həmin", "eyni", "cari", "həmçinin", "habelə", "onlar",
    "ona$", "onun$", "bu$", "o$", "qeyd", "hər", "bir$", "iki$", "üç$", "dörd$", "beş$", "altı$", "yeddi$", "səkkiz$",
    "doqquz$", "on$", "müvafiq", "reabilitasiya", "psixoloji", "hüquqi", "tibbi", "sığınacaq", "məhkəmə", "cinayət",
    "prokurorluq", "məlumat", "qayda", "qanun", "konvensiya", "protokol", "plan", "layihə", "proqram", "strategiya",
    "konstitusiya", "məcəllə", "kodeks", "indikator", "telefon", "əlaqə", "ad$", "soyad", "fin$", "iqtisadi", "ümumi",
    "şəhər", "rayon", "nəfər", "halbuki", "lakin", "amma", "digər", "bundan", "belə", "hazırda", "zaman", "mövzu",
    "yeni", "ictimai", "müdafiə", "kompensasiya", "repatriasiya", "ölkə", "xüsusi", "şəxsiyyət", "əcnəbi", "vətəndaş",
    "ombudsman", "asan$", "dost", "qaçqın", "sumq", "vəsiqə", "pasport", "doğum", "yaş", "iban", "səs$",
)  # fmt: skip

PLACES = Stems(
    "bakı", "gəncə", "sumqayıt", "naxçıvan", "şirvan", "lənkəran", "şəki", "yevlax", "mingəçevir", "naftalan",
    "xankəndi", "şuşa", "ağdam", "ağdaş", "ağcabədi", "ağstafa", "ağsu", "astara", "babək", "balakən", "beyləqan",
    "bərdə", "biləsuvar", "cəbrayıl", "cəlilabad", "culfa", "daşkəsən", "füzuli", "gədəbəy", "goranboy", "göyçay",
    "göygöl", "hacıqabul", "xaçmaz", "xızı", "xocalı", "xocavənd", "imişli", "ismayıllı", "kəlbəcər", "kəngərli",
    "kürdəmir", "laçın", "lerik", "masallı", "neftçala", "oğuz", "ordubad", "qax", "qazax", "qəbələ", "qobustan",
    "quba", "qubadlı", "qusar", "saatlı", "sabirabad", "salyan", "samux", "sədərək", "siyəzən", "şabran", "şahbuz",
    "şamaxı", "şəmkir", "şərur", "tərtər", "tovuz", "ucar", "yardımlı", "zaqatala", "zəngilan", "zərdab", "abşeron",
    "suraxanı", "binəqədi", "nizami$", "nərimanov", "nəsimi", "sabunçu", "səbail", "xətai", "xəzər", "yasamal",
    "qaradağ", "pirallahı", "sabirabad", "kiyev", "moskva", "tbilisi", "ankara", "istanbul", "dubay", "tehran",
    "rostov", "daşkənd", "saratov", "tambov", "lvov", "vyana", "cenevrə", "strasburq", "varşava", "kişinyov",
)  # fmt: skip
COUNTRIES = Stems(
    "özbəkistan", "türkiyə", "rusiya", "iran", "gürcüstan", "ukrayna", "əfqanıstan", "pakistan", "hindistan",
    "banqladeş", "qırğızıstan", "tacikistan", "türkmənistan", "qazaxıstan", "belarus", "moldova", "çin", "nepal",
    "filippin", "vyetnam", "suriya", "iraq", "misir", "mərakeş", "nigeriya", "efiopiya", "somali", "sudan", "kamerun",
    "qana", "tunis", "əlcəzair", "liviya", "livan", "iordaniya", "yəmən", "səudiyyə", "bəə$", "küveyt", "qətər",
    "bəhreyn", "oman", "israil", "fələstin", "almaniya", "fransa", "italiya", "ispaniya", "polşa", "rumıniya",
    "bolqarıstan", "yunanıstan", "albaniya", "serbiya", "kolumbiya", "braziliya", "kuba", "venesuela", "koreya",
    "yaponiya", "indoneziya", "malayziya", "tailand", "şri$", "kipr", "latviya", "litva", "estoniya", "ermənistan",
    "monqolustan", "keniya", "uqanda", "konqo", "seneqal", "azərbaycan", "abş", "kanada", "britaniya", "meksika",
)  # fmt: skip
