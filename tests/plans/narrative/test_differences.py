"""Word by word: what came into a text and what went."""

from hypothesis import given
from hypothesis import strategies as st

from plans.narrative import ListBlock, Paragraph, Run, parse, plain_text, to_html, word_count
from plans.narrative.differences import (
    ParagraphDifference,
    Piece,
    differences_html,
    word_differences,
    words_changed,
)
from tests.properties import examples

OLD = "<p>Nümunə mətn: 348 işçi təlimə cəlb olunub.</p>"
NEW = "<p>Nümunə mətn: 350 işçi təlimə cəlb olunub.</p>"


def test_word_differences_of_an_edited_paragraph():
    assert word_differences(OLD, NEW) == (
        ParagraphDifference(
            "changed",
            "paragraph",
            (
                Piece("same", "Nümunə mətn:"),
                Piece("removed", "348"),
                Piece("added", "350"),
                Piece("same", "işçi təlimə cəlb olunub."),
            ),
        ),
    )


def test_word_differences_of_whole_paragraphs():
    first, last = "<p>Birinci sətir</p>", "<p>Sonuncu sətir</p>"
    assert [(p.kind, p.pieces[0].text) for p in word_differences(first + OLD + last, first + last)] == [
        ("same", "Birinci sətir"),
        ("removed", "Nümunə mətn: 348 işçi təlimə cəlb olunub."),
        ("same", "Sonuncu sətir"),
    ]
    assert [p.kind for p in word_differences(first + last, first + OLD + last)] == ["same", "added", "same"]
    assert [p.kind for p in word_differences(first, "<p>Tamam başqa</p>")] == ["removed", "added"]
    assert word_differences("", "") == ()


def test_word_differences_pairs_edited_paragraphs_around_a_new_one():
    added = "<p>Araya girən yeni bir abzas</p>"
    other = "<p>İkinci abzas burada qalır, bəli</p>"
    kinds = [p.kind for p in word_differences(OLD + other, NEW + added + other.replace("bəli", "xeyr"))]
    assert kinds == ["changed", "added", "changed"]


def test_a_change_of_formatting_is_no_change_of_words():
    bold = '<p>Nümunə <strong>mətn:</strong> <a href="https://example.az/">348</a>\u00a0işçi təlimə cəlb olunub.</p>'
    assert [p.kind for p in word_differences(OLD, bold)] == ["same"]
    assert words_changed(OLD, bold) == (0, 0)
    assert differences_html(OLD, bold) == OLD


def test_differences_html():
    assert differences_html(OLD, NEW) == ("<p>Nümunə mətn: <del>348</del> <ins>350</ins> işçi təlimə cəlb olunub.</p>")
    assert differences_html("", NEW) == "<p><ins>Nümunə mətn: 350 işçi təlimə cəlb olunub.</ins></p>"
    assert differences_html(OLD, "") == "<p><del>Nümunə mətn: 348 işçi təlimə cəlb olunub.</del></p>"
    assert differences_html("", "") == ""


def test_differences_html_tells_items_and_cells():
    new = "<ul><li><p>bir</p><ol><li><p>iki</p></li></ol></li></ul><table><tbody><tr><td><p>üç</p></td></tr></tbody></table>"
    assert differences_html("<p>bir</p>", new) == (
        '<p class="item">bir</p><p class="item"><ins>iki</ins></p><p class="cell"><ins>üç</ins></p>'
    )


def test_differences_html_is_escaped():
    evil = '&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; <a href="https://example.az/?a=1&amp;b=2">x</a>'
    html = differences_html("<p>a b c d</p>", f"<p>a b c d {evil}</p>")
    assert html == "<p>a b c d <ins>&lt;script&gt;alert(1)&lt;/script&gt; &amp;amp; x</ins></p>"


