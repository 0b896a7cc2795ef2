"""robots.txt as strangers write it, by mistake or to do harm. Rows name RFC 9309's sections."""

from __future__ import annotations

from typing import Any

import pytest

from briefing.errors import SourceError
from briefing.sources import robots
from briefing.sources.http import Fetcher
from briefing.sources.robots import PARSED_BYTES, Robots, permitted

HERE = "http://paper.example"


def allows(text: str, path: str = "/news", agent: str = "arabic-briefing") -> bool:
    return permitted(Robots(agent).keep(HERE, text.encode()), HERE + path)


def test_a_crowd_of_programs_before_a_crowd_of_rules_costs_no_more_than_both() -> None:
    """Each rule held for each program: a file of 500 kB would take as many gigabytes as a machine has."""
    forms = (
        *(
            "User-agent: a{}",
            "useragent:b{}#",
            "User Agent c{}",
            "USER-AGENT :d{}*",
            "user-agent::{}",
            "user-agent: *f{}",
        ),
        *("user \t agent e{}: x", "user-agent\u00a0g{}"),
    )
    crowd = "".join(f"{form.format(number)}\n" for number in range(60) for form in forms)
    rules = Robots("arabic-briefing").keep(HERE, (crowd + "Disallow: /x\n" * 500).encode())
    assert sum(len(held._rules) for held in rules._user_agents.values()) <= 3 * 500
    assert permitted(rules, f"{HERE}/x")


@pytest.mark.parametrize("spaces", [" ", "\t", "\u00a0"])
def test_a_line_of_spaces_is_read_at_once(spaces: str) -> None:
    assert allows("user" + spaces * 100_000 + "agent" + spaces * 100_000 + "#\n")


@pytest.mark.parametrize(
    ("text", "allowed"),
    [
        ("User-agent: *\nDisallow: /", False),
        ("\ufeffUser-agent: *\nDisallow: /", False),  # 2.3 and 2.5: UTF-8; a mark before it is no letter of the name
        ("User-agent: ARABIC-Briefing/2.0 (x)\nDisallow: /", False),  # 2.2.1: case-insensitive
        ("User-agent: arabic-briefing\nAllow: /\nUser-agent: *\nDisallow: /", True),  # 2.2.1: the group of that name
        ("User-agent: arabic-briefing2\nDisallow: /", True),  # another product
        ("User-agent: x\nUser-agent: arabic-briefing # us\n\nUser-agent: y\nDisallow: /", False),  # 2.2.1: of several
        ("User-agent: x\nDisallow: /\nUser-agent: y\nDisallow: /", True),
        ("User-agent: x\nDisallow: /\nUser-agent: *\nAllow: /", True),
        ("User-agent: ours\nDisallow: /\nUser-agent: another\nDisallow: /", True),
        ("Disallow: /", True),  # 2.2: a rule belongs to a group
        ("", True),
    ],
)
def test_the_group_of_this_program_counts_else_that_of_all(text: str, allowed: bool) -> None:  # noqa: FBT001 - a row
    assert allows(text) is allowed


def test_an_own_name_of_the_settings_is_looked_for() -> None:
    assert not allows("User-agent: mybot\nDisallow: /", agent="MyBot/1.0 (+https://me.example)")
    assert allows("User-agent: arabic-briefing\nDisallow: /", agent="MyBot/1.0 (+https://me.example)")


def test_a_file_too_long_is_read_up_to_its_bound(site: Any) -> None:  # 2.5
    head = b"User-agent: *\nDisallow: /no\n"
    cut = b"#" * (PARSED_BYTES - len(head) - len(b"\nDisallow: /")) + b"\nDisallow: /only-this\n"
    site.serve("/robots.txt", head + cut + b"#" * 200_000, "text/plain")
    site.serve("/a", b"x")
    site.serve("/no", b"x")
    fetcher = Fetcher(allow_private=[site.pair], timeout_s=60, max_bytes=1000)
    assert fetcher.get(f"{site.url}/a").body == b"x", "neither the length nor the half line forbids it"
    with pytest.raises(SourceError, match=r"robots\.txt asks"):
        fetcher.get(f"{site.url}/no")


def test_a_server_without_the_file_permits_all_whatever_its_page_of_refusal_is(site: Any) -> None:  # 2.3.1.3
    site.serve("/a", b"x")
    for more in (b"Content-Encoding: br\r\n", b"Content-Length: 900000\r\n", b"Content-Encoding: gzip\r\n"):
        head = b"HTTP/1.0 404 Not Found\r\n" + more + b"\r\nno gzip"
        site.routes["/robots.txt"] = lambda handler, head=head: handler.wfile.write(head)
        assert Fetcher(allow_private=[site.pair], timeout_s=60).get(f"{site.url}/a").body == b"x", more


def test_the_rules_of_many_servers_stay_within_bounds(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(robots, "_KEPT_LETTERS", 20_000)
    known = Robots("arabic-briefing")
    for number in range(100):
        known.keep(f"http://{number}.example", b"User-agent: *\nDisallow: /\n" + b"#" * 3000)
    kept = [number for number in range(100) if known.find(f"http://{number}.example")]
    assert kept[-1] == 99
    assert 1 <= len(kept) <= 6
    known.keep("http://large.example", b"User-agent: *\nDisallow: /\n" + b"#" * 30_000)
    found = known.find("http://large.example")
    assert found, "the newest is kept, however large"
    assert not permitted(found, "http://large.example/a")
