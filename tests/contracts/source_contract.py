"""What every source promises. A stranger runs it on his own class:

from source_contract import SourceContract

class TestMine(SourceContract):
    def make(self): return MySource(MySource.Settings(...), fetcher)
"""

from __future__ import annotations

import dataclasses
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from briefing.article import Article
from briefing.errors import SourceError

if TYPE_CHECKING:
    from briefing.sources import Source

FAR = datetime(2200, 1, 1, tzinfo=UTC)


class SourceContract:
    """Inherit, and make a source that holds at least one article."""

    def make(self) -> Source:
        raise NotImplementedError

    def articles(self, since: datetime | None = None) -> list[Article]:
        return [one for one in self.make().read(since) if isinstance(one, Article)]

    def test_settings_are_a_frozen_dataclass(self) -> None:
        settings = type(self.make()).Settings
        assert dataclasses.is_dataclass(settings)
        assert settings.__dataclass_params__.frozen  # type: ignore[attr-defined]

    def test_it_has_a_name(self) -> None:
        assert self.make().name.strip()

    def test_it_yields_articles_and_errors_alone(self) -> None:
        found = list(self.make().read(None))
        assert any(isinstance(one, Article) for one in found)
        for one in found:
            assert isinstance(one, Article | SourceError)
            assert isinstance(one, Article) or "\n" not in str(one)

    def test_articles_are_whole(self) -> None:
        for one in self.articles():
            assert one.id
            assert one.paragraphs
            assert one.title == " ".join(one.title.split())
            for text in one.paragraphs:
                assert text == " ".join(text.split()) != ""
            assert one.published is None or one.published.tzinfo is not None
            assert not one.url or one.url.startswith(("http://", "https://"))
            assert one.weight >= 0

    def test_ids_are_different_and_the_same_on_every_run(self) -> None:
        ids = [one.id for one in self.articles()]
        assert len(ids) == len(set(ids))
        assert ids == [one.id for one in self.articles()]

    def test_only_what_is_newer_or_of_unknown_date_comes(self) -> None:
        dates = [one.published for one in self.articles() if one.published is not None]
        assert all(one.published is None for one in self.articles(FAR)) or not dates
        if dates:
            before = min(dates) - timedelta(seconds=1)
            assert len(self.articles(before)) == len(self.articles())
