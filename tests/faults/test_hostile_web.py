"""The real command in a world of hostile servers and files, in a network namespace with canaries at inner addresses."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.faults.hostile_routes import GOOD_EVENTS, pieces, settings

ROOT = Path(__file__).resolve().parents[2]
SPACE = ["unshare", "--user", "--map-root-user", "--net", "--mount"]


def a_space_can_be_made() -> bool:
    """Some sandboxes forbid namespaces, and some machines have no ip."""
    if not all(shutil.which(name) for name in ("unshare", "ip", "mount")):
        return False
    trial = "ip link set lo up && ip addr add 10.0.0.1/32 dev lo && mount --bind /etc/hosts /etc/hosts"
    return subprocess.run([*SPACE, "sh", "-c", trial], capture_output=True, check=False).returncode == 0


def seen_by(folder: Path, *command: str) -> dict[str, Any]:
    env = {**os.environ, "PYTHONPATH": str(ROOT), "XDG_CACHE_HOME": str(folder / "cache")}
    world = [sys.executable, "-m", "tests.faults.hostile_web", str(folder), "tests.faults.hostile_routes"]
    done = subprocess.run(
        [*SPACE, *world, *command], cwd=folder, env={**env, "PYTHONSAFEPATH": "1"}, capture_output=True, check=False
    )
    assert done.returncode == 0, done.stderr.decode()[-3000:]
    seen: dict[str, Any] = json.loads((folder / "seen.json").read_text())
    return seen


@pytest.mark.faults
@pytest.mark.timeout(900)
def test_a_hostile_web_costs_no_good_article_and_reaches_nothing_inside(tmp_path: Path) -> None:
    if not a_space_can_be_made():
        pytest.skip("no network namespace can be made here")
    (tmp_path / "briefing.toml").write_text(settings(tmp_path), encoding="utf-8")
    seen = seen_by(tmp_path, sys.executable, "-m", "briefing", "make", "--config", "briefing.toml")
    told = seen["told"]
    assert seen["touched"] == [], "a canary at an inner address was reached"
    assert seen["status"] == 0, told[-3000:]
    assert "Traceback" not in told
    assert seen["most_kb"] < 1_048_576, f"{seen['most_kb']} kB"
    (record,) = (tmp_path / "public" / "episodes").glob("*/episode.json")
    episode = json.loads(record.read_text("utf-8"))
    titles = {one["title"] for one in episode["references"]}
    assert titles >= {pieces()[event][0] for event in GOOD_EVENTS}
    for host, request in seen["requests"]:
        if host != "secrets.example":
            assert "Authorization" not in request
        assert "Cookie" not in request
    published = "".join(
        path.read_text("utf-8")
        for path in (tmp_path / "public").rglob("*")
        if path.suffix in {".xml", ".html", ".json"}
    )
    for secret in ("s3cret-password", "s3cret-cookie", "root:x:0"):
        assert secret not in told
        assert secret not in published
    count = len(seen["requests"])
    print(f"{count} requests, {seen['seconds']:.0f} s, {seen['most_kb'] // 1024} MiB")  # noqa: T201 - what was run
