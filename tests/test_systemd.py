"""The service manager's datagrams, on real sockets."""

from __future__ import annotations

import os
import socket
import uuid
from typing import TYPE_CHECKING

import pytest

from briefing.daily import systemd

if TYPE_CHECKING:
    from pathlib import Path


def listening(address: str) -> socket.socket:
    manager = socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM)
    manager.bind(address)
    manager.settimeout(30)
    return manager


def test_lines_arrive_as_one_datagram(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    with listening("notify") as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", str(tmp_path / "notify"))
        assert systemd.notify("READY=1", "STATUS=النشرة")
        assert manager.recv(4096) == "READY=1\nSTATUS=النشرة".encode()


def test_an_abstract_socket_is_written_with_an_at(monkeypatch: pytest.MonkeyPatch) -> None:
    name = f"briefing-{uuid.uuid4().hex}"
    with listening(f"\0{name}") as manager:
        monkeypatch.setenv("NOTIFY_SOCKET", f"@{name}")
        assert systemd.notify("WATCHDOG=1")
        assert manager.recv(4096) == b"WATCHDOG=1"


@pytest.mark.parametrize("address", ["", "relative", "/nowhere/at/all", "@nobody-listens-here", "vsock:2:1"])
def test_without_a_manager_nothing_happens(monkeypatch: pytest.MonkeyPatch, address: str) -> None:
    monkeypatch.setenv("NOTIFY_SOCKET", address)
    assert not systemd.notify("READY=1")


@pytest.mark.parametrize(
    ("granted", "meant", "pulse_s"),
    [
        ("", "", 5.0),
        ("4000000", "", 2.0),
        ("4000000", "this process", 2.0),
        ("4000000", "1", 5.0),
        ("600000000", "", 5.0),
        ("0", "", 0.05),
        ("soon", "", 5.0),
        ("٤", "", 5.0),
    ],
)
def test_life_is_shown_twice_in_the_time_granted(
    monkeypatch: pytest.MonkeyPatch, granted: str, meant: str, pulse_s: float
) -> None:
    monkeypatch.setenv("WATCHDOG_USEC", granted)
    monkeypatch.setenv("WATCHDOG_PID", str(os.getpid()) if meant == "this process" else meant)
    assert systemd.pulse_s() == pulse_s
