"""What our own reports say beside the texts, as Markdown has it: no words of an agency's."""

from markdown_it.token import Token

from reports.document import MISSING, NOTES


def is_own_note(tokens: list[Token], place: int) -> bool:
    """Whether it is what our own reports say beside the texts, that it is a draft or a status: in a block quotation."""
    return (
        place > 1
        and tokens[place - 2].type == "blockquote_open"
        and tokens[place].content.replace("\\", "").startswith(NOTES)
    )


def is_own_quotation(tokens: list[Token], place: int) -> bool:
    """Whether a block quotation opens here that has what our own reports list as missing: all of it is theirs."""
    following = tokens[place + 2 : place + 3]
    return tokens[place].type == "blockquote_open" and [each.content for each in following] == [MISSING]
