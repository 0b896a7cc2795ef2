"""The golden tables: whole sentences with every accepted reading; each row names its source."""

import re
from pathlib import Path

import pytest

from briefing.arabic.spoken import speak

GOLDEN = Path(__file__).parents[1] / "golden"
PUNCTUATION = re.compile("[.،؛:!؟…]")


def rows() -> list[tuple[str, str, list[str], str]]:
    found = []
    for path in sorted(GOLDEN.glob("spoken-*.tsv")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if line and not line.startswith(("#", "class\t")):
                kind, written, accepted, source = line.split("\t")
                found.append((kind, written, accepted.split(" || "), source))
    return found


ROWS = rows()


def bare(text: str) -> str:
    return " ".join(PUNCTUATION.sub(" ", text).split())


def test_the_tables_are_broad_and_each_row_has_a_source() -> None:
    assert len(ROWS) >= 300
    assert all(source for *_, source in ROWS)
    assert len({kind for kind, *_ in ROWS}) >= 25


@pytest.mark.parametrize(("kind", "written", "accepted"), [row[:3] for row in ROWS])
def test_row(kind: str, written: str, accepted: list[str]) -> None:
    del kind
    assert bare(speak(written).text) in [bare(form) for form in accepted]
