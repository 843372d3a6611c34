"""Comments on one paragraph of an entry."""

from django.utils.translation import gettext as _

from accounts.models import User
from plans.models import Comment, Entry, Revision
from plans.narrative import block_texts
from plans.revisions import settle
from plans.services.comments import CommentRefused, CommentsClosed, Pin, add_comment

LONGEST_QUOTE = 2_000  # characters of the paragraph that the comment keeps


def pin_comment(entry: Entry, user: User, text: str, *, version: int, place: int) -> Comment:
    """Begins a thread on a top-level block of the text: `version` is the entry's version that the writer looked at,
    `place` counts its blocks from 0. The text may have changed since: the comment stays with what was looked at.

    Raises as `add_comment` does; CommentsClosed where the text of that version is not there any more, CommentRefused
    where it has no such block.
    """
    looked_at = Revision.objects.filter(entry=entry, version=version).first()
    # Settled by whoever opened it: a page that names another version has made it up, or was opened by nobody.
    if looked_at is None or not settle(looked_at):
        raise CommentsClosed(_("The text has changed since you opened it. Choose the paragraph again."))
    blocks = block_texts(looked_at.narrative)
    if not 0 <= place < len(blocks):
        raise CommentRefused(
            _("The text has %(number)s paragraphs: choose one of them, or leave the number out.")
            % {"number": len(blocks)}
        )
    quote = blocks[place]
    if len(quote) > LONGEST_QUOTE:
        quote = f"{quote[: LONGEST_QUOTE - 1]}…"
    return add_comment(entry, user, text, pin=Pin(version, place, quote))