def test_differences_join_changes_that_one_common_word_parts():
    old, new = "<p>a b c d və e f g h son bir</p>", "<p>1 2 3 4 və 5 6 7 8 son bir</p>"
    # “və” alone between two replaced halves says nothing; the counts stay exact.
    assert differences_html(old + old, new + old) == (
        "<p><del>a b c d və e f g h son bir</del></p><p><ins>1 2 3 4 və 5 6 7 8 son bir</ins></p>"
        "<p>a b c d və e f g h son bir</p>"
    )
    longer = " ortaq sözlər burada çoxdur və fərqli deyil"
    old, new = old.replace("</p>", f"{longer}</p>"), new.replace("</p>", f"{longer}</p>")
    assert differences_html(old, new) == (
        f"<p><del>a b c d və e f g h</del> <ins>1 2 3 4 və 5 6 7 8</ins> son bir{longer}</p>"
    )
    assert words_changed(old, new) == (8, 8)


def test_words_changed_counts_as_word_count_does():
    assert words_changed(OLD, NEW) == (1, 1)
    assert words_changed("", "<p>bir – iki - üç …</p>") == (3, 0)
    assert words_changed("<p>bir – iki</p>", "") == (0, 2)
    assert words_changed("<p>bir iki</p>", "<p>bir – iki</p>") == (0, 0)
    assert words_changed("<p>bir iki</p>", "<p>bir</p><p>iki</p>")[0] <= 1
    assert words_changed(OLD, OLD) == (0, 0)


words = st.lists(st.sampled_from(["bir", "iki", "üç", "–", "<p>", "a&b"]), min_size=1, max_size=8).map(" ".join)
paragraphs = words.map(lambda text: Paragraph((Run(text),)))
blocks = st.one_of(paragraphs, st.lists(paragraphs, min_size=1, max_size=3).map(
    lambda items: ListBlock(tuple((item,) for item in items))
))  # fmt: skip
texts = st.lists(blocks, max_size=6).map(to_html)


@examples(60)
@given(texts, texts)
def test_both_texts_can_be_read_from_their_differences(old, new):
    differences = word_differences(old, new)
    for missing, text in (("added", old), ("removed", new)):
        lines = (
            " ".join(piece.text for piece in paragraph.pieces if piece.change != missing) for paragraph in differences
        )
        assert [line for line in lines if line] == plain_text(text).splitlines()


@examples(60)
@given(texts, texts)
def test_word_counts_and_changes_agree(old, new):
    added, removed = words_changed(old, new)
    assert word_count(new) - word_count(old) == added - removed
    assert 0 <= added <= word_count(new)
    assert 0 <= removed <= word_count(old)


@examples(60)
@given(texts, texts)
def test_differences_html_has_only_paragraphs_and_words(old, new):
    html = differences_html(old, new)
    assert differences_html(old, new) == html
    bare = html
    for tag in ("<p>", '<p class="item">', "</p>", "<ins>", "</ins>", "<del>", "</del>"):
        bare = bare.replace(tag, " ")
    assert "<" not in bare
    assert set(plain_text(html).split()) == {word for text in (old, new) for word in plain_text(text).split()}
    assert parse(html) or not (old or new)


def test_differences_of_a_very_long_paragraph():
    old = [f"söz{n % 700}" for n in range(60_000)]
    new = [*old[:30_000], "yeni", *old[30_002:]]
    old_html, new_html = f"<p>{' '.join(old)}</p>", f"<p>{' '.join(new)}</p>"
    assert words_changed(old_html, new_html) == (1, 2)
    assert "<del>söz600 söz601</del> <ins>yeni</ins>" in differences_html(old_html, new_html)


def test_differences_of_long_texts_without_a_common_paragraph():
    old = "".join(f"<p>köhnə mətn {n} budur</p>" for n in range(4000))
    new = "".join(f"<p>yeni sözlər {-n} bunlardır</p>" for n in range(4001))
    assert words_changed(old, new) == (16_004, 16_000)
