"""Comments pinned to a paragraph: they follow it through later edits, or say what it was about."""

import pytest

from plans.enums import EntryState
from plans.models import Comment, Entry, Revision
from plans.narrative import block_htmls, block_texts, clean, numbered_html, places_in
from plans.queries.pins import locate_pins
from plans.queries.threads import threads_of, with_paragraphs
from plans.services import save_entry
from plans.services.comments import CommentRefused, CommentsClosed, add_comment
from plans.services.pins import LONGEST_QUOTE, pin_comment

ONE = "<p>Nümunə mətn. Birinci görüş may ayında keçirilmişdir.</p>"
TWO = "<p>Nümunə mətn. İkinci təlimdə on iki əməkdaş iştirak etmişdir.</p>"
ITEMS = "<ul><li><p>Bakı şəhəri</p></li><li><p>Gəncə şəhəri</p></li></ul>"
TABLE = "<table><tbody><tr><td><p>may</p></td><td><p>12</p></td></tr></tbody></table>"
LAST = "<p>Yekun hesabat nazirliyə göndərilmişdir.</p>"
TEXT = ONE + TWO + ITEMS + TABLE + LAST


# --- Where a block stands (plans.narrative) ---------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("new", "expected"),
    [
        (TEXT, [0, 1, 2, 3, 4]),
        (LAST + TEXT, [1, 2, 3, 4, 5]),  # the one in the old order wins over the copy before it
        ("<p>Tamamilə yeni cümlə.</p>" + TEXT, [1, 2, 3, 4, 5]),
        (ONE + ITEMS + TABLE + LAST, [0, None, 1, 2, 3]),
        (TEXT.replace("may ayında", "iyun ayında"), [0, 1, 2, 3, 4]),
        (TEXT.replace("Birinci", "<strong>Birinci</strong>"), [0, 1, 2, 3, 4]),  # only words count
        (TEXT.replace("<li><p>Gəncə şəhəri</p></li>", ""), [0, 1, 2, 3, 4]),
        (LAST + TWO + ITEMS + TABLE + ONE, [4, 1, 2, 3, 0]),  # moved, word for word
        ("<p>Heç bir söz oxşar deyil.</p>", [None] * 5),
        ("", [None] * 5),
    ],
)
def test_block_is_found_where_it_stands_now(new, expected):
    assert places_in(clean(TEXT), clean(new)) == expected


def test_block_moved_to_where_two_say_the_same_is_gone_rather_than_guessed():
    assert places_in(ONE + TWO, TWO + LAST + ONE + ONE) == [2, 0]  # the first of the two in order, by alignment
    assert places_in(ONE + ONE + TWO, TWO) == [None, None, 0]


def test_no_two_blocks_share_a_place():
    places = places_in(ONE + ONE + TWO, ONE + TWO)
    kept = [place for place in places if place is not None]
    assert sorted(kept) == [0, 1]
    assert len(places) == 3


def test_blocks_joined_are_the_text_again():
    stored = clean(TEXT + '<ol start="3"><li><p>üç</p></li></ol>')
    assert "".join(block_htmls(stored)) == stored
    assert len(block_htmls(stored)) == 6
    assert block_htmls("") == []


def test_text_of_a_block_is_its_words():
    assert block_texts(ITEMS + TABLE + "<p>a  <em>b</em></p>") == ["Bakı şəhəri Gəncə şəhəri", "may 12", "a b"]


def test_numbered_blocks_can_be_led_to():
    assert numbered_html('<p>a &lt;b&gt;</p><ol start="3"><li><p>c</p></li></ol>') == (
        '<p id="paragraph-1">a &lt;b&gt;</p><ol id="paragraph-2" start="3"><li><p>c</p></li></ol>'
    )
    assert numbered_html("") == ""


# --- The comment ------------------------------------------------------------------------------------------------------


@pytest.fixture
def entry(write_entry) -> Entry:
    return write_entry("4.2.9", TEXT)


@pytest.fixture
def coordinator(people):
    return people["coordinator"]


def rewrite(entry: Entry, narrative: str) -> Entry:
    return save_entry(
        reporting_year=entry.reporting_year,
        agency=entry.agency,
        sub_point=entry.sub_point,
        narrative=narrative,
        status=entry.status,
        author=None,
        expected_version=Entry.objects.get(pk=entry.pk).version,
    )


def paragraphs(entry: Entry) -> list[int | None]:
    now = Entry.objects.get(pk=entry.pk)
    return [thread.paragraph for thread in with_paragraphs(now, threads_of(now))]


@pytest.mark.django_db
def test_pinned_comment_keeps_version_place_and_words(entry, coordinator):
    written = pin_comment(entry, coordinator, " Nümunə şərh. ", version=1, place=1)
    written.refresh_from_db()
    assert (written.text, written.pin_version, written.pin_place) == ("Nümunə şərh.", 1, 1)
    assert written.pin_text == "Nümunə mətn. İkinci təlimdə on iki əməkdaş iştirak etmişdir."
    assert written.is_pinned
    assert paragraphs(entry) == [2]


