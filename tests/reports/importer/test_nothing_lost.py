"""Whatever is written in a document comes out somewhere: in an item, the title, the signature, or as unplaced."""

import re
from collections import Counter

from hypothesis import example, given
from hypothesis import strategies as st

from reports.importer.parse.report import ParsedReport
from reports.importer.read import read_report
from tests.properties import examples
from tests.reports.importer.word_files import p, r, word_file

WORD = re.compile(r"\w+")


def words_of(report: ParsedReport) -> Counter[str]:
    """The words of everything a report holds, list markers included."""
    texts = [report.title or "", *report.words, *report.signature, *(piece.text for piece in report.unplaced)]
    for item in report.items:
        texts.append(item.heading)
        texts += (f"{block.marker} {block.text}" for block in item.blocks)
    return Counter(WORD.findall(" ".join(texts)))


title = st.sampled_from(
    [
        "“Nümunə “Sahə” Planı”nda nəzərdə tutulan tədbirlərin Nümunə Xidməti tərəfindən 2021-ci il ərzində icrası barədə",
        "“Nümunə Planı”nda nəzərdə tutulan\n\ntədbirlərin Nümunə Xidməti tərəfindən 2021-ci il icrası barədə",
        "Nümunə Komitəsinə",
        "M Ə L U M A T",
        "Məlumat",
    ]
)
heading = st.builds(
    "{}{} {} üzrə ({}{}".format,
    st.sampled_from(["4.1.6", "4.2.10", "4.2.1-ci və 4.8.1", "7", "2, 3 və 4"]),
    st.sampled_from(["-cı", "-cu", "", "-ci"]),
    st.sampled_from(["yarımbənd", "yarım bənd", "bənd", "YARIMBƏND"]),
    st.sampled_from(
        ["Nümunə", "Nümunə (bir) iki", "Nümunə (bir", "nümunə) bir", "Nümunə\n\ndavamı", "Nümunə (bir): iki"]
    ),
    st.sampled_from(["):", ")", ":", "", "): Nümunə mətn.", ") nümunə mətn.", "\n\n"]),
)
narrative = st.sampled_from(
    [
        "Nümunə mətn.",
        "Nümunə mətn və",
        "davamı, qeyri-",
        "04.11.2021-ci il tarixdə nümunə (bir):",
        "2021-ci ildə nümunə",
        "2021. nümunə",
        "4.7.2-ci yarımbənddə nümunə qeyd olunmuşdur.",
        "7-ci bəndinin icrasına dair:",
        "- bir\n- iki\n    - üç\n    1. dörd",
        "1. bir\n2. iki\n\n   üç",
        "– bir\n– iki",
        "• bir",
        "a) bir",
        "5)",
        "12",
        "---",
        "nümunə\n===",
        "> nümunə\n> iki",
        "| a | b |\n|---|---|\n| c | d |",
        "| a |\n|---|\n| c | d |",
        "4.2. Nümunə istiqamət",
        "A. NÜMUNƏLİ",
        "Nümunə Xidmətinin rəisi",
        "Bakı şəhəri, 12 yanvar 2022-ci il",
        "İcraçı: B. Nümunə, tel.: 000",
        "m\u0430tn 5\u00a0nəfər c\u0327ay mə\u00adtn",
        "    boşluqla",
        "[1]: nümunə",
        "```\nkod\n```",
        "<b>teq</b> &amp; ~~silinmiş~~",
    ]
)
look = st.sampled_from(["{}", "**{}**", "#### {}", "*{}*"])
paragraph = st.builds(lambda look, text: look.format(text), look, st.one_of(title, heading, narrative, narrative))
document = st.lists(paragraph, min_size=1, max_size=14).map("\n\n".join)


@examples(100)
@given(document)
def test_markdown_keeps_every_word(source):
    assert words_of(read_report(source.encode(), "a.md")) == Counter(WORD.findall(source))


@examples(60)
@given(document)
def test_text_keeps_every_word(source):
    assert words_of(read_report(source.encode(), "a.txt")) == Counter(WORD.findall(source))


@examples(100)
@given(st.text(alphabet="ab1. \n\t-*+_#>|`[]()<>&;!\\=~:/\"'“–•əİı\u00a0", min_size=1).filter(str.strip))
@example("![a](b)")
@example("1) :")
@example("[a]: b\n1. a\n\n---\n1.\n")
def test_any_markdown_keeps_every_letter(source):
    report = read_report(source.encode(), "a.md")
    kept = words_of(report)
    for note in report.notes:
        kept.update(WORD.findall(f"{note.text} {note.detail}") if note.code in ("image", "link_title") else [])
    # Emphasis may part a word in two for a reader of the source, so letters are counted, not words.
    letters = Counter(letter for letter in source if letter.isalnum())
    found = Counter()
    for word, count in kept.items():
        for letter in word:
            found[letter] += count if letter.isalnum() else 0
    assert letters - found == Counter()


runs = st.lists(
    st.tuples(
        st.sampled_from(
            ["bir", "iki ", "4.1.6-cı yarımbənd üzrə (üç", "dörd):", " beş", "M Ə L U M A T", "– altı", "7."]
        ),
        st.sampled_from(["", "<w:b/>", "<w:i/>", "<w:vanish/>", '<w:rStyle w:val="yox"/>']),
        st.sampled_from(
            ["{}", '<w:ins w:id="1">{}</w:ins>', '<w:del w:id="1">{}</w:del>', "<w:hyperlink>{}</w:hyperlink>"]
        ),
        st.sampled_from(["", "<w:r><w:br/></w:r>", '<w:r><w:br w:type="page"/></w:r>']),
    ),
    min_size=1,
    max_size=4,
)
word_paragraphs = st.lists(st.tuples(runs, st.sampled_from(["", "numbered", "cell", "note"])), min_size=1, max_size=8)


@examples(60)
@given(word_paragraphs)
def test_word_keeps_every_letter(source):
    body, notes, letters = "", "", Counter()
    for runs, place in source:
        content = "".join(frame.format(r(text, look)) + line_end for text, look, frame, line_end in runs)
        letters.update(letter for text, *_ in runs for letter in text if letter.isalnum())
        numbering = '<w:numPr><w:ilvl w:val="0"/><w:numId w:val="1"/></w:numPr>' if place == "numbered" else ""
        written = p(content, properties=numbering)
        if place == "cell":
            written = f"<w:tbl><w:tr><w:tc>{written}</w:tc></w:tr></w:tbl>"
        if place == "note":
            notes += f"<w:footnote>{written}</w:footnote>"
        else:
            body += written
    level = '<w:lvl w:ilvl="0"><w:numFmt w:val="bullet"/><w:lvlText w:val="-"/></w:lvl>'
    parts = {
        "numbering": f'<w:abstractNum w:abstractNumId="1">{level}</w:abstractNum>'
        '<w:num w:numId="1"><w:abstractNumId w:val="1"/></w:num>',
        "footnotes": notes,
    }
    found = Counter()
    for word, count in words_of(read_report(word_file(body, parts=parts), "a.docx")).items():
        for letter in word:
            found[letter] += count
    assert found == letters
