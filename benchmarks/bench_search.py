"""Server time of the search page over ten thousand entries: run by `make bench` on SQLite and PostgreSQL.

Besides the load's texts there are a comment and a piece of evidence for each entry, and a rare word in three of them.
"""

from benchmarks.bench_pages import _client, _get, _queries
from benchmarks.measuring import judge, median_seconds, print_table, set_up_django

AGENCIES = 121  # with 60 sub-points and 5 years, five of six cells written: ten thousand entries
TIMES, TIME_BAR_MS = 30, 200
SEARCHES = {
    "common word": "təlim",
    "two common words": "təlim görüş",
    "word in a fifth of the texts": "“2-ci variant”",
    "rare word": "nadirləşmə",
    "phrase": "“maarifləndirmə tədbirləri keçirilmiş”",
    "looser, common": "telim",
    "looser, rare": "nadirlesme",
    "two letters": "il",
    "word that is nowhere": "yoxdurbelə",
    "word that is nowhere, its first letter ambiguous": "ictimaiyyetsizlik",
    "common word, last page": "təlim&page=50",
    "common word, one year and status": "təlim&year=2023&status=implemented",
    "common word, comments only": "nümunə&kind=comment",
}


def main() -> None:
    set_up_django()
    from django.core.management import call_command
    from django.db import connection

    call_command("collectstatic", interactive=False, verbosity=0)
    call_command("create_load", agencies=AGENCIES, sub_points=60, years=5)
    entries = _beside_the_texts()
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            # What its autovacuum does by itself within a minute.
            for index in ("entry_narrative_loose", "comment_text_loose", "evidence_title_loose"):
                cursor.execute("SELECT gin_clean_pending_list(%s::regclass)", [index])
        cursor.execute("ANALYZE")
    readers = {
        "coordinator": _client("yuk.koordinator", "coordinator"),
        "observer": _client("yuk.musahideci", "observer"),
        "lead": _client("yuk.mesul", "lead", "YUK-001"),
    }
    rows = []
    for who, client in readers.items():
        for name, words in SEARCHES.items():
            address = f"/plans/search/?q={words}"
            milliseconds = median_seconds(lambda c=client, a=address: _get(c, a), TIMES, warm_up=3) * 1000
            rows.append(
                (
                    f"{name}, {who}",
                    _queries(client, address),
                    f"{milliseconds:.1f} ms",
                    f"≤ {TIME_BAR_MS} ms",
                    judge(milliseconds, TIME_BAR_MS),
                )
            )
    print(f"\nDatabase: {connection.vendor}, {entries} entries")
    print_table(("search", "queries", f"median of {TIMES}", "bar", "kept"), rows)


def _beside_the_texts() -> int:
    """Writes comments, evidence and the rare word; returns how many entries there are."""
    from django.utils import timezone

    from accounts.models import User
    from plans.models import Comment, Entry, Evidence

    author, _created = User.objects.get_or_create(username="yuk.koordinator", defaults={"role": "coordinator"})
    keys, now = list(Entry.objects.order_by("pk").values_list("pk", flat=True)), timezone.now()
    Comment.objects.bulk_create(
        [
            Comment(
                entry_id=key,
                text="Nümunə şərh. Tarixləri və iştirakçıların sayını dəqiqləşdirin.",
                author=author,
                by_coordinator=True,
                created_at=now,
            )
            for key in keys
        ],
        batch_size=500,
    )
    Evidence.objects.bulk_create(
        [
            Evidence(
                entry_id=key,
                title=f"Nümunə sənəd {key}: görüşün protokolu",
                is_public=True,
                url="https://numune.example/",
                added_by=author,
                added_at=now,
            )
            for key in keys
        ],
        batch_size=500,
    )
    for key in (keys[0], keys[len(keys) // 2], keys[-1]):
        entry = Entry.objects.get(pk=key)
        entry.narrative += "<p>Nümunə mətn. Nadirləşmə.</p>"
        entry.save()
    return len(keys)


if __name__ == "__main__":
    main()