@pytest.mark.django_db
def test_comment_on_the_whole_is_pinned_nowhere(entry, coordinator, django_assert_num_queries):
    thread = add_comment(entry, coordinator, "Nümunə şərh.")
    assert not thread.is_pinned
    with django_assert_num_queries(0):
        assert locate_pins(entry, [thread]) == {}
    assert paragraphs(entry) == [None]


@pytest.mark.django_db
def test_pin_settles_the_text_that_it_quotes(entry, coordinator):
    Revision.objects.filter(entry=entry).update(is_settled=False)
    pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0)
    assert Revision.objects.get(entry=entry).is_settled


@pytest.mark.django_db
@pytest.mark.parametrize("place", [-1, 5, 10_000])
def test_paragraph_that_is_not_there_is_refused(entry, coordinator, place):
    with pytest.raises(CommentRefused, match="5 ") as refused:
        pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=place)
    assert not isinstance(refused.value, CommentsClosed)
    assert Comment.objects.count() == 0


@pytest.mark.django_db
def test_version_that_never_was_is_refused(entry, coordinator):
    with pytest.raises(CommentsClosed):
        pin_comment(entry, coordinator, "Nümunə şərh.", version=7, place=0)
    assert Comment.objects.count() == 0


@pytest.mark.django_db
def test_empty_comment_on_a_paragraph_is_refused(entry, coordinator):
    with pytest.raises(CommentRefused):
        pin_comment(entry, coordinator, "  ", version=1, place=0)
    assert Comment.objects.count() == 0


@pytest.mark.django_db
def test_button_pressed_twice_pins_once_and_another_paragraph_is_another_comment(entry, coordinator):
    first = pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0)
    assert pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0) == first
    assert pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=1) != first
    assert Comment.objects.count() == 2


@pytest.mark.django_db
def test_long_paragraph_is_quoted_from_its_beginning(write_entry, coordinator):
    entry = write_entry("4.2.9", f"<p>{'söz ' * 1000}</p>")
    quote = pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0).pin_text
    assert len(quote) == LONGEST_QUOTE == 2000
    assert quote.startswith("söz söz")
    assert quote.endswith("…")


@pytest.mark.django_db
def test_comment_follows_its_paragraph_through_later_texts(entry, coordinator):
    pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=1)
    rewrite(entry, "<p>Nümunə mətn. Yeni abzas.</p>" + TEXT.replace("on iki", "on üç"))
    assert paragraphs(entry) == [3]
    pin_comment(Entry.objects.get(pk=entry.pk), coordinator, "Nümunə şərh iki.", version=2, place=0)
    rewrite(entry, TWO + LAST)
    assert paragraphs(entry) == [1, None]
    assert Comment.objects.get(pin_version=2).pin_text == "Nümunə mətn. Yeni abzas."
    rewrite(entry, TEXT)
    assert paragraphs(entry) == [2, None]


@pytest.mark.django_db
def test_paragraph_is_gone_where_there_is_nothing_to_report(entry, coordinator):
    pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0)
    Entry.objects.update(nothing_to_report=True)
    assert paragraphs(entry) == [None]


@pytest.mark.django_db
def test_comment_on_an_earlier_text_stays_with_what_was_looked_at(entry, coordinator):
    rewrite(entry, LAST + ONE)
    written = pin_comment(Entry.objects.get(pk=entry.pk), coordinator, "Nümunə şərh.", version=1, place=0)
    assert written.pin_text == "Nümunə mətn. Birinci görüş may ayında keçirilmişdir."
    assert paragraphs(entry) == [2]


@pytest.mark.django_db
def test_pin_on_a_submitted_text_begins_the_review(write_entry, coordinator):
    entry = write_entry("4.2.9", TEXT, state=EntryState.SUBMITTED)
    pin_comment(entry, coordinator, "Nümunə şərh.", version=1, place=0)
    assert Entry.objects.get().is_in_review


@pytest.mark.django_db
@pytest.mark.parametrize("versions", [1, 3])
def test_locating_costs_one_query_however_many_texts_were_pinned(
    entry, coordinator, versions, django_assert_num_queries
):
    for version in range(1, versions + 1):
        pin_comment(Entry.objects.get(pk=entry.pk), coordinator, f"Şərh {version}.", version=version, place=0)
        rewrite(entry, ONE + f"<p>Nümunə mətn. {version}.</p>")
    now = Entry.objects.get(pk=entry.pk)
    threads = [thread.comment for thread in threads_of(now)]
    with django_assert_num_queries(1):
        assert list(locate_pins(now, threads).values()) == [0] * versions
