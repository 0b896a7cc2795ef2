"""Texts of the size that a network reads well: long ones are cut, short ones read together."""

from collections.abc import Sequence

_ENDS = frozenset(".!?؟…:؛")
_CUTS = (". ", "؟ ", "! ", "؛ ", "، ")


def pieces(text: str, most: int) -> list[str]:
    """The text cut after the ends of sentences, else after spaces; joined again they are the text.

    Args:
        text: of any length.
        most: characters of a piece.
    """
    out = []
    start = 0
    while len(text) - start > most:
        head = text[start : start + most]
        cut = max(head.rfind(mark) for mark in _CUTS) + 1
        cut = cut if cut > most // 3 else head.rfind(" ") + 1
        out.append(head[:cut] if cut else head)
        start += len(out[-1])
    return [*out, text[start:]] if start < len(text) else out


def groups(paragraphs: Sequence[str], most: int) -> list[list[str]]:
    """Paragraphs in a row that are read as one text: networks know a word better from the sentences around it."""
    out: list[list[str]] = []
    size = 0
    for paragraph in paragraphs:
        if not out or size + len(paragraph) > most:
            out.append([])
            size = 0
        out[-1].append(paragraph)
        size += len(paragraph)
    return out


def one_text(group: Sequence[str]) -> tuple[list[tuple[int, int]], str]:
    """Paragraphs joined, each closed by a full stop where it has no end: without one the last words lose their endings.

    Returns:
        For each paragraph where it begins and ends in the text, and the text.
    """
    spans, parts, position = [], [], 0
    for paragraph in group:
        body = paragraph.rstrip()
        closed = body if not body or body[-1] in _ENDS else body + "."
        spans.append((position, position + len(body)))
        parts.append(closed)
        position += len(closed) + 1
    return spans, " ".join(parts)
