"""The pages that people read, taken apart: fenced blocks, commands in them, links, headings."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.util import module_from_spec, spec_from_file_location
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collections.abc import Iterator

ROOT = Path(__file__).resolve().parents[2]
_FENCE = re.compile(r"^```([^\n]*)\n(.*?)^```$", re.DOTALL | re.MULTILINE)
_GENERATED = re.compile(r"<!-- code: .*?<!-- end -->", re.DOTALL)


@cache
def generator() -> Any:
    """``docs/generate.py``, which is a script and in no package."""
    spec = spec_from_file_location("docs_generate", ROOT / "docs" / "generate.py")
    assert spec is not None
    assert spec.loader is not None
    module = module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def pages() -> list[Path]:
    """Every page."""
    found: list[Path] = generator().pages()
    return found


def name(page: Path) -> str:
    return page.relative_to(ROOT).as_posix()


def by_hand(page: Path) -> str:
    """What an author wrote, without what was made from the code."""
    return _GENERATED.sub("", page.read_text("utf-8"))


@dataclass(frozen=True, kw_only=True)
class Block:
    """A fenced block.

    Attributes:
        line: of the page, of its first fence.
        kind: the language, as GitHub colours it.
        words: the rest of the info string.
        body: between the fences.
    """

    line: int
    kind: str
    words: tuple[str, ...]
    body: str

    @property
    def runs(self) -> bool:
        return "no-run:" not in self.words

    @property
    def status(self) -> int:
        """The exit status that its last command is to have: ``console status=2``."""
        return next((int(word.removeprefix("status=")) for word in self.words if word.startswith("status=")), 0)

    @property
    def file(self) -> str:
        """The file that a reader is to write: ``toml briefing.toml``; empty for none."""
        return self.words[0] if self.words and self.runs and self.kind != "console" else ""


def blocks(page: Path) -> list[Block]:
    text = page.read_text("utf-8")
    found = []
    for fence in _FENCE.finditer(text):
        kind, *words = fence[1].split() or [""]
        line = text.count("\n", 0, fence.start()) + 1
        found.append(Block(line=line, kind=kind, words=tuple(words), body=fence[2]))
    return found


@dataclass(frozen=True, kw_only=True)
class Command:
    """A command of a console block with what it is said to print; empty when nothing is said."""

    typed: str
    printed: str


def commands(body: str) -> Iterator[Command]:
    """The commands of a console block: ``$`` begins one, ``>`` or a last ``\\`` goes on with it."""
    typed: list[str] = []
    printed: list[str] = []
    for line in body.splitlines():
        if line.startswith("$ "):
            if typed:
                yield Command(typed="\n".join(typed), printed="\n".join(printed))
            typed, printed = [line[2:]], []
        elif not printed and typed and (line.startswith("> ") or typed[-1].endswith("\\")):
            typed.append(line.removeprefix("> "))
        else:
            printed.append(line)
    if typed:
        yield Command(typed="\n".join(typed), printed="\n".join(printed))


def agrees(printed: str, expected: str) -> bool:
    """Whether what came is what the page shows; ``...`` stands for anything, also for lines."""
    pattern = ""
    for line in expected.strip().splitlines():
        pattern += "(?:.*\n)*" if line.strip() == "..." else re.escape(line.rstrip()).replace(r"\.\.\.", ".*") + "\n"
    came = "".join(line.rstrip() + "\n" for line in printed.strip().splitlines())
    return re.fullmatch(pattern, came) is not None


def anchors(text: str) -> set[str]:
    """The anchors that GitHub gives to a page's headings."""
    found: dict[str, int] = {}
    names = set()
    for heading in re.findall(r"^#{1,6} (.+?)\s*#*$", _FENCE.sub("", text), re.MULTILINE):
        plain = re.sub(r"\[([^\]]*)\]\([^)]*\)", r"\1", heading).replace("`", "").lower()
        slug = re.sub(r"[^\w\- ]", "", plain).replace(" ", "-")
        count = found.get(slug, 0)
        found[slug] = count + 1
        names.add(f"{slug}-{count}" if count else slug)
    return names


def links(text: str) -> list[str]:
    """Where the links and pictures of a page lead."""
    bare = re.sub(r"`[^`\n]*`", "", _FENCE.sub("", text))
    return re.findall(r"\]\(([^)\s]+)\)", bare) + re.findall(r'(?:src|href)="([^"]+)"', bare)
