"""A process of its own that runs `send_reminders` step by step: `python -m tests.faults.reminding [mails|agencies]`.

Before each step it says "ready" and waits for a line on standard input. With "agencies" a step is an agency that is
reminded and committed; with "mails" it is the writing of an agency's mails, in the middle of its transaction.
"""

import sys
from io import StringIO


def main(pace: str) -> None:
    import django

    django.setup()
    from django.core.management import call_command
    from django.db import connection

    def wait() -> None:
        print("ready", flush=True)
        if not sys.stdin.readline():
            raise SystemExit("nobody is there any more")

    class Paced:
        """What the command prints to: a line for each agency."""

        def write(self, text: str) -> None:
            wait()

    def pause_before_mails(execute, sql, params, many, context):
        if sql.startswith('INSERT INTO "plans_outboxmail"'):
            wait()
        return execute(sql, params, many, context)

    if pace == "agencies":
        call_command("send_reminders", stdout=Paced())
    else:
        with connection.execute_wrapper(pause_before_mails):
            call_command("send_reminders", stdout=StringIO())
    print("done", flush=True)


if __name__ == "__main__":
    main(*sys.argv[1:])
