"""Two shows and a broken one from one folder: each fails alone, and an index names those that are there."""

from __future__ import annotations

from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parents[2]
SHOW = """
[show]
id = "{id}"
title = "{title}"
[edition]
minutes = 1
[voice]
name = "tone"
[[sources]]
type = "folder"
path = "{path}"
"""


def test_each_show_of_a_folder_is_made_and_fails_alone(command: Any) -> None:
    shows = command.folder / "shows"
    shows.mkdir()
    articles = ROOT / "seeds" / "articles"
    for name, title in (("harbour", "المرفأ"), ("coast", "الساحل")):
        path = articles / ("marfa" if name == "harbour" else "sahel")
        (shows / f"{name}.toml").write_text(SHOW.format(id=name, title=title, path=path), encoding="utf-8")
    (shows / "broken.toml").write_text("[show]\nid = 5\n", encoding="utf-8")
    (shows / "twin.toml").write_text(SHOW.format(id="coast", title="توأم", path=articles), encoding="utf-8")
    done = command.run("shows", "shows")
    told = done.stderr.decode()
    assert done.returncode == 1
    assert "broken.toml: " in told
    assert "twin.toml: show.id 'coast' is that of coast.toml" in told
    assert "Traceback" not in told
    for name in ("harbour", "coast"):
        assert (command.folder / "public" / name / "feed.xml").is_file()
    index = (command.folder / "public" / "index.html").read_text("utf-8")
    assert "المرفأ" in index
    assert "coast/feed.xml" in (command.folder / "public" / "shows.opml").read_text("utf-8")
