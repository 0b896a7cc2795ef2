"""Who gets into the studio: its token and address, the hosts and origins that are ours, and forms of no other shape."""

from __future__ import annotations

from http.client import HTTPConnection
from typing import TYPE_CHECKING
from urllib.parse import urlencode

import httpx
import pytest

from briefing.errors import SettingsError
from briefing.studio.guard import MOST_BYTES
from briefing.studio.opening import address, free_port, is_loopback, token_of
from tests.studio.orders import ORDER, TOKEN, order

if TYPE_CHECKING:
    from briefing.studio.desk import Desk


def raw(port: int, method: str, path: str, headers: dict[str, str], body: bytes = b"") -> int:
    """A request with just these headers."""
    connection = HTTPConnection("127.0.0.1", port, timeout=30)
    connection.putrequest(method, path, skip_host=True, skip_accept_encoding=True)
    for name, value in {"Content-Length": str(len(body)), **headers}.items():
        connection.putheader(name, value)
    connection.endheaders(body)
    status = connection.getresponse().status
    connection.close()
    return status


NOWHERE = [
    "/studio/",
    "/studio",
    "/studio//",
    "/studio/é/",
    f"/studio/{TOKEN}",
    f"/studio/{TOKEN[:-1]}/",
    f"/studio/{TOKEN}x/",
    f"/studio/{TOKEN.upper()}/",
    f"/studio/{TOKEN}/nothing",
    f"/studio/{TOKEN}/.plans/2026-11-24.json",
    f"/studio/{TOKEN}/%2e%2e/.plans",
    f"/studio/{TOKEN}/../../.plans/2026-11-24.json",
    "/.plans/2026-11-24.json",
]


@pytest.mark.parametrize("path", NOWHERE)
def test_without_the_token_there_is_nothing(port: int, path: str) -> None:
    answer = httpx.get(f"http://127.0.0.1:{port}{path}", trust_env=False)
    assert answer.status_code == 404
    assert "النهر" not in answer.text


HOSTS = [
    ("127.0.0.1:{port}", 200), ("localhost:{port}", 200), ("LOCALHOST", 200), ("[::1]:{port}", 200), ("10.1.2.3", 200),
    ("evil.example:{port}", 421), ("127.0.0.1.evil.example", 421), ("", 421), ("localhost.evil.example", 421),
    ("[", 421), ("localhost@evil.example", 421),
]  # fmt: skip


@pytest.mark.parametrize(("host", "status"), HOSTS)
def test_a_name_that_is_not_ours_leads_nowhere(port: int, host: str, status: int) -> None:
    assert raw(port, "GET", f"/studio/{TOKEN}/", {"Host": host.format(port=port)}) in {
        status,
        400 if status > 400 else 0,
    }


ORIGINS = [
    ({"Origin": "http://127.0.0.1:{port}"}, 303),
    ({"Sec-Fetch-Site": "same-origin"}, 303),
    ({}, 303),
    ({"Origin": "http://evil.example"}, 403),
    ({"Origin": "null"}, 403),
    ({"Origin": "http://127.0.0.1:1"}, 403),
    ({"Origin": "http://[bad"}, 403),
    ({"Sec-Fetch-Site": "cross-site"}, 403),
    ({"Sec-Fetch-Site": "same-site"}, 403),
]


@pytest.mark.parametrize(("headers", "status"), ORIGINS)
def test_only_our_own_pages_send_forms(desk: Desk, port: int, headers: dict[str, str], status: int) -> None:
    body = urlencode({"version": desk.version, "do": "drop 3"}).encode()
    sent = {"Host": f"127.0.0.1:{port}", **{name: value.format(port=port) for name, value in headers.items()}}
    assert raw(port, "POST", f"/studio/{TOKEN}/do", sent, body) == status
    assert len(order(desk)) == (2 if status == 303 else 3)


def test_bodies_that_are_no_form_of_ours(desk: Desk, port: int, studio: httpx.Client) -> None:
    ours = {"Host": f"127.0.0.1:{port}"}
    path = f"/studio/{TOKEN}/do"
    assert raw(port, "POST", path, ours, b"x" * (MOST_BYTES + 1)) == 413
    assert raw(port, "POST", path, ours, b"&".join(b"a=%d" % n for n in range(50))) == 400
    assert raw(port, "POST", path, ours, b"\xff\xfe") == 400
    assert studio.post("do", content=iter([b"version=", b"1"])).status_code == 413, "of unknown length"
    assert studio.get("do").status_code == 405
    assert studio.put("do").status_code == 405
    assert order(desk) == list(ORDER.headlines)


def test_the_address_and_its_token() -> None:
    assert len(token_of("")) == 32
    assert token_of("") != token_of("")
    assert token_of(TOKEN) == TOKEN
    for weak in ("short", "spaces are not allowed here", "x" * 300, "..%2f..%2f..%2f..%2f..%2f"):
        with pytest.raises(SettingsError, match="BRIEFING_STUDIO_TOKEN"):
            token_of(weak)
    assert address("0.0.0.0", 8000, "t") == "http://127.0.0.1:8000/studio/t/"  # noqa: S104 - read, not listened on
    assert address("::1", 8000, "t") == "http://[::1]:8000/studio/t/"
    assert all(map(is_loopback, ("127.0.0.1", "127.1.2.3", "::1", "localhost")))
    assert not any(map(is_loopback, ("0.0.0.0", "192.0.2.1", "::", "example.org")))  # noqa: S104 - the same
    assert free_port("127.0.0.1") > 0
    with pytest.raises(SettingsError, match="cannot be listened on"):
        free_port("192.0.2.1")  # RFC 5737: of no machine
