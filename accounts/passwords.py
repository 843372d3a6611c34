"""Passwords that anybody here would try first: common words, rows of keys, and numbers behind them."""

from functools import cache

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from accounts.models import User

# In small Latin letters, as people type them without an Azerbaijani keyboard. Django's own list has English ones, and
# refuses those only as they stand there, not with a number behind them.
WORDS = """
    admin administrator agentlik aile allah ana ata atatürk azer azerbaijan azerbaycan azeri baki baku bayram
    bey canim cumhuriyyet dost dovlet dunya eli elcin elnur emekdas eynulla fuad gence goycay guba gul hesab heyder
    hello huseyn huquq idare ilham ilqar inzibatci istifadeci karabakh komite koordinator lenkeran leyla login
    mehemmed mehriban melumat memmed mene men mesul milli mingecevir mubariz musahideci muveqqeti nadir naxcivan
    nazirlik nerimanov nicat nigar nizami nurlan orxan parol password plan qala qarabag qebele qelebe qemer qubad
    qwerty ramil rashad resad respublika root rovsen ruslan salam samir seki selam senin seni sevda sevgi sevinc
    sevirem sifre simvol sirr sistem sumqayit susa sahin sirvan tebriz test tofiq toplanti tracker turan turkiye turk
    user vasif vetan veten vezife vusal welcome xankendi xatire xezer xidmet xosbext yeni yevlax zaqatala zehra
    fealiyyet hesabat insan huquqlari izleme qadin usaq yanvar fevral mart aprel may iyun iyul avqust sentyabr oktyabr
    noyabr dekabr yaz yay payiz qis bazar birinci ikinci sonuncu deyis deyisme
    ombudsman nap naptracker letmein iloveyou futbol futbolcu neftci kapaz zire qalatasaray fenerbahce besiktas real
    fealiyyet milli plani hesabati icra tedbir qurum rehber mudir redaktor tesdiq giris daxil kabinet dmx mfp gov
    access account baseball batman charlie computer daniel dragon flower football freedom google guest hockey hunter
    internet jordan killer liverpool love lovely manager master michael monkey mustang office pokemon princess secret
    secure security server service shadow soccer star starwars summer sunshine superman superuser temp trustno welcome
    winter autumn spring changeme default demo example operator
    ailem anam atam ayla azadliq bakili canan dostum gunel gulnar heyat kompyuter konul lale melek menim mubahise nermin
    neqliyyat novruz odlar yurdu sebine sevgilim sevil sevinj telefon tural ulvi zaur
"""
# What people put behind a word as they do in a sentence.
ENDINGS = "lar ler lari leri larin lerin nin nun dir dur liq lik ci cu"
ROWS = ("qwertyuiop", "qüertyuiopöğ", "asdfghjkl", "zxcvbnm", "qazwsxedcrfvtgbyhnujm", "abcdefghijklmnopqrstuvwxyz",
        "1234567890", "1q2w3e4r5t6y7u8i9o0p", "q1w2e3r4t5y6u7i8o9p0", "йцукенгшщзхъ", "фывапролджэ", "ячсмитьбю")  # fmt: skip
PLAIN = str.maketrans("əşçöüğıİâ@$", "escougiiaas")
LOOKS_LIKE = str.maketrans("013457", "oieast")
LONGEST = 1000
FEWEST_SIGNS = 5  # different ones
# What is in no common word: this much of it makes no password good – four letters, or eight digits.
WORTH_OF_LETTER, WORTH_OF_DIGIT, TOO_LITTLE = 2, 1, 8


class CommonWordsValidator:
    """Refuses what is left of a password with few letters once common words, rows of keys and numbers are taken out."""

    def validate(self, password: str, user: User | None = None) -> None:
        if is_common(password):
            raise ValidationError(
                _(
                    "The password is made of common words, rows of keys or numbers. Choose words that do not belong together."
                ),
                code="password_common_words",
            )

    def get_help_text(self) -> str:
        return _("No common words with a number behind them (“azerbaycan2024”), and no rows of keys.")


def is_common(password: str) -> bool:
    """Whether somebody who knows the country would try it early. Linear in the length."""
    text = password[:LONGEST].casefold().replace("i̇", "i")
    if len(set(text)) < FEWEST_SIGNS:
        return True
    return any(_worth(variant.translate(PLAIN)) <= TOO_LITTLE for variant in {text, text.translate(LOOKS_LIKE)})


def _worth(text: str) -> int:
    """What is in no common word, however these are fitted in so as to leave little; signs count for nothing."""
    least = [0]
    longest = max(map(len, _pieces()))
    for end in range(1, len(text) + 1):
        sign = text[end - 1]
        own = WORTH_OF_LETTER if sign.isalpha() else WORTH_OF_DIGIT if sign.isdigit() else 0
        best = least[end - 1] + own
        for length in range(3, min(longest, end) + 1):
            if text[end - length : end] in _pieces():
                best = min(best, least[end - length])
        least.append(best)
    return least[-1]


@cache
def _pieces() -> frozenset[str]:
    """Common words, and parts of rows of keys in both directions, four keys and more."""
    parts = {word.translate(PLAIN) for word in WORDS.split()}
    parts |= {word + ending for word in parts for ending in ENDINGS.split()}
    for row in ROWS:
        for keys in (row.translate(PLAIN), row.translate(PLAIN)[::-1]):
            ends = range(len(keys) + 1)
            parts.update(keys[start:end] for start in ends for end in ends if end - start >= 4)
    return frozenset(parts)
