"""Reviewing while others are at the same entry: on the real server, in its own processes, in the same moment."""

import http.client
import threading
import urllib.parse
from dataclasses import dataclass, field

import pytest

from accounts.enums import Role
from plans.enums import EntryState
from plans.models import Comment, Entry, Notice, OutboxMail, Revision, Transition
from plans.narrative import block_texts
from plans.queries.threads import threads_of, with_paragraphs
from plans.workflow import apply_transition
from tests.conftest import make_user
from tests.faults.conftest import address_of
from tests.faults.server import TOKEN, Typing

pytestmark = pytest.mark.django_db(transaction=True)

TIMES = 25
REASON = "Nümunə səbəb. Tarixləri göstərin."


@dataclass
class Post(threading.Thread):
    """One form sent by a browser of its own; `status` and `page` are the answer."""

    port: int
    address: str
    session: str
    fields: dict
    gate: threading.Barrier | None = None
    status: int = 0
    page: str = ""
    errors: list = field(default_factory=list)

    def __post_init__(self):
        super().__init__(daemon=True)

    __hash__ = threading.Thread.__hash__

    def run(self) -> None:
        try:
            self.send()
        except (OSError, http.client.HTTPException, threading.BrokenBarrierError) as error:
            self.errors.append(error)  # the test looks at it

    def send(self) -> int:
        headers = {
            "Cookie": f"sessionid={self.session}; csrftoken={TOKEN}",
            "X-CSRFToken": TOKEN,
            "Content-Type": "application/x-www-form-urlencoded",
        }
        if self.gate:
            self.gate.wait(60)
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=60)
        connection.request("POST", self.address, urllib.parse.urlencode(self.fields), headers)
        response = connection.getresponse()
        self.status, self.page = response.status, response.read().decode()
        connection.close()
        return self.status


@pytest.fixture
def sessions(sign_in, people) -> tuple[str, str]:
    """Of two coordinators."""
    people["second"] = make_user("koordinator2", Role.COORDINATOR)
    return tuple(sign_in(role).cookies["sessionid"].value for role in ("coordinator", "second"))


def test_of_two_coordinators_one_decides_and_the_other_keeps_what_was_typed(server, sessions, write_entry, people):
    people["lead"].email = "mesul@numune.example"
    people["lead"].save()
    pk = write_entry("4.2.9", status="implemented", author=people["contributor"]).pk
    decide = address_of("4.2.9", "entry-decide")
    winners = []
    for turn in range(TIMES):
        entry = Entry.objects.select_related("reporting_year").get(pk=pk)
        if entry.state == EntryState.APPROVED:
            apply_transition(entry, "reopen", actor=people["coordinator"], reason=REASON)
        apply_transition(entry, "submit", actor=people["lead"])
        before = (Transition.objects.count(), OutboxMail.objects.count(), Notice.objects.count())
        gate = threading.Barrier(2)
        pending = [
            {"action": "approve", "version": entry.version, "submission": entry.submissions},
            {
                "action": "return",
                "version": entry.version,
                "submission": entry.submissions,
                "reason": f"{REASON} {turn}",
            },
        ]
        posts = [
            Post(server.port, decide, session, extension, gate)
            for session, extension in zip(sessions, pending if turn % 2 else pending[::-1], strict=True)
        ]
        for post in posts:
            post.start()
        for post in posts:
            post.join(60)
        assert [post.errors for post in posts] == [[], []]
        assert sorted(post.status for post in posts) == [302, 409], turn
        won, lost = sorted(posts, key=lambda post: post.status)
        winners.append(won.fields["action"])
        if "reason" in lost.fields:
            assert lost.fields["reason"] in lost.page
        after = (Transition.objects.count(), OutboxMail.objects.count(), Notice.objects.count())
        told = 1 if winners[-1] == "approve" else 2  # of a return the writer, too, in the page
        assert [new - old for new, old in zip(after, before, strict=True)] == [1, 1, told]
        stored = Entry.objects.get(pk=pk)
        assert stored.state == (EntryState.APPROVED if winners[-1] == "approve" else EntryState.RETURNED)
    moves = [move.action for move in Transition.objects.order_by("pk") if move.action in ("approve", "return")]
    assert moves == winners


def test_comments_on_a_text_that_changes_all_the_time_stay_with_what_was_looked_at(
    server, sessions, writer_on, write_entry, people
):
    first = "<p>Nümunə mətn. Birinci abzas yerində qalır.</p>"
    pk = write_entry("4.2.9", first).pk
    writer = writer_on("4.2.9")
    writer.version = 1
    typing = Typing(writer)
    typing.text = first
    typing.start()
    looked_at = []
    try:
        for turn in range(TIMES):
            typing.wait_for_saves(1)
            # As the review page does: what is shown is settled, and named by its version.
            page = _get(server.port, address_of("4.2.9", "entry-review"), sessions[0])
            version = int(page.split('name="version" value="')[1].split('"')[0])
            number = page.count('class="block"')
            typing.wait_for_saves(1)  # and another save comes in between
            post = Post(
                server.port,
                address_of("4.2.9", "entry-pin"),
                sessions[0],
                {"paragraph": number, "version": version, "text": f"Nümunə şərh {turn}."},
            )
            assert post.send() == 302, post.page
            looked_at.append((version, number - 1))
    finally:
        typing.finish()
    comments = list(Comment.objects.order_by("pk"))
    assert [(comment.pin_version, comment.pin_place) for comment in comments] == looked_at
    assert [comment.text for comment in comments] == [f"Nümunə şərh {turn}." for turn in range(TIMES)]
    for comment in comments:
        kept = Revision.objects.get(entry=pk, version=comment.pin_version)
        assert kept.is_settled
        assert block_texts(kept.narrative)[comment.pin_place] == comment.pin_text
    # The writer only ever added: every paragraph stands where it stood, and nothing of the text is lost.
    entry = Entry.objects.get(pk=pk)
    threads = with_paragraphs(entry, threads_of(entry))
    assert [thread.paragraph for thread in threads] == [place + 1 for _version, place in looked_at]
    assert entry.narrative == writer.acknowledged[1]


def _get(port: int, address: str, session: str) -> str:
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    connection.request("GET", address, headers={"Cookie": f"sessionid={session}"})
    response = connection.getresponse()
    page = response.read().decode()
    connection.close()
    assert response.status == 200
    return page
