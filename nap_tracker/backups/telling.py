"""What an archive holds, in a line."""

from nap_tracker.backups.archive import Manifest

NAMES_SAID = 20


def say(manifest: Manifest) -> str:
    """Numbers of what an archive holds, and when it was made."""
    names = {"plans_entry": "entries", "plans_revision": "revisions", "accounts_user": "users"}
    numbers = ", ".join(f"{manifest.rows.get(table, 0)} {name}" for table, name in names.items())
    editions = f", {manifest.editions} of editions" if manifest.editions else ""
    latest = f", latest change {manifest.latest} UTC" if manifest.latest else ""
    return f"{numbers}, {manifest.files} files of evidence{editions}{latest}; made {manifest.made_at}"


def some_of(names: list[str]) -> str:
    """The first `NAMES_SAID` of the names, and how many more there are."""
    more = f" and {len(names) - NAMES_SAID} more" if len(names) > NAMES_SAID else ""
    return ", ".join(names[:NAMES_SAID]) + more
