"""Reads a report back: a document of any supported kind → blocks → a parsed report → drafts.

The reading half knows nothing of Django: `read.read_report` is its entry, `html.blocks_to_html` gives the narrative of
an item. Its steps are `extract` (Markdown, text or Word → `blocks.SourceBlock`) and `parse` (blocks → items).
"""
