"""A running order that lies ready for an edition is what the daily run reads, where the show wants that."""

from __future__ import annotations

import shutil
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

import pytest

from briefing.config.sections import EditionSettings
from briefing.config.settings import load
from briefing.daily.hours import in_work
from briefing.publish.library import Library
from briefing.show import EditionId
from briefing.shows import making
from briefing.shows.task import Made, Task, make_show
from briefing.shows.wanted import Wanted
from briefing.sources.readings import Desk
from briefing.work.workers import Workers
from tests.studio.test_plan_commands import DATE, PLAN, SETTINGS, Typed, home, typed

if TYPE_CHECKING:
    from pathlib import Path

__all__ = ["home", "typed"]  # fixtures

WITH_PLANS = SETTINGS.replace("[edition]", "[edition]\nplans = true")
EDITION = EditionId.parse(DATE[1])


@pytest.fixture
def edited(home: Path, typed: Typed) -> Path:
    """A home whose daily run reads plans, and an editor's plan in it."""
    (home / "briefing.toml").write_text(WITH_PLANS, encoding="utf-8")
    assert "briefing run reads and publishes it when it is due" in typed("plan", "write", *DATE)
    typed("plan", "title", "2", "عنوان المحرر", *DATE)
    return home


def _first_title(home: Path) -> str:
    episode = Library(home / "public").newest()
    assert episode is not None
    return episode.chapters[1].title


def test_the_edition_is_made_from_its_plan(edited: Path, typed: Typed) -> None:
    typed("make", *DATE)
    assert _first_title(edited) == "عنوان المحرر"


def test_inputs_that_are_named_win(edited: Path, typed: Typed) -> None:
    typed("make", "news", *DATE)
    assert _first_title(edited) != "عنوان المحرر"


def test_a_show_that_does_not_want_it_plans_by_itself(edited: Path, typed: Typed) -> None:
    (edited / "briefing.toml").write_text(SETTINGS, encoding="utf-8")
    typed("make", *DATE)
    assert _first_title(edited) != "عنوان المحرر"


def test_without_a_plan_the_edition_is_planned(edited: Path, typed: Typed) -> None:
    typed("make", "--date", "2026-11-21")
    assert _first_title(edited) != "عنوان المحرر"


def test_a_worker_of_another_machine_reads_it_too_and_no_source_is_asked(edited: Path) -> None:
    wanted = Wanted(name="typed", settings=load(edited / "briefing.toml"), edition=EDITION, root=edited / "public")
    tasks: list[Task] = []

    def elsewhere(task: Task) -> Made:
        tasks.append(task)
        return make_show(replace(task, root=edited / "other"))

    with ThreadPoolExecutor(1) as pool, Desk() as desk, pytest.MonkeyPatch.context() as patch:
        patch.setattr(making, "make_show", elsewhere)
        (made,) = making.make_editions([wanted], Workers(executor=pool, slots=lambda: 1), desk, datetime.now(UTC))
    assert made.state == "made"
    assert made.told.endswith("عنوان المحرر")
    assert [task.given for task in tasks] == [()]


@pytest.mark.parametrize("wrong", ["{", "another"])
def test_a_plan_that_cannot_be_read_is_told_and_nothing_else_is_aired(edited: Path, typed: Typed, wrong: str) -> None:
    if wrong == "another":
        shutil.copy(edited / PLAN, edited / "public" / ".plans" / "2026-11-21.json")
        (line,) = typed("make", "--date", "2026-11-21", status=2).splitlines()
        assert "2026-11-21.json: is the running order of 2026-11-20; write one of 2026-11-21" in line
    else:
        (edited / PLAN).write_text(wrong, encoding="utf-8")
        (line,) = typed("make", *DATE, status=2).splitlines()
        assert PLAN in line
    assert Library(edited / "public").newest() is None


def test_an_edition_is_planned_before_it_is_due_and_made_only_then(edited: Path, typed: Typed) -> None:
    later = ("--date", "2999-01-01")
    assert "stories" in typed("plan", "write", *later)
    assert "is in the future" in typed("make", "--plan", "public/.plans/2999-01-01.json", status=2)
    assert Library(edited / "public").newest() is None


@pytest.mark.parametrize(
    ("hour", "plans", "wanted"),
    [
        (5, True, "2026-11-24"),
        (6, True, "2026-11-24-1800"),
        (18, True, "2026-11-26"),  # no edition on the day between
        (18, False, "2026-11-24-1800"),
    ],
)
def test_an_editor_works_on_the_coming_edition_where_the_run_reads_plans(hour: int, plans: bool, wanted: str) -> None:  # noqa: FBT001 - a row of the table
    settings = EditionSettings(time_zone="UTC", at=("06:00", "18:00"), weekdays=(2, 4), plans=plans)
    assert in_work(datetime(2026, 11, 24, hour, tzinfo=UTC), settings) == EditionId.parse(wanted)


@pytest.mark.parametrize("command", ["plan write", "plan show", "plan move", "serve", "make"])
def test_the_help_tells_which_edition_is_meant(command: str, typed: Typed) -> None:
    told = " ".join(typed(*command.split(), "--help").split())
    assert "[the newest that is due" in told
    assert ("with edition.plans the coming one]" in told) == (command != "make")
