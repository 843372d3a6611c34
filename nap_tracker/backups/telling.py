"""What an archive holds, in a line."""

from nap_tracker.backups.archive import Manifest


def say(manifest: Manifest) -> str:
    names = {"plans_entry": "entries", "plans_revision": "revisions", "accounts_user": "users"}
    numbers = ", ".join(f"{manifest.rows.get(table, 0)} {name}" for table, name in names.items())
    latest = f", latest change {manifest.latest} UTC" if manifest.latest else ""
    return f"{numbers}, {manifest.files} files of evidence{latest}; made {manifest.made_at}"
