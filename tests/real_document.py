"""The report of 2021 itself, which lies beside the checkout where it may: `shared/source`.

Its tests are marked `real_document`. Where it is missing they are skipped and the run says so at its end; with CI set
they run, and fail.
"""

from pathlib import Path

SHARED = Path(__file__).resolve().parent.parent.parent / "shared"
MARKDOWN = SHARED / "source" / "melumat-2021-dmx.md"
WORD = SHARED / "source" / "melumat-2021-dmx.docx"
MISSING = [path for path in (MARKDOWN, WORD) if not path.exists()]
