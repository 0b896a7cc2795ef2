"""The word tables beside this file, read once and kept."""

from functools import cache
from pathlib import Path

_FOLDER = Path(__file__).parent / "tables"


@cache
def rows(name: str) -> tuple[tuple[str, ...], ...]:
    """Returns the rows of `tables/NAME.tsv`; lines that start with # and the header are skipped."""
    lines = (_FOLDER / f"{name}.tsv").read_text(encoding="utf-8").splitlines()
    kept = [tuple(line.split("\t")) for line in lines if line and not line.startswith("#")]
    return tuple(kept[1:])


@cache
def group(name: str) -> frozenset[str]:
    """Returns the words of one group in `tables/groups.tsv`."""
    return frozenset(word for where, word in rows("groups") if where == name)
