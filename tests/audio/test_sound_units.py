"""Kept units: the same bytes without the work, never a wrong one, never too many."""

from __future__ import annotations

import hashlib
import os
from typing import TYPE_CHECKING, Any

import pytest

from audio import units
from audio.clip import clip_of
from audio.mix import Programme, SoundSettings, produce
from audio.units import Shelf, tidy

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What is really made: a name a unit."""
    made: list[str] = []
    for name in ("make_unit", "make_section"):
        real = getattr(units, name)

        def counting(*arguments: Any, _real: Any = real, _name: str = name) -> Any:
            made.append(_name)
            return _real(*arguments)

        monkeypatch.setattr(units, name, counting)
    return made


def _produce(kit: Any, folder: Path, seed: int = 1, settings: SoundSettings | None = None) -> tuple[Programme, str]:
    """A programme whose paragraphs differ; ``seed`` changes one of them."""
    script = kit.script_of(2)
    rows = {kit.utterance_of(number).written: kit.babble(2, seed=number + 10) for number in range(3)}
    rows[kit.utterance_of(1).written] = kit.babble(2, seed=seed)
    takes = kit.takes_of(script, lambda one: clip_of(rows[one.written], 22050))
    path = folder.parent / "a.mp3"
    made = produce(script, takes, path, settings or SoundSettings(), None, folder)
    return made, hashlib.sha256(path.read_bytes()).hexdigest()


def test_a_second_time_costs_nothing_and_gives_the_same_bytes(kit: Any, tmp_path: Path, counted: list[str]) -> None:
    shelf = tmp_path / "units"
    first, once = _produce(kit, shelf)
    # Opening, sting and closing; three different paragraphs, of which one is read twice and made once.
    assert (counted.count("make_section"), counted.count("make_unit")) == (3, 3)
    counted.clear()
    second, again = _produce(kit, shelf)
    assert counted == []
    assert once == again
    assert first == second


def test_a_corrected_paragraph_costs_only_itself(kit: Any, tmp_path: Path, counted: list[str]) -> None:
    shelf = tmp_path / "units"
    _produce(kit, shelf)
    counted.clear()
    _, corrected = _produce(kit, shelf, seed=2)
    # The paragraph is in both stories and in the opening.
    assert sorted(set(counted)) == ["make_section", "make_unit"]
    assert counted.count("make_section") == 1
    _, alone = _produce(kit, tmp_path / "other", seed=2)
    assert corrected == alone


@pytest.mark.parametrize(
    "settings", [SoundSettings(target_lufs=-18.0), SoundSettings(fast=False), SoundSettings(sentence_pause_ms=300)]
)
def test_other_settings_are_other_units(kit: Any, tmp_path: Path, counted: list[str], settings: SoundSettings) -> None:
    shelf = tmp_path / "units"
    _produce(kit, shelf)
    counted.clear()
    _produce(kit, shelf, settings=settings)
    assert counted.count("make_unit") == 3


@pytest.mark.parametrize("damage", ["cut", "flipped", "empty", "other", "header", "deep"])
def test_a_damaged_file_is_made_anew(kit: Any, tmp_path: Path, counted: list[str], damage: str) -> None:
    shelf = tmp_path / "units"
    _, once = _produce(kit, shelf)
    counted.clear()
    for path in shelf.iterdir():
        data = bytearray(path.read_bytes())
        data[-40] ^= 0x20
        changes = {
            "cut": data[: len(data) // 2],
            "flipped": data,
            "empty": b"",
            "other": b"<html>",
            "header": b'{"digest": 1}\nxx',
            "deep": b"[" * 100_000,
        }
        path.write_bytes(changes[damage])
    _, again = _produce(kit, shelf)
    assert once == again
    assert len(counted) == 6
    counted.clear()
    _produce(kit, shelf)
    assert counted == []


def test_a_shelf_that_cannot_be_written_costs_nothing_but_time(
    kit: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[str] = []
    monkeypatch.setattr(units._log, "warning", lambda text, *_: told.append(text))
    blocked = tmp_path / "units"
    blocked.write_text("a file where the folder should be")
    made, _ = _produce(kit, blocked)
    assert made.sample_count > 0
    assert len(told) == 1, "once, not for each unit"
    assert told[0].endswith("mixing goes on without")


def test_the_oldest_go_first(tmp_path: Path) -> None:
    for number in range(5):
        path = tmp_path / f"{number}.unit"
        path.write_bytes(bytes(400_000))
        os.utime(path, (1000 + number, 1000 + number))
    (tmp_path / "mine.txt").write_bytes(bytes(5_000_000))
    tidy(Shelf(folder=tmp_path, most_mb=1))
    assert sorted(path.name for path in tmp_path.iterdir()) == ["3.unit", "4.unit", "mine.txt"]


def test_a_programme_keeps_the_shelf_within_its_size(kit: Any, tmp_path: Path) -> None:
    shelf = tmp_path / "units"
    _produce(kit, shelf, settings=SoundSettings(keep_mb=0))
    assert list(shelf.iterdir()) == []
