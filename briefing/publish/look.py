"""How our pages look, and what they may do: colours, style, templates, security policy."""

from __future__ import annotations

import base64
import functools
import hashlib
from pathlib import Path

import jinja2

_TEMPLATES = Path(__file__).parent / "templates"


@functools.cache
def templates(*more: Path) -> jinja2.Environment:
    """The templates, all words in them escaped; ``more`` are folders that are looked into first."""
    return jinja2.Environment(
        loader=jinja2.FileSystemLoader([*more, _TEMPLATES]),
        autoescape=True,
        undefined=jinja2.StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )


@functools.cache
def asset(name: str) -> str:
    """A style or script that stands in a page."""
    return (_TEMPLATES / name).read_text(encoding="utf-8")


def style(colours: tuple[str, str, str, str]) -> str:
    """The style of every page, in a show's colours (:func:`briefing.publish.colours.palette`)."""
    above, below, accent, letters = colours
    return f":root{{--above:{above};--below:{below};--accent:{accent};--letters:{letters}}}\n" + asset("style.css")


def policy(style: str, script: str, **more: str) -> str:
    """The content security policy of a page with this style and script; nothing else may run or be asked.

    Args:
        style: the content of its one style element.
        script: the content of its one script element.
        more: further sources by directive, its dash as an underscore, over those that every page has.
    """
    sources = {
        "default-src": "'none'",
        "img-src": "'self'",
        "media-src": "'self'",
        "connect-src": "'self'",
        "style-src": _hash(style),
        "script-src": _hash(script),
        "base-uri": "'none'",
        "form-action": "'none'",
        **{name.replace("_", "-"): value for name, value in more.items()},
    }
    return "; ".join(f"{name} {value}" for name, value in sources.items())


def _hash(content: str) -> str:
    """A source expression of CSP level 3, clause 2.3.1."""
    return "'sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode() + "'"
