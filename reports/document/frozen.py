"""A report as JSON types and back; `docs/melumat-json.md` describes them. Another shape is another `SCHEMA_VERSION`."""

from dataclasses import asdict
from typing import Any

from plans.narrative import Block, Cell, ListBlock, Paragraph, Run, Table
from reports.document.model import Bar, Chart, Document, Figure, Section
from reports.signature import Signature
from reports.trend import trend_from, trend_json

SCHEMA = "nap-tracker/melumat"
SCHEMA_VERSION = 3


def as_json(document: Document) -> dict[str, Any]:
    """The Document as JSON types."""
    return {
        "schema": SCHEMA,
        "version": SCHEMA_VERSION,
        "title": document.title,
        "word": document.word,
        "language": document.language,
        "plan": document.plan,
        "agency": document.agency or None,
        "year": document.year,
        "kind": document.kind or None,
        "period": document.period or None,
        "content": document.content or None,
        "as_of": document.as_of or None,
        "watermark": document.watermark or None,
        "notice": document.notice or None,
        "has_cover": document.has_cover,
        "has_contents": document.has_contents,
        "front": [_section_json(section) for section in document.front],
        "summary": [_section_json(section) for section in document.summary],
        "sections": [_section_json(section) for section in document.sections],
        "annexes": [_section_json(section) for section in document.annexes],
        "matrix": [_section_json(section) for section in document.matrix],
        "signature": _signature_json(document.signature),
    }


def from_json(data: dict[str, Any]) -> Document:
    """The inverse of `as_json`. Raises ValueError for another schema or version, KeyError for a missing part."""
    if (data.get("schema"), data.get("version")) != (SCHEMA, SCHEMA_VERSION):
        raise ValueError(f"not a {SCHEMA} document of version {SCHEMA_VERSION}")
    return Document(
        title=data["title"],
        word=data["word"],
        language=data["language"],
        plan=data["plan"],
        agency=data["agency"] or "",
        year=data["year"],
        kind=data["kind"] or "",
        period=data["period"] or "",
        content=data["content"] or "",
        as_of=data["as_of"] or "",
        watermark=data["watermark"] or "",
        notice=data["notice"] or "",
        has_cover=data["has_cover"],
        has_contents=data["has_contents"],
        front=tuple(_section_from(section) for section in data["front"]),
        summary=tuple(_section_from(section) for section in data["summary"]),
        sections=tuple(_section_from(section) for section in data["sections"]),
        annexes=tuple(_section_from(section) for section in data["annexes"]),
        matrix=tuple(_section_from(section) for section in data["matrix"]),
        signature=_signature_from(data["signature"]),
    )


def _signature_json(signature: Signature | None) -> dict[str, Any] | None:
    return None if signature is None else {name: value or None for name, value in asdict(signature).items()}


def _signature_from(data: dict[str, Any] | None) -> Signature | None:
    return None if data is None else Signature(**{name: value or "" for name, value in data.items()})


def _section_json(section: Section) -> dict[str, Any]:
    return {
        "number": section.number or None,
        "code": section.code or None,
        "level": section.level,
        "heading": section.heading,
        "mark": section.mark or None,
        "status": section.status or None,
        "status_title": section.status_title,
        "figures": [{"name": each.name, "unit": each.unit, "value": each.value} for each in section.figures],
        "chart": _chart_json(section.chart),
        "trends": [trend_json(trend) for trend in section.trends],
        "blocks": [_block_json(block) for block in section.blocks],
        "sections": [_section_json(child) for child in section.sections],
    }


def _section_from(data: dict[str, Any]) -> Section:
    return Section(
        heading=data["heading"],
        level=data["level"],
        number=data["number"] or "",
        code=data.get("code") or "",
        mark=data["mark"] or "",
        status=data["status"] or "",
        status_title=data["status_title"],
        figures=tuple(Figure(**each) for each in data["figures"]),
        chart=_chart_from(data["chart"]),
        trends=tuple(trend_from(trend) for trend in data["trends"]),
        blocks=tuple(_block_from(block) for block in data["blocks"]),
        sections=tuple(_section_from(child) for child in data["sections"]),
    )


def _chart_json(chart: Chart | None) -> dict[str, Any] | None:
    if chart is None:
        return None
    return {
        "title": chart.title,
        "kinds": [{"code": code, "label": label} for code, label in chart.kinds],
        "bars": [{"label": bar.label, "counts": list(bar.counts)} for bar in chart.bars],
    }


def _chart_from(data: dict[str, Any] | None) -> Chart | None:
    if data is None:
        return None
    kinds = tuple((kind["code"], kind["label"]) for kind in data["kinds"])
    return Chart(data["title"], kinds, tuple(Bar(bar["label"], tuple(bar["counts"])) for bar in data["bars"]))


def _run_json(run: Run) -> dict[str, Any]:
    look = {"bold": run.bold, "italic": run.italic, "href": run.href}
    return {"text": run.text, **{name: value for name, value in look.items() if value}}


def _block_json(block: Block) -> dict[str, Any]:
    match block:
        case Paragraph():
            return {"kind": "paragraph", "text": block.text, "runs": [_run_json(run) for run in block.runs]}
        case ListBlock():
            items = [[_block_json(child) for child in item] for item in block.items]
            return {"kind": "list", "ordered": block.ordered, "start": block.start, "items": items}
        case Table():
            return {"kind": "table", "rows": [[_cell_json(cell) for cell in row] for row in block.rows]}


def _cell_json(cell: Cell) -> dict[str, Any]:
    return {
        "header": cell.header,
        "colspan": cell.colspan,
        "rowspan": cell.rowspan,
        "blocks": [_block_json(block) for block in cell.blocks],
    }


def _block_from(data: dict[str, Any]) -> Block:
    match data["kind"]:
        case "paragraph":
            return Paragraph(tuple(Run(**run) for run in data["runs"]))
        case "list":
            items = tuple(tuple(_block_from(child) for child in item) for item in data["items"])
            return ListBlock(items, data["ordered"], data["start"])
        case "table":
            return Table(tuple(tuple(_cell_from(cell) for cell in row) for row in data["rows"]))
        case kind:
            raise ValueError(f"unknown block {kind!r}")


def _cell_from(data: dict[str, Any]) -> Cell:
    blocks = tuple(_block_from(block) for block in data["blocks"])
    return Cell(blocks, data["header"], data["colspan"], data["rowspan"])
