"""The README says only what is there: every command, option and settings key that it names exists."""

from __future__ import annotations

import re
import shlex
import tomllib
from pathlib import Path

import click
import pytest

from briefing.cli import briefing

ROOT = Path(__file__).resolve().parent.parent
README = (ROOT / "README.md").read_text("utf-8")
BLOCKS = re.findall(r"```(\w+)\n(.*?)```", README, flags=re.DOTALL)
LINES = [
    line.partition("#")[0].strip().removeprefix(".venv/bin/")
    for kind, body in BLOCKS
    if kind == "sh"
    for line in body.splitlines()
]
COMMANDS = sorted({line for line in LINES if line.startswith("briefing ")})


@pytest.mark.parametrize("line", COMMANDS)
def test_a_command_in_the_readme_exists_with_its_options(line: str) -> None:
    words = shlex.split(line.partition("<")[0])[1:]
    command: click.Command = briefing
    while isinstance(command, click.Group) and words and not words[0].startswith("-"):
        assert words[0] in command.commands, line
        command = command.commands[words.pop(0)]
    known = {option for parameter in command.params for option in parameter.opts}
    assert {word for word in words if word.startswith("--")} <= known, line


def test_every_command_has_its_place_in_the_readme() -> None:
    missing = [name for name in briefing.commands if f"briefing {name}" not in README]
    assert missing == []


def test_the_toml_examples_are_toml() -> None:
    examples = [body for kind, body in BLOCKS if kind == "toml"]
    assert examples
    for body in examples:
        assert tomllib.loads(body)


def test_make_targets_named_in_the_readme_exist() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    named = {line.split()[1] for line in LINES if line.startswith("make ")}
    assert named
    assert all(re.search(rf"^{target}:", makefile, flags=re.MULTILINE) for target in named)
