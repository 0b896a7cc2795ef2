"""The running order as a page of text: what would be read, why, and how long it would take."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from briefing.planning import Plan


def _lines(plan: Plan) -> Iterator[str]:
    for number, digest in enumerate(plan.digests, 1):
        yield f"{number}. {digest.headline}  ({digest.seconds:.0f} s; {digest.story.reason})"
        for article in digest.story.articles:
            yield f"   - {article.outlet or article.source}: {article.title or 'no title'} {article.url}".rstrip()
        for choice in digest.choices:
            yield f"   [{choice.index + 1}] {choice.reason}"
    yield ""
    for item in plan.script.items:
        for utterance in item.utterances:
            yield utterance.spoken
        yield ""
    for notice in plan.notices:
        yield f"left out: {notice}"
    yield f"expected length: {sum(digest.seconds for digest in plan.digests):.0f} s"


def rundown(plan: Plan) -> str:
    """The running order with each choice's reason, the script, what was left out, and the expected length."""
    return "\n".join(_lines(plan))
