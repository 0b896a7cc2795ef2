"""A programme that came out longer than the show may be is planned anew, until a plan is another one."""

from __future__ import annotations

from dataclasses import dataclass, field
from types import SimpleNamespace
from typing import Any

import pytest

from audio.script import Item, Script, Sentence, Utterance
from briefing import reading
from briefing.errors import NothingToSayError


def _script(count: int) -> Script:
    said = tuple(
        Utterance(sentences=(Sentence(written=str(number), spoken=str(number), marked=str(number)),))
        for number in range(count)
    )
    return Script(title="", language="ar", items=(Item(title="", kind="story", utterances=said),))


@dataclass
class _Planner:
    """Ten seconds a story; at least one must fit."""

    asked: list[float] = field(default_factory=list)

    def __call__(self, _rate: float, stories_s: float, _untold: object = ()) -> Any:
        self.asked.append(stories_s)
        count = int(stories_s // 10)
        if not count:
            message = "no story fits"
            raise NothingToSayError(message)
        return SimpleNamespace(script=_script(count))


TEAM: Any = (SimpleNamespace(info=SimpleNamespace(characters_per_s=10.0)),)


def _shorter(planner: Any, left_s: float, too_long_s: float) -> Any:
    job: Any = SimpleNamespace(planner=planner)
    return reading._shorter(job, TEAM, planner(10.0, left_s), left_s, too_long_s, reading._Unsaid())


@pytest.mark.parametrize("left_s", [50.0, 54.0, 59.9])
def test_time_that_a_plan_leaves_free_does_not_keep_it_from_getting_shorter(left_s: float) -> None:
    planned, planned_s = _shorter(_Planner(), left_s, 0.4)
    assert len(planned.script.items[0].utterances) == 4
    assert 40 <= planned_s < 50


def test_there_is_no_shorter_plan_than_that_of_one_story_or_of_an_editor() -> None:
    assert _shorter(_Planner(), 15.0, 2.0) is None
    fixed = SimpleNamespace(script=_script(9))
    assert _shorter(lambda *_: fixed, 90.0, 2.0) is None
