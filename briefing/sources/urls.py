"""Web addresses: read, followed, and shown to people without secrets."""

import httpx

from briefing.errors import SourceError


def parsed(url: str) -> httpx.URL:
    """An http or https address.

    Raises:
        SourceError: it is none.
    """
    try:
        target = httpx.URL(url.strip())
    except (httpx.InvalidURL, UnicodeError, ValueError) as error:
        message = f"{url[:100]!r}: not an address ({one_line(error)}); write it as https://host/path"
        raise SourceError(message) from None
    if target.scheme not in ("http", "https") or not target.host:
        message = f"{url[:100]!r}: not a web address; write it as https://host/path"
        raise SourceError(message)
    return target


def redirected(target: httpx.URL, location: str) -> httpx.URL:
    """The redirect's address; name and password stay with their host."""
    try:
        found = target.join(location)
    except (httpx.InvalidURL, UnicodeError, ValueError):
        found = httpx.URL("")
    if not location or found.scheme not in ("http", "https") or not found.host:
        message = f"{shown(target)}: redirects to no web address; check the address"
        raise SourceError(message)
    same = (found.scheme, found.netloc) == (target.scheme, target.netloc)
    return found.copy_with(userinfo=target.userinfo if same else b"")


def with_port(target: httpx.URL) -> str:
    """``host:port``, in lower case, the port always said."""
    port = target.port or (443 if target.scheme == "https" else 80)
    host = f"[{target.host}]" if ":" in target.host else target.raw_host.decode("ascii")
    return f"{host}:{port}".lower()


def shown(target: httpx.URL) -> str:
    """An address for people: no name, password or query, which may hold a key."""
    return str(target.copy_with(userinfo=b"", query=None, fragment=None))[:200]


def origin(target: httpx.URL) -> str:
    """The address of a server alone: of a webhook even the path may be a key."""
    return f"{target.scheme}://{target.netloc.decode('ascii')}"[:200]


def one_line(error: BaseException) -> str:
    """An error's own words on one line."""
    return " ".join(str(error).split())[:200] or type(error).__name__
