"""The file of a running order: read and checked, written whole, by one editor at a time.

Each state of the file has a version. Who writes names the version that he has seen; when somebody else was faster,
nothing is written and he is told.
"""

from __future__ import annotations

import functools
import hashlib
import json
import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from pydantic import TypeAdapter, ValidationError

from briefing import named_file
from briefing.errors import ChangedError, PublishError, SettingsError
from briefing.order.runningorder import RunningOrder
from briefing.publish import durable
from briefing.show import EditionId

if TYPE_CHECKING:
    from pathlib import Path

_MOST_BYTES = 20_000_000
_MOST_SIGNS = 600_000
"""A sentence takes fifteen of them. What stands between two takes half a kilobyte to be read, two to be told wrong."""

_TOLD = 20
_LETTER = re.compile(r"\w")


@dataclass(frozen=True, kw_only=True, slots=True)
class Kept:
    """A running order as it stands in its file.

    Attributes:
        version: what changes when the file changes.
    """

    order: RunningOrder
    version: str


def path_of(root: Path, edition: EditionId) -> Path:
    """Where a show keeps the running order of an edition while nobody names another file; never served."""
    return root / ".plans" / f"{edition}.json"


def load(path: Path) -> Kept:
    """Read a file.

    Raises:
        SettingsError: it cannot be read, or one line for each thing that is wrong, by its path in the document.
    """
    try:
        content = named_file.content(path, _MOST_BYTES)
    except OSError as error:
        message = f"{path}: cannot be read ({error.strerror}); write a running order first: briefing plan write"
        raise SettingsError(message) from error
    return Kept(order=loads(content, str(path)), version=_version(content))


def save(path: Path, order: RunningOrder, seen: str | None) -> Kept:
    """Write a file in one step.

    Args:
        path: of the file; its folder is made.
        order: what it holds from now on.
        seen: the version that the order was made from; empty when there was no file, None to write over any.

    Raises:
        ChangedError: the file has another version by now; nothing was written.
        SettingsError: the order is none that could be read again, such as one with too long a text; nothing was
            written.
        PublishError: the disk refused.
    """
    content = dumps(order)
    loads(content, str(path))  # what could not be read again is refused, and the old file stays
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise PublishError(durable.disk_message(path, error)) from error
    with durable.locked(path.with_name(f".{path.name}.lock"), wait=True, busy=""):
        if seen is not None and seen != version(path):
            message = f"{path}: somebody else has changed the running order; look at it again, then change it"
            raise ChangedError(message)
        durable.write(path, content)
    return Kept(order=order, version=_version(content))


def version(path: Path) -> str:
    """What changes when the file changes; empty when there is none."""
    try:
        return _version(named_file.content(path, _MOST_BYTES))
    except OSError:
        return ""


def dumps(order: RunningOrder) -> bytes:
    """The document, one key a line, the same bytes for the same order; a lone surrogate is dropped."""
    plain = _adapter().dump_python(order, mode="json")
    return (json.dumps(plain, ensure_ascii=False, indent=1) + "\n").encode("utf-8", "ignore")


def loads(content: bytes, name: str) -> RunningOrder:
    """Read a document.

    Args:
        content: of the file.
        name: of the file, for messages.

    Raises:
        SettingsError: one line for each thing that is wrong, by its path in the document; in a list the first.
    """
    if len(content) > _MOST_BYTES:
        message = f"{name}: {len(content) // 1_000_000} MB is no running order; write one: briefing plan write"
        raise SettingsError(message)
    if content.count(b'"') + content.count(b",") > _MOST_SIGNS:
        message = (
            f"{name}: more than {_MOST_SIGNS:,} commas and quotes are no running order; write one: briefing plan write"
        )
        raise SettingsError(message)
    try:
        order = _adapter().validate_json(content)
    except ValidationError as error:
        lines = [f"{name}: {'.'.join(map(str, one['loc'])) or 'document'}: {_told(one)}" for one in error.errors()]
        raise SettingsError("\n".join(lines[:_TOLD])) from None
    problems = [f"{name}: {one}" for one in _problems(order)]
    if problems:
        raise SettingsError("\n".join(problems[:_TOLD]))
    return order


def _version(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()[:16]


@functools.cache
def _adapter() -> TypeAdapter[RunningOrder]:
    return TypeAdapter(RunningOrder)


def _told(problem: object) -> str:
    """One problem of pydantic's in the words of this program."""
    assert isinstance(problem, dict)  # noqa: S101 - for the type checker; pydantic gives nothing else
    if problem["type"] in {"extra_forbidden", "unexpected_keyword_argument"}:
        return "unknown key; take it out"
    if problem["type"] == "missing":
        return "missing; write it"
    return str(problem["msg"]).lower()


def _problems(order: RunningOrder) -> list[str]:
    """What types cannot tell."""
    problems = []
    try:
        EditionId.parse(order.edition)
    except ValueError as error:
        problems.append(f"edition: {error}")
    for part_number, part in enumerate(order.parts):
        for number, paragraph in enumerate(part.paragraphs):
            for place, line in enumerate(paragraph.lines):
                where = f"parts.{part_number}.paragraphs.{number}.lines.{place}"
                if not _LETTER.search(line.spoken or line.written):
                    problems.append(f"{where}: holds nothing that can be said; write words, or drop the paragraph")
                if line.marked and len(line.marked.split()) != len(line.spoken.split()):
                    problems.append(f"{where}.marked: has other words than spoken; leave it empty to have it made")
    kinds = [part.kind for part in order.parts]
    if "opening" in kinds[1:] or "closing" in kinds[:-1]:
        problems.append("parts: an opening stands first and a closing last; mend their order")
    if not order.stories:
        problems.append("parts: no story is told; keep at least one paragraph of one story")
    return problems
