"""A written line as SSML: what stands in it, and how each stretch that is not said as it stands is said.

Only ``speak``, ``s`` and ``sub`` (SSML 1.1, 3.1.1, 3.1.9.2 and 3.1.11) are used: every engine and service that takes
SSML knows them. The written text stays in the document, so it can still be shown.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING
from xml.sax.saxutils import escape, quoteattr

if TYPE_CHECKING:
    from briefing.arabic.spoken import Spoken

_HEAD = '<speak version="1.1" xmlns="http://www.w3.org/2001/10/synthesis" xml:lang="ar">'
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def ssml(written: str, spoken: Spoken) -> str:
    """One line of SSML.

    Args:
        written: the text.
        spoken: how it is said, from :func:`briefing.arabic.spoken.speak` on the same text.
    """
    parts: list[str] = []
    at = 0
    for span in spoken.spans:
        parts.append(_text(written[at : span.start]))
        shown, said = _text(written[span.start : span.end]), _NOT_XML.sub("", span.reading)
        parts.append(f"<sub alias={quoteattr(said)}>{shown}</sub>" if said.strip() else "")
        at = span.end
    parts.append(_text(written[at:]))
    return f"{_HEAD}<s>{' '.join(''.join(parts).split())}</s></speak>"


def _text(written: str) -> str:
    return escape(_NOT_XML.sub("", written))
