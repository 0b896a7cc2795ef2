"""The nginx settings that come with the program, run: every row of the requirements that is a server's."""

from __future__ import annotations

import contextlib
import os
import re
import shutil
import socket
import subprocess
import time
from typing import TYPE_CHECKING, Any

import httpx
import pytest

from tests.journeys.conftest import ROOT
from tests.publish.walk import document, episode, server, sound  # noqa: F401 - they register their rows
from tests.publish.walk.site import ROWS, Site

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

NGINX = shutil.which("nginx") or (shutil.which("nginx", path="/usr/sbin"))
PUBLIC = "https://podcast.example.org"
OTHERS = [
    "C03",
    "C08",
    "I06",
    "I08",
    "I20",
    "M01",
    "M04",
    "M06",
    "M07",
    "M08",
    "M09",
    "M10",
    "M11",
    "M12",
    "S02",
    "H02",
    "U01",
]
SERVED = sorted(name for name in ROWS if name[0] in "FV" or name in OTHERS)

pytestmark = pytest.mark.skipif(NGINX is None, reason="nginx is not installed")

MAIN = """
daemon off;
{user}
pid {folder}/nginx.pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/body;
    proxy_temp_path {folder}/proxy;
    fastcgi_temp_path {folder}/fastcgi;
    uwsgi_temp_path {folder}/uwsgi;
    scgi_temp_path {folder}/scgi;
    {server}
}}
"""


def settings(folder: Path, public: Path, port: int) -> Path:
    """The shipped file with nothing changed but where it listens and what it serves."""
    shipped = (ROOT / "seeds" / "nginx.conf").read_text(encoding="utf-8")
    assert "listen 80;" in shipped
    ours = shipped.replace("listen 80;", f"listen 127.0.0.1:{port};").replace("/srv/briefing/public", str(public))
    user = "user root;" if os.geteuid() == 0 else ""
    path = folder / "main.conf"
    path.write_text(MAIN.format(folder=folder, user=user, server=ours), encoding="utf-8")
    return path


@pytest.fixture(scope="module")
def site(first_command: Any, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    first_command.good("make", "--date", "2026-11-23", "--voice", "tone", "--minutes", "1", "--base-url", PUBLIC)
    public = first_command.folder / "public"
    (public / "episodes" / "2026-11-22.retired").touch()
    folder = tmp_path_factory.mktemp("nginx")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = int(probe.getsockname()[1])
    path = settings(folder, public, port)
    tried = subprocess.run([str(NGINX), "-t", "-p", str(folder), "-c", str(path)], capture_output=True, check=False)
    assert tried.returncode == 0, tried.stderr.decode()
    running = subprocess.Popen([str(NGINX), "-p", str(folder), "-c", str(path)], stderr=subprocess.DEVNULL)
    try:
        with httpx.Client(base_url=f"http://127.0.0.1:{port}", trust_env=False, timeout=60) as client:
            for _ in range(300):
                with contextlib.suppress(httpx.HTTPError):
                    client.get("/feed.xml")
                    break
                time.sleep(0.1)
            yield Site(public=PUBLIC, client=client, earlier=b"")
    finally:
        running.terminate()
        running.wait(timeout=30)


@pytest.mark.parametrize("name", SERVED)
def test_row(site: Site, name: str) -> None:
    ROWS[name](site)


@pytest.mark.parametrize(
    "path",
    [
        ".lock",
        ".made",
        ".listeners.json",
        "show.json",
        "episodes/2026-11-23/episode.json",
        "episodes/2026-11-22.retired",
    ],
)
def test_what_is_not_published_is_not_there(site: Site, path: str) -> None:
    assert site.ask(f"{PUBLIC}/{path}").status_code == 404


def test_what_never_changes_may_be_kept_for_ever(site: Site) -> None:
    def kept(path: str) -> str:
        return str(site.ask(f"{PUBLIC}/{path}").headers["cache-control"])

    feed = site.ask(f"{PUBLIC}/feed.xml").text
    names = set(re.findall(rf"{PUBLIC}/((?:episodes/[^/\"<]+/|cover-)[^/\"<]+)", feed))
    assert len(names) == 6, "sound, three transcripts, chapters, cover"
    assert {kept(name) for name in names} == {"public, max-age=31536000, immutable"}
    changing = ("", "index.html", "feed.xml", "search.json", "cover-small.jpg", "episodes/2026-11-23/")
    assert {kept(name) for name in changing} == {"public, max-age=60"}


def test_a_browsers_question_before_a_range_is_answered(site: Site) -> None:
    """Fetch standard, "CORS-preflight fetch"."""
    asked = {"Origin": "https://player.example", "Access-Control-Request-Headers": "if-range,range"}
    answer = site.client.request("OPTIONS", "/feed.xml", headers=asked)
    assert answer.status_code == 204
    assert answer.headers["access-control-allow-origin"] == "*"
    assert answer.headers["access-control-allow-headers"] == "Range, If-Range"
