"""Which addresses are public and which are of inner networks; and any text, read as an address."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from briefing.errors import SourceError
from briefing.sources.addresses import is_public
from briefing.sources.urls import parsed, shown

# Each row names the registry or document that gives the block its meaning.
NOT_PUBLIC = [
    ("0.0.0.0", "RFC 1122 3.2.1.3"),  # noqa: S104 - nothing is bound here
    ("0.1.2.3", "RFC 1122 3.2.1.3"),
    ("10.0.0.1", "RFC 1918"),
    ("172.16.0.1", "RFC 1918"),
    ("192.168.1.1", "RFC 1918"),
    ("100.64.0.1", "RFC 6598"),
    ("127.0.0.1", "RFC 1122 3.2.1.3"),
    ("127.255.255.254", "RFC 1122 3.2.1.3"),
    ("169.254.169.254", "RFC 3927"),
    ("192.0.0.1", "RFC 6890"),
    ("192.0.0.9", "RFC 7723"),
    ("192.0.0.10", "RFC 8155"),
    ("192.0.0.170", "RFC 7050"),
    ("192.0.2.1", "RFC 5737"),
    ("192.88.99.1", "RFC 7526"),
    ("198.18.0.1", "RFC 2544"),
    ("198.51.100.1", "RFC 5737"),
    ("203.0.113.1", "RFC 5737"),
    ("224.0.0.1", "RFC 5771"),
    ("239.255.255.250", "RFC 2365"),
    ("240.0.0.1", "RFC 1112 4"),
    ("255.255.255.255", "RFC 919"),
    ("::", "RFC 4291 2.5.2"),
    ("::1", "RFC 4291 2.5.3"),
    ("::127.0.0.1", "RFC 4291 2.5.5.1"),
    ("::ffff:127.0.0.1", "RFC 4291 2.5.5.2"),
    ("::ffff:169.254.169.254", "RFC 4291 2.5.5.2"),
    ("64:ff9b::7f00:1", "RFC 6052"),
    ("64:ff9b::808:808", "RFC 6052"),
    ("64:ff9b:1::1", "RFC 8215"),
    ("100::1", "RFC 6666"),
    ("2001::1", "RFC 4380"),
    ("2001:1::1", "RFC 7723"),
    ("2001:3::1", "RFC 7450"),
    ("2001:4:112::1", "RFC 7535"),
    ("2001:20::1", "RFC 7343"),
    ("2001:30::1", "RFC 9374"),
    ("2001:db8::1", "RFC 3849"),
    ("2002:7f00:1::", "RFC 3056"),
    ("3fff::1", "RFC 9637"),
    ("4000::1", "RFC 3513 4"),
    ("5f00::1", "RFC 9602"),
    ("fc00::1", "RFC 4193"),
    ("fd12:3456::1", "RFC 4193"),
    ("fe80::1", "RFC 4291 2.5.6"),
    ("fe80::1%eth0", "RFC 4007"),
    ("fec0::1", "RFC 3879"),
    ("ff02::1", "RFC 4291 2.7"),
    ("not an address", "no number at all"),
]
PUBLIC = [
    "8.8.8.8", "93.184.216.34", "1.1.1.1", "192.0.1.1", "192.88.98.1", "2001:200::1", "2606:4700:4700::1111",
    "2a00:1450:4001:81b::200e", "::ffff:8.8.8.8",
]  # fmt: skip


@pytest.mark.parametrize(("address", "source"), NOT_PUBLIC)
def test_inner_addresses_are_not_public(address: str, source: str) -> None:
    assert not is_public(address), source


@pytest.mark.parametrize("address", PUBLIC)
def test_public_addresses_are(address: str) -> None:
    assert is_public(address)


@settings(max_examples=300, deadline=None)
@given(st.text(max_size=60))
@example("http://")
@example("http://[::1")
@example("http://user:pass@:80/")
@example("http://\u0660.example/")
@example("https://مثال.إختبار/خبر?س=1#ش")
@example("http://a:99999999999/")
def test_any_text_is_an_address_or_one_line(text: str) -> None:
    for url in (text, f"http://{text}", f"https://{text}/x?{text}#{text}"):
        target = None
        with contextlib.suppress(SourceError):
            target = parsed(url)
        if target is not None:
            assert target.host
            assert "@" not in shown(target).partition("//")[2].partition("/")[0]
