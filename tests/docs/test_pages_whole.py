"""The pages hold together: nothing undocumented, no dead link, nothing named that is not there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import unquote

import click
import pytest

from briefing.cli import briefing
from tests.docs.pages import ROOT, anchors, blocks, by_hand, commands, generator, links, name, pages

if TYPE_CHECKING:
    from collections.abc import Iterator


def _walk(path: tuple[str, ...], command: click.Command) -> Iterator[tuple[str, click.Command]]:
    yield " ".join(path), command
    if isinstance(command, click.Group):
        for child in command.commands.values():
            if not child.hidden:
                yield from _walk((*path, str(child.name)), child)


ALL = dict(_walk(("briefing",), briefing))
AUTHORS = "\n".join(by_hand(page) for page in pages())


@pytest.mark.parametrize("page", pages(), ids=name)
def test_what_comes_from_the_code_is_as_the_code_is(page: Path) -> None:
    text = page.read_text("utf-8")
    assert generator().written(text) == text, f"{name(page)}: run make docs"


@pytest.mark.parametrize("command", sorted(ALL))
def test_a_command_is_told_of_by_somebody(command: str) -> None:
    assert ALL[command].help
    assert re.search(rf"{re.escape(command)}\b", AUTHORS), f"{command}: no page says what it is for"


@pytest.mark.parametrize("command", sorted(ALL))
def test_every_option_says_what_it_does(command: str) -> None:
    for option in ALL[command].params:
        if isinstance(option, click.Option):
            assert option.help or option.show_default, f"{command} {option.opts}"


def test_every_setting_and_error_says_what_it_is() -> None:
    reference = ROOT / "docs" / "reference"
    empty = re.findall(r"^\| `\w+` \|.*\|\s*\|$", (reference / "settings.md").read_text("utf-8"), re.MULTILINE)
    empty += [one for one, (_, told) in generator().error_classes().items() if not told]
    assert empty == []


def test_every_variable_of_the_environment_is_told_of() -> None:
    code = "\n".join(path.read_text("utf-8") for room in ("briefing", "audio") for path in (ROOT / room).rglob("*.py"))
    read = set(re.findall(r'"((?:BRIEFING|XDG|OPENAI|NOTIFY|WATCHDOG)_[A-Z_]+)"', code))
    assert read
    assert {name for name in read if name not in AUTHORS} == set()


def test_every_metric_is_told_of() -> None:
    metrics = set(re.findall(r'"(briefing_[a-z_]+)"', (ROOT / "briefing" / "work" / "metrics.py").read_text("utf-8")))
    assert metrics
    assert {name for name in metrics if not re.search(rf"`{name}(?:_total)?`", AUTHORS)} == set()


def test_the_readme_names_every_voice() -> None:
    readme = by_hand(ROOT / "README.md")
    assert [name for name in generator().plugins()["audio.voices"] if f"| `{name}` |" not in readme] == []


def test_the_reference_has_all_settings_commands_errors_and_plug_ins() -> None:
    kinds = re.findall(r"<!-- code: ([\w-]+)", "\n".join(page.read_text("utf-8") for page in pages()))
    assert {"settings", "commands", "errors", "entry-points"} <= set(kinds)


@pytest.mark.parametrize("page", pages(), ids=name)
def test_a_link_leads_somewhere(page: Path) -> None:
    for link in links(page.read_text("utf-8")):
        if re.match(r"[a-z]+:", link):
            continue
        path, _, anchor = link.partition("#")
        target = (page.parent / unquote(path)).resolve() if path else page
        assert target.exists(), link
        assert target.is_relative_to(ROOT), link
        if anchor:
            assert unquote(anchor) in anchors(target.read_text("utf-8")), link


def test_every_page_is_reached_from_the_readme() -> None:
    seen: set[Path] = set()
    waiting = [ROOT / "README.md"]
    while waiting:
        page = waiting.pop()
        if page in seen or page.suffix != ".md":
            continue
        seen.add(page)
        inner = (link.partition("#")[0] for link in links(page.read_text("utf-8")) if not re.match(r"[a-z]+:", link))
        waiting += [(page.parent / path).resolve() for path in inner if path]
    assert sorted(set(pages()) - seen) == []


def _named() -> list[tuple[str, str]]:
    """Every command line that a page names: in blocks, also those that are not run, and within sentences."""
    found = []
    for page in pages():
        for block in blocks(page):
            lines = [one.typed for one in commands(block.body)] if block.kind == "console" else []
            lines += re.findall(r"^ExecStart=(.+)$", block.body, re.MULTILINE)
            found += [(f"{name(page)}:{block.line}", line) for line in lines]
        prose = re.sub(r"^```.*?^```$", "", by_hand(page), flags=re.DOTALL | re.MULTILINE)
        found += [(name(page), line) for line in re.findall(r"`(briefing [a-z-][^`]*)`", prose)]
    return found


@pytest.mark.parametrize(("where", "line"), _named())
def test_a_named_command_has_the_named_options(where: str, line: str) -> None:
    for part in re.findall(r"(?:^|[|;&(\s]|/bin/)briefing ([^|;&)<>\n]*)", line.replace("\\\n", " ")):
        words = shlex.split(part, comments=True)
        command: click.Command = briefing
        known = {option for parameter in command.params for option in parameter.opts} | {"--help", "-h"}
        while isinstance(command, click.Group) and words and not words[0].startswith("-") and words[0] != "...":
            assert words[0] in command.commands, (where, line)
            command = command.commands[words.pop(0)]
            known |= {option for parameter in command.params for option in parameter.opts}
        assert {word.partition("=")[0] for word in words if re.match(r"--\w", word)} <= known, (where, line)


def test_make_targets_that_are_named_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z]+):", makefile, re.MULTILINE))
    named = {one or two for one, two in re.findall(r"`make ([a-z]+)`|^\$ make ([a-z]+)", AUTHORS, re.MULTILINE)}
    assert named
    assert named <= targets
