"""What a server's robots.txt permits (RFC 9309), within bounds: the file is a stranger's too."""

from __future__ import annotations

import re
import threading
from collections import OrderedDict

from protego import Protego

PARSED_BYTES = 512_000
"""Of a file, what comes after is passed over (RFC 9309, 2.5: at least 500 kibibytes are parsed)."""

_KEPT_LETTERS = 2_000_000  # rules take 30 bytes of memory for each
_OURS, _ANOTHER = "ours", "another"
_AGENT = re.compile(r"user(?:-|\s+)?agent[:\s](.*)", re.IGNORECASE | re.DOTALL)
_TOKEN = re.compile(r"[\w-]+", re.ASCII)


class Robots:
    """The rules of the servers that were asked lately; safe to share between threads.

    Args:
        agent: begins with the product token of this program.
    """

    def __init__(self, agent: str) -> None:
        self._token = _token(agent)
        self._lock = threading.Lock()
        self._kept: OrderedDict[str, tuple[int, Protego]] = OrderedDict()

    def find(self, server: str) -> Protego | None:
        """The rules that were kept for a server; None when it is to be asked."""
        with self._lock:
            known = self._kept.get(server)
            return known[1] if known else None

    def keep(self, server: str, body: bytes) -> Protego:
        """The rules in a file, kept in the place of those that were kept longest when they are many."""
        text = body.decode("utf-8-sig", "replace")
        if len(body) >= PARSED_BYTES:
            text = text.rpartition("\n")[0]  # half a path would mean more than the whole one
        rules = Protego.parse("\n".join(map(self._renamed, text.splitlines())))
        with self._lock:
            self._kept[server] = (len(text) + 1000, rules)
            while sum(size for size, _ in self._kept.values()) > _KEPT_LETTERS and len(self._kept) > 1:
                self._kept.popitem(last=False)
        return rules

    def _renamed(self, line: str) -> str:
        """A line of the file; all other programs bear one name, as the rules of a group are held for each of its."""
        match = _AGENT.match(line.partition("#")[0].strip())
        if match is None:
            return line
        name = match[1].strip().removeprefix(":").strip()
        if name != "*":
            name = _OURS if self._token and _token(name) == self._token else _ANOTHER
        return f"User-agent: {name}"


def permitted(rules: Protego, url: str) -> bool:
    """Whether this program may ask for an address, written out and without a fragment."""
    return bool(rules.can_fetch(url, _OURS))


def _token(name: str) -> str:
    """The product token that a name begins with (RFC 9309, 2.2.1), in lower case."""
    found = _TOKEN.match(name)
    return found[0].lower() if found else ""
