"""A process of its own that makes one kind of move again and again: `python -m tests.faults.mover approve koordinator`.

On standard input comes "look <entry>", whereupon it reads the entry and says "ready", then "go", whereupon it moves it
and says "won" or "lost". Anything else that happens ends it.
"""

import sys


def main(action: str, username: str) -> None:
    import django

    django.setup()
    from accounts.models import User
    from plans.models import Entry
    from plans.workflow import EntryHasMoved, apply_transition

    actor = User.objects.get(username=username)
    entry = None
    for line in sys.stdin:
        match line.split():
            case ["look", pk]:
                entry = Entry.objects.select_related("reporting_year").get(pk=pk)
                answer = "ready"
            case ["go"]:
                try:
                    apply_transition(entry, action, actor=actor, reason="Nümunə səbəb." if action == "return" else "")
                    answer = "won"
                except EntryHasMoved:
                    answer = "lost"
            case _:
                raise ValueError(line)
        print(answer, flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
