"""Web addresses: read, followed, and shown to people without secrets."""

import re

import httpx

from briefing.errors import SourceError

_LAST_PORT = 65_535  # RFC 9293 3.1: sixteen bits


def parsed(url: str) -> httpx.URL:
    """An http or https address.

    Raises:
        SourceError: it is none.
    """
    try:
        target = httpx.URL(url.strip())
        is_web = _is_web(target)
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        message = f"{without_secrets(url)[:100]!r}: not an address ({one_line(error)}); write it as https://host/path"
        raise SourceError(message) from None
    if not is_web:
        message = f"{without_secrets(url)[:100]!r}: not a web address; write it as https://host/path"
        raise SourceError(message)
    return target


def redirected(target: httpx.URL, location: str) -> httpx.URL:
    """The redirect's address; name and password stay with their host."""
    try:
        found = target.join(location)
        is_web = bool(location) and _is_web(found)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        is_web = False
    if not is_web:
        message = f"{shown(target)}: redirects to no web address; check the address"
        raise SourceError(message)
    same = (found.scheme, found.netloc) == (target.scheme, target.netloc)
    return found.copy_with(userinfo=target.userinfo if same else b"")


def _is_web(target: httpx.URL) -> bool:
    """Whether an address can be asked; its host is spelt out here, where bad punycode and zones fail (UnicodeError)."""
    is_host = bool(target.host) and bool(target.netloc)
    return target.scheme in ("http", "https") and is_host and (target.port or 0) <= _LAST_PORT


def with_port(target: httpx.URL) -> str:
    """``host:port``, in lower case, the port always said."""
    port = target.port or (443 if target.scheme == "https" else 80)
    host = f"[{target.host}]" if ":" in target.host else target.raw_host.decode("ascii")
    return f"{host}:{port}".lower()


def without_secrets(url: str) -> str:
    """What :func:`shown` leaves, of an address as it was written, whether or not it is one."""
    return re.sub(r"(?<=//)[^/?#]*@", "", url.strip()).partition("?")[0].partition("#")[0]


def shown(target: httpx.URL) -> str:
    """An address for people: no name, password or query, which may hold a key."""
    return str(target.copy_with(userinfo=b"", query=None, fragment=None))[:200]


def origin(target: httpx.URL) -> str:
    """The address of a server alone: of a webhook even the path may be a key."""
    return f"{target.scheme}://{target.netloc.decode('ascii')}"[:200]


def one_line(error: BaseException) -> str:
    """An error's own words on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
