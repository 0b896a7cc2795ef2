"""With BRIEFING_LANG=ar no English word is printed but names: of files, options, settings, formats and programs."""

from __future__ import annotations

import ast
import os
import pty
import re
import subprocess
import sys
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from collections.abc import Mapping

ROOT = Path(__file__).resolve().parents[2]

FOR_PROGRAMS = {
    "language.pick": "JSON",
    "language.review": "rows for a lexicon",
    "lexicon.lexicon_list": "rows of a lexicon",
    "init._ask": "an empty line",
    "init.init": "the list of outlets, as a table",
    "init._feeds": "names and addresses of outlets",
    "init._what_next": "an empty line",
    "library.listeners_add": "an address",
    "library.listeners_list": "names of listeners",
    "shell.completion": "a shell's script",
    "shell.man": "the manual page in groff's words",
    "shows.shows": "each line is told before it is put under its show's name",
    "shows.status_of_all": "likewise",
    "voices.voices_get": "a path, and a voice's card",
}


def test_what_is_printed_goes_through_the_catalogue() -> None:
    printing = set()
    for path in sorted((ROOT / "briefing").rglob("*.py")):
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if not isinstance(function, (ast.FunctionDef, ast.Lambda)):
                continue
            called = [ast.unparse(one.func) for one in ast.walk(function) if isinstance(one, ast.Call)]
            if {"print", "click.echo", "click.secho"} & set(called) and isinstance(function, ast.FunctionDef):
                printing.add(f"{path.stem}.{function.name}")
    catalogue = {name for name in printing if name.startswith(("console.", "helps."))}
    assert sorted(printing - catalogue) == sorted(FOR_PROGRAMS), "print with tell or show of briefing.console"


SETTINGS = """
[show]
id = "x"
title = "موجز"
[edition]
time_zone = "UTC"
minutes = 1
[voice]
name = "tone"
[marks]
lexicon = "lexicon.tsv"
"""

ARTICLE = """المصرف يثبت سعر الفائدة
أبقى المصرف المركزي سعر الفائدة عند 5.5% للمرة الثالثة هذا العام بعد اجتماع دام يومين في العاصمة.
وقال المحافظ في مؤتمر صحفي إن التضخم تراجع إلى 3.1% في أكتوبر الماضي بعد 12 شهرا من الارتفاع.
"""

COMMANDS = """
say|وصل 15 صاروخا إلى ميتا و3 دول|--no-clip
say|وصل 15 صاروخا|--out|clip.wav
lexicon|add|ميتا|مِيتَا|--no-clip
lexicon|remove|ميتا
make|a.txt|--date|2026-11-23|--dry-run
plan|write|a.txt|--date|2026-11-23
plan|show|--date|2026-11-23
plan|title|2|عنوان|--date|2026-11-23
make|a.txt|--date|2026-11-23
make|a.txt|--date|2026-11-23
episodes
rebuild
status
listeners|add|سلمى
listeners|open
remove|2026-11-23
shows|many
status|--shows|many
"""

NAMES = r"""
(?:[A-Za-z0-9_./:{}-]*[./:_][A-Za-z0-9_./:{}-]+   # paths, addresses, keys
|--?[a-z][a-z-]*                                 # options
|[a-z]+\.[a-z_]+|\[\[?\w+\]?\]
|briefing\ (?:episodes|make|plan\ \w+|lexicon\ \w+|rebuild)
|briefing|tone|public|UTC|LUFS|many|READING|'minutes')
"""

PROGRAM = """
import sys
from briefing.cli import main
for line in sys.stdin.read().split("\\n"):
    if line:
        try:
            main(line.split("|"))
        except SystemExit:
            pass
        sys.stdout.flush()
"""


def _environment() -> Mapping[str, str]:
    return {**os.environ, "PYTHONPATH": str(ROOT), "BRIEFING_LANG": "ar", "PYTHONIOENCODING": "utf-8"}


def _show(folder: Path) -> None:
    (folder / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    (folder / "lexicon.tsv").write_text("ميتا\t\tمِيتَا\n", encoding="utf-8")
    (folder / "a.txt").write_text(ARTICLE, encoding="utf-8")
    (folder / "many").mkdir()
    (folder / "many" / "one.toml").write_text('[show]\nid = "one"\n[edition]\nminuts = 1\n', encoding="utf-8")


def test_no_english_word_is_told_in_arabic(tmp_path: Path) -> None:
    _show(tmp_path)
    line = [sys.executable, "-c", PROGRAM]
    made = subprocess.run(
        line, cwd=tmp_path, env=_environment(), input=COMMANDS.encode(), capture_output=True, check=True, timeout=120
    )
    told = (made.stdout + made.stderr).decode()
    assert told.count("\n") > 60
    assert "المكتوب" in told
    lines = [one for one in told.splitlines() if not one.startswith("النطق")]  # which is IPA
    assert [one for one in lines if re.search("[A-Za-z]{2}", re.sub(NAMES, "", one, flags=re.VERBOSE))] == []


@pytest.mark.skipif(not hasattr(pty, "openpty"), reason="pseudo-terminals are of Unix")
def test_on_a_terminal_each_arabic_line_begins_at_the_right_and_isolates_what_stands_in_it(tmp_path: Path) -> None:
    _show(tmp_path)
    outside, inside = pty.openpty()
    line = [sys.executable, "-m", "briefing", "say", "وصل 15 صاروخا", "--no-clip"]
    with subprocess.Popen(line, cwd=tmp_path, env=_environment(), stdout=inside, stderr=subprocess.PIPE) as process:
        os.close(inside)
        told = b""
        try:
            while more := os.read(outside, 4096):
                told += more
        except OSError:  # Linux: nobody holds the other end any more
            pass
        process.communicate(timeout=60)
    os.close(outside)
    lines = told.decode().splitlines()
    assert lines[0] == "\u200fالمكتوب   \u2068وصل 15 صاروخا\u2069"
    assert all(one.startswith("\u200f") and one.count("\u2068") == one.count("\u2069") == 1 for one in lines)
