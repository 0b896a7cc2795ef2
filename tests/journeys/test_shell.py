"""What a shell is given: completion that completes, a manual page that a typesetter takes."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from typing import Any

import pytest

from briefing.cli import briefing as root
from briefing.commands.shell import manual


@pytest.mark.skipif(shutil.which("bash") is None, reason="there is no bash here")
@pytest.mark.parametrize(("typed", "wanted"), [("briefing lexi", "lexicon"), ("briefing lexicon rem", "remove")])
def test_bash_completes_what_is_typed(command: Any, typed: str, wanted: str) -> None:
    script = command.good("completion", "bash")
    program = command.folder / "briefing"
    program.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m briefing "$@"\n', encoding="utf-8")
    program.chmod(0o755)
    words = typed.split()
    ask = (
        f"{script}\nCOMP_WORDS=({typed}); COMP_CWORD={len(words) - 1}\n"
        f'_briefing_completion "{program}" {words[-1]} {words[-2]}\nprintf "%s\\n" "${{COMPREPLY[@]}}"\n'
    )
    done = subprocess.run(["bash", "--norc", "-c", ask], env=command.env, capture_output=True, text=True, check=False)
    assert done.stdout.split() == [wanted], done.stderr


def test_the_other_shells_get_their_scripts(command: Any) -> None:
    assert "_BRIEFING_COMPLETE=zsh_complete" in command.good("completion", "zsh")
    assert "_BRIEFING_COMPLETE=fish_complete" in command.good("completion", "fish")


def test_the_manual_names_every_command_and_option() -> None:
    page = manual(root, "1.2.3").replace("\\-", "-")
    for name, command in root.commands.items():
        assert f".SS briefing {name}" in page
        for option in command.params:
            assert all(word in page for word in option.opts if word.startswith("--")), option
    assert 'arabic-briefing 1.2.3"' in page


@pytest.mark.skipif(shutil.which("groff") is None, reason="there is no groff here")
def test_the_manual_is_set_without_a_warning() -> None:
    page = manual(root, "1.2.3").encode()
    wrong = ("-wmac", "-wescape", "-wsyntax", "-wmissing")  # what a page can do wrong; long lines are no fault
    done = subprocess.run(["groff", "-k", "-man", *wrong, "-Tutf8"], input=page, capture_output=True, check=True)
    told = [line for line in done.stderr.decode().splitlines() if "can't find special character" not in line]
    assert told == []  # a font without Arabic letters is the machine's, not the page's
    assert "130 stopped by Ctrl" in " ".join(re.sub("\x1b\\[[0-9;]*m|.\x08", "", done.stdout.decode()).split())


def test_a_line_that_groff_would_take_for_a_request_is_text() -> None:
    from briefing.commands.shell import _roff

    assert _roff(".SH x\n'y\\z -a") == "\\&.SH x\n\\(aqy\\ez \\-a"


def test_it_runs_as_a_module_too(command: Any) -> None:
    assert command.good("--version").startswith("briefing, version ")
