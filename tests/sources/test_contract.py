"""Every source of ours keeps the contract that strangers' sources keep."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest

from briefing.sources.feed import FeedSettings, FeedSource
from briefing.sources.folder import FolderSettings, FolderSource, TextSource
from briefing.sources.http import Fetcher
from briefing.sources.inputs import source_for
from briefing.sources.opml import OpmlSettings, OpmlSource
from briefing.sources.page import PageSettings, PageSource

if TYPE_CHECKING:
    from briefing.sources import Source

_spec = importlib.util.spec_from_file_location(
    "source_contract", Path(__file__).parents[1] / "contracts" / "source_contract.py"
)
assert _spec is not None
assert _spec.loader is not None
_module = importlib.util.module_from_spec(_spec)
_spec.loader.exec_module(_module)
SourceContract: Any = _module.SourceContract

NEWS = (
    "افتتاح مكتبة عامة\n"
    "افتتحت البلدية مكتبة عامة في حي الزيتون تضم أربعين ألف كتاب وقاعة للأطفال.\n"
    "وقالت رئيسة البلدية إن الاشتراك مجاني.\n"
)


class TestFeed(SourceContract):
    @pytest.fixture(autouse=True)
    def _town(self, town: Any) -> None:
        self.town = town

    def make(self) -> Source:
        return FeedSource(FeedSettings(url=f"{self.town.url}/ufuq.xml"), Fetcher(allow_private=[self.town.pair]))


class TestFullTextFeed(TestFeed):
    def make(self) -> Source:
        return FeedSource(FeedSettings(url=f"{self.town.url}/marsad.xml"), Fetcher(allow_private=[self.town.pair]))


class TestPage(TestFeed):
    def make(self) -> Source:
        return PageSource(PageSettings(url=f"{self.town.url}/sada/0.html"), Fetcher(allow_private=[self.town.pair]))

    def test_only_what_is_newer_or_of_unknown_date_comes(self) -> None:
        assert self.articles(_module.FAR), "a page that is named is wanted"


class TestAddress(TestFeed):
    def make(self) -> Source:
        return source_for(f"{self.town.url}/sada.atom", Fetcher(allow_private=[self.town.pair]))


class TestFolder(SourceContract):
    @pytest.fixture(autouse=True)
    def _folder(self, tmp_path: Path) -> None:
        self.folder = tmp_path
        (tmp_path / "a.txt").write_text(NEWS, encoding="utf-8")
        (tmp_path / "b.md").write_text(f"---\ndate: 2026-11-23\n---\n# {NEWS}", encoding="utf-8")
        (tmp_path / "c.txt").write_bytes(b"")

    def make(self) -> Source:
        return FolderSource(FolderSettings(path=str(self.folder)))


class TestText(SourceContract):
    def make(self) -> Source:
        return TextSource(NEWS.encode())


class TestOpml(TestFeed):
    @pytest.fixture(autouse=True)
    def _list(self, town: Any, tmp_path: Path) -> None:
        feeds = "".join(
            f"<outline text='{name}' xmlUrl='{town.url}/{name}'/>" for name in ("marsad.xml", "sada.atom", "none.xml")
        )
        self.path = tmp_path / "feeds.opml"
        head = "<?xml version='1.0' encoding='UTF-8'?><opml version='2.0'><body>"
        self.path.write_text(f"{head}<outline text='أخبار'>{feeds}</outline></body></opml>", encoding="utf-8")

    def make(self) -> Source:
        return OpmlSource(OpmlSettings(path=str(self.path)), Fetcher(allow_private=[self.town.pair]))

    def test_the_outline_names_outlet_and_section(self) -> None:
        found = self.articles()
        assert {one.outlet for one in found} == {"marsad.xml", "sada.atom"}
        assert {one.category for one in found} == {"أخبار"}
