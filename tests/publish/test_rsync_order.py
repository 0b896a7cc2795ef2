"""A web server's folder kept by rsync in the order of the manual: a reader never meets a feed without its sound."""

import contextlib
import shutil
import subprocess
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from pathlib import Path

import pytest
from lxml import etree

from briefing.publish.library import Library
from briefing.show import Episode, Show

pytestmark = pytest.mark.skipif(shutil.which("rsync") is None, reason="rsync is not installed")
DAY = date(2026, 11, 24)
BASE = "https://news.example.org/show/"

# Sound and pages first, then what names them, and only then are files deleted that nothing names any more.
BRING = """
rsync -a --exclude '.*' --exclude '*.retired' --exclude '/*.xml' {source}/ {target}/ &&
rsync -a --include '/*.xml' --exclude '*' {source}/ {target}/ &&
rsync -a --exclude '.*' --exclude '*.retired' --delete-after {source}/ {target}/
"""


class Reader(threading.Thread):
    """Looks at the feed again and again, and at every file that it names."""

    def __init__(self, target: Path) -> None:
        super().__init__(daemon=True)
        self._target = target
        self._done = threading.Event()
        self.faults: list[str] = []
        self.most = 0

    def run(self) -> None:
        while not self._done.is_set():
            with contextlib.suppress(FileNotFoundError):
                self.look()
            time.sleep(0.002)

    def look(self) -> list[str]:
        tree = etree.fromstring((self._target / "feed.xml").read_bytes())
        for element in tree.iter("enclosure"):
            path = self._target / element.get("url", "").removeprefix(BASE)
            if not path.is_file() or path.stat().st_size != int(element.get("length", "0")):
                self.faults.append(str(path))
        return [str(guid) for guid in tree.xpath("//guid/text()")]

    def end(self) -> None:
        self._done.set()
        self.join()


def test_a_reader_of_the_other_side_meets_only_wholes(
    publish: Callable[..., Episode], show: Show, tmp_path: Path
) -> None:
    source, target = tmp_path / "public", tmp_path / "www"
    target.mkdir()
    reader = Reader(target)

    def bring() -> None:
        subprocess.run(["/bin/sh", "-c", BRING.format(source=source, target=target)], check=True)

    publish(source, DAY - timedelta(9))
    bring()
    reader.start()
    for days in range(8, 3, -1):
        publish(source, DAY - timedelta(days))
        bring()
    publish(source, DAY - timedelta(5), title="مصححة")
    bring()
    Library(source).remove(show, DAY - timedelta(9))
    bring()
    reader.end()
    assert reader.faults == []
    assert reader.look() == [f"moojaz-{DAY - timedelta(days)}" for days in range(4, 9)]
    assert not [path for path in target.rglob("*") if path.name.startswith(".") or path.suffix == ".retired"]
    assert (target / "index.html").read_bytes() == (source / "index.html").read_bytes()
