"""The report as JSON, for machines."""

import json

from reports.document import Document, as_json
from reports.look import USUAL, Look


class JsonRenderer:
    label = "JSON"
    content_type = "application/json"
    extension = "json"

    def render(self, document: Document, look: Look = USUAL) -> bytes:
        return (json.dumps(as_json(document), ensure_ascii=False, indent=1) + "\n").encode()
