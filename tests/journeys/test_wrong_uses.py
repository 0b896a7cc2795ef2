"""Wrong uses of the real command: one clear line, the right exit status, no traceback, nothing published."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[2]
ARTICLE = ROOT / "seeds" / "articles" / "marfa" / "interest-rate.txt"

CASES = [
    (["make", "missing.txt"], 1, "missing.txt"),
    (["make", "empty"], 1, "empty"),
    (["make", ""], 2, "INPUT: is empty"),
    (["review", "2020-01-01", "--out", "empty"], 2, "no edition of 2020-01-01"),
    (["remove", "2020-01-01", "--out", "empty"], 2, "no edition of 2020-01-01"),
    (["rebuild", "--out", "empty"], 2, "holds no episode"),
    (["make", "--config", "missing.toml"], 2, "missing.toml"),
    (["make", "--config", "broken.toml"], 2, "broken.toml"),
    (["make", "--config", "typo.toml"], 2, "did you mean 'minutes'"),
    (["make", "--config", "source.toml"], 2, "sources[1].type"),
    (["make", "--config", "path.toml"], 2, "sources[1].paht"),
    (["make", str(ARTICLE), "--voice", "nobody"], 2, "nobody"),
    (["make", str(ARTICLE), "--date", "tomorrow"], 2, "tomorrow"),
    (["make", str(ARTICLE), "--date", "2999-01-01"], 2, "in the future"),
    (["make", str(ARTICLE), "--minutes", "0"], 2, "minutes"),
    (["make", str(ARTICLE), "--out", "file.txt", "--voice", "tone"], 1, "file.txt"),
    (["make", "http://127.0.0.1:9/feed.xml", "--voice", "tone"], 1, "127.0.0.1"),
    (["make", "http://10.0.0.1/feed.xml", "--voice", "tone"], 1, "10.0.0.1"),
    (["make", "-", "--voice", "tone"], 1, "standard input"),
    (["say", "***", "--voice", "tone"], 2, "nothing that can be said"),
    (["say", "نعم", "--voice", "nobody"], 2, "nobody"),
    (["serve", "--out", "empty"], 2, "feed.xml"),
    (["run", "--at", "26:00"], 2, "edition.at"),
    (["mkae"], 2, "mkae"),
    (["make", "--minuts", "3"], 2, "minuts"),
]


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    (tmp_path / "empty").mkdir()
    (tmp_path / "file.txt").write_text("ملف", encoding="utf-8")
    (tmp_path / "broken.toml").write_text("[show\n", encoding="utf-8")
    (tmp_path / "typo.toml").write_text("[edition]\nminuts = 3\n", encoding="utf-8")
    (tmp_path / "source.toml").write_text('[[sources]]\ntype = "carrier pigeon"\n', encoding="utf-8")
    (tmp_path / "path.toml").write_text('[[sources]]\ntype = "folder"\npaht = "x"\n', encoding="utf-8")
    return tmp_path


NAMES = [" ".join(Path(word).name for word in words) for words, _, _ in CASES]


@pytest.mark.parametrize(("words", "status", "told"), CASES, ids=NAMES)
def test_a_wrong_use_ends_in_one_clear_line(
    words: list[str], status: int, told: str, folder: Path, command: Any
) -> None:
    done = command.run(*words)
    lines = [line for line in done.stderr.decode().splitlines() if line.startswith("briefing: ")]
    assert done.returncode == status, done.stderr.decode()
    assert any(told in line for line in lines), done.stderr.decode()
    assert "Traceback" not in done.stderr.decode()
    assert not (folder / "public" / "feed.xml").exists()
