"""The studio's page: the running order drawn from its document, whole without a script."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from audio.voices.text import letters
from briefing.arabic.letters import strip_marks
from briefing.messages.catalogue import translated
from briefing.order.rundown import expected_s, part_s
from briefing.publish import clean, colours, look
from briefing.publish.chapters import clock
from briefing.publish.folders import folder_name
from briefing.publish.listeners import Listeners

if TYPE_CHECKING:
    from collections.abc import Mapping

    from briefing.order.runningorder import Line, Paragraph, Part, RunningOrder
    from briefing.studio.desk import Desk
    from briefing.studio.job import Job

_TEMPLATES = Path(__file__).parent / "templates"
_KINDS = {"opening": "المقدمة", "closing": "الختام"}
_LINES_SHOWN = 8


@dataclass(frozen=True, kw_only=True, slots=True)
class Said:
    """What the page tells about the last thing that was done.

    Attributes:
        trouble: why it was not done; empty when it was.
        kept: what was typed and not saved, so that it is not lost.
        at: the place to go on at.
    """

    trouble: str = ""
    kept: str = ""
    at: str = ""


def page(desk: Desk, job: Mapping[str, Any] | None, order: RunningOrder | None, version: str, said: Said) -> str:
    """The whole page.

    Args:
        desk: whose.
        job: as :func:`job_now` told it before anything else was looked at, so that what has come of it is seen too.
        order: what it shows; None before anything was planned.
        version: of the order.
        said: about the last thing that was done.
    """
    show = desk.settings.show
    style, script = _style_of(show.id), _asset("studio.js")
    published = desk.published()
    values: dict[str, Any] = {
        "show": {"title": clean.title(show.title), "language": show.language},
        "edition": str(desk.edition),
        "version": version,
        "said": replace(said, trouble=in_arabic(said.trouble)),
        "job": job,
        "order": _order(order, desk.settings.edition.minutes) if order else None,
        "published": None,
        "style": style,
        "script": script,
    }
    if published is not None:
        folder = folder_name(published.edition, published.revision)
        href = "" if Listeners(desk.root).private() else f"/episodes/{folder}/"
        values["published"] = {"title": clean.title(published.title), "href": href}
    return look.templates(_TEMPLATES).get_template("studio.html").render(values)


def policy_of(desk: Desk) -> str:
    """The content security policy of a desk's page; nobody may put it into a frame, where clicks can be stolen."""
    return look.policy(
        _style_of(desk.settings.show.id),
        _asset("studio.js"),
        img_src="'self' data:",
        form_action="'self'",
        media_src="'self' blob:",
        frame_ancestors="'none'",
    )


def job_now(one: Job | None) -> dict[str, Any] | None:
    """A job for the page and for the script that watches it."""
    if one is None:
        return None
    done, total = one.spoken
    return {
        "kind": one.kind,
        "state": one.state,
        "lines": [in_arabic(line) for line in one.lines[-_LINES_SHOWN:]],
        "done": done,
        "total": total,
        "told": in_arabic(one.told),
    }


def in_arabic(text: str) -> str:
    """What a room says, in the language of this page; what it does not know stays as it is."""
    # not isolated piece by piece: a time such as 5:02 must stay one number, and the page isolates whole lines
    return translated(text, "ar")


def _style_of(show_id: str) -> str:
    return look.style(colours.palette(show_id)) + _asset("studio.css")


def _asset(name: str) -> str:
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def _order(order: RunningOrder, minutes: float) -> dict[str, Any]:
    total_s = sum(part_s(part, order.letters_per_s) for part in order.parts)
    stories = [number for number, part in enumerate(order.parts, 1) if part.kind == "story"]
    return {
        "parts": [_part(part, number, order, stories) for number, part in enumerate(order.parts, 1)],
        "length": _clock(total_s),
        "limit": _clock(minutes * 60),
        "too_long": total_s > minutes * 60,
        "share": min(100, round(100 * total_s / (minutes * 60))),
        "stories": len(order.stories),
        "notices": [in_arabic(clean.title(one)) for one in order.notices],
    }


def _part(part: Part, number: int, order: RunningOrder, stories: list[int]) -> dict[str, Any]:
    count = len(part.paragraphs)
    return {
        "at": str(number),
        "kind": part.kind,
        "label": _KINDS.get(part.kind, "–"),
        "number": sum(one.kind == "story" and bool(one.kept) for one in order.parts[:number]) if part.kept else 0,
        "title": clean.title(part.title),
        "reason": in_arabic(clean.title(part.reason)),
        "length": _clock(part_s(replace(part, dropped=False), order.letters_per_s)),
        "dropped": part.dropped,
        "up": number in stories[1:],
        "down": number in stories[:-1],
        "sources": [_source(one.outlet, one.title, one.url) for one in part.references],
        "paragraphs": [_paragraph(one, f"{number}.{at}", order) | {"up": at > 1, "down": at < count}
                       for at, one in enumerate(part.paragraphs, 1)],
    }  # fmt: skip


def _source(outlet: str, title: str, url: str) -> dict[str, str]:
    return {"name": clean.title(outlet) or clean.title(title), "title": clean.title(title), "url": clean.url(url)}


def _paragraph(one: Paragraph, at: str, order: RunningOrder) -> dict[str, Any]:
    return {
        "at": at,
        "dropped": one.dropped,
        "length": _clock(expected_s(one, order.letters_per_s)),
        "presenter": one.presenter + 1,
        "lines": [_line(line, f"{at}.{number}") for number, line in enumerate(one.lines, 1)],
    }


def _line(line: Line, at: str) -> dict[str, Any]:
    """A sentence; its spoken form is shown where it has other words than the written one."""
    same = [_bare(word) for word in line.written.split()] == [_bare(word) for word in line.spoken.split()]
    written = clean.text(line.written)
    return {
        "at": at,
        "written": written,
        "spoken": "" if same else clean.text(line.spoken),
        "said": clean.text(line.marked or line.spoken),
        "rows": 1 + letters(written) // 45,
    }


def _bare(word: str) -> str:
    return "".join(filter(str.isalnum, strip_marks(word)))


def _clock(seconds: float) -> str:
    return clock(round(seconds * 1000), hours=seconds >= 3600)
