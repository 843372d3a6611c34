"""Checks one signed copy in a process of its own (`checking`): `-m reports.editions.apart MEGABYTES`.

It reads the job from its standard input as JSON – two paths and the trusted roots – and writes the answer to its standard
output as JSON. It knows no Django, no database and no secret.
"""

import base64
import json
import logging
import sys
from pathlib import Path

from reports.renderers.apart import NO_MEMORY, confine

PUBLISHED_DAMAGED = 71


def main(megabytes: int) -> int:
    """Sets the limit, does the job, and gives the exit status."""
    confine(megabytes)
    logging.disable(logging.CRITICAL)  # the library names people's certificates
    try:
        from reports.editions.copies import PublishedDamaged
        from reports.editions.signed_copy import check_signed_copy

        job = json.load(sys.stdin)
        roots = base64.b64decode(job["roots"])
        copy = check_signed_copy(Path(job["published"]).read_bytes(), Path(job["offered"]), roots)
    except (MemoryError, SystemError):
        return NO_MEMORY
    except PublishedDamaged:
        return PUBLISHED_DAMAGED
    json.dump(copy.as_data(), sys.stdout)
    sys.stdout.flush()
    return 0


if __name__ == "__main__":
    sys.exit(main(int(sys.argv[1])))
