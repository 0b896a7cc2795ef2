"""Files that a person names are read whole or refused; none is waited for, none is read without end."""

from __future__ import annotations

import os
import stat
import threading
from pathlib import Path
from types import SimpleNamespace
from typing import TYPE_CHECKING

import pytest

from briefing import named_file
from briefing.config import settings
from briefing.errors import LexiconError, SettingsError, SourceError
from briefing.marks.lexicon import Lexicon
from briefing.order import orderfile
from briefing.sources import folder
from briefing.sources.folder import FolderSettings, FolderSource
from briefing.sources.http import Fetcher
from briefing.sources.opml import OpmlSettings, OpmlSource
from briefing.starting import opml_bytes

if TYPE_CHECKING:
    from collections.abc import Callable


def test_a_plain_file_comes_whole(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1000)
    assert named_file.content(path, 1000) == b"x" * 1000
    (tmp_path / "link").symlink_to(path)
    assert named_file.content(tmp_path / "link", 1000) == b"x" * 1000
    assert named_file.content(Path(os.devnull), 1000) == b""


def test_a_longer_one_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "a"
    path.write_bytes(b"x" * 1001)
    with pytest.raises(OSError, match=r"more than 1,000 bytes") as caught:
        named_file.content(path, 1000)
    assert caught.value.strerror == "more than 1,000 bytes"


def test_a_device_a_folder_and_nothing_are_refused(tmp_path: Path) -> None:
    with pytest.raises(OSError, match="not a plain file"):
        named_file.content(Path("/dev/zero"), 1000)
    with pytest.raises(IsADirectoryError):
        named_file.content(tmp_path, 1000)
    with pytest.raises(FileNotFoundError):
        named_file.content(tmp_path / "none", 1000)


READERS: dict[str, Callable[[Path], object]] = {
    "settings": settings.load,
    "lexicon": Lexicon.load,
    "running order": orderfile.load,
    "list of feeds": lambda path: list(OpmlSource(OpmlSettings(path=str(path)), Fetcher()).read(None)),
    "list of feeds for a new show": opml_bytes,
}


@pytest.mark.parametrize("name", READERS)
def test_a_pipe_is_one_line_wherever_it_is_named(name: str, tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises((SettingsError, LexiconError, SourceError), match="not a plain file") as caught:
        READERS[name](tmp_path / "pipe")
    assert len(str(caught.value).splitlines()) == 1


def test_a_file_that_looks_plain_and_waits_for_what_is_to_come_is_not_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As /proc/kmsg does, which only root may open: a pipe with a silent writer, and eyes that take it for plain."""
    plain = SimpleNamespace(S_ISREG=lambda _mode: True, S_ISDIR=stat.S_ISDIR)
    monkeypatch.setattr(named_file, "stat", plain)
    monkeypatch.setattr(folder, "stat", plain)
    path = tmp_path / "kmsg"
    os.mkfifo(path)
    writer = os.open(path, os.O_RDWR)
    found: list[object] = []
    reader = threading.Thread(
        target=lambda: found.extend(FolderSource(FolderSettings(path=str(path))).read(None)), daemon=True
    )
    try:
        reader.start()
        reader.join(60)
        waited = reader.is_alive()
    finally:
        os.write(writer, b"x")  # lets one go that waits
        os.close(writer)
    assert not waited
    assert [type(one) for one in found] == [SourceError]
