"""Private shows: who may listen. Each listener has a token in the address of the feed, and can be sent away alone.

``.listeners.json`` in the show's folder holds a hash of each token, never a token. While it names somebody, the server
answers only under ``/t/TOKEN/``, and the documents it sends there carry the listener's own addresses.
"""

from __future__ import annotations

import hashlib
import hmac
import json
import re
import secrets
from typing import TYPE_CHECKING
from urllib.parse import quote

from briefing.errors import PublishError
from briefing.publish import durable
from briefing.publish.page import qr

if TYPE_CHECKING:
    from contextlib import AbstractContextManager
    from pathlib import Path

_FILE = ".listeners.json"
_QR = re.compile(rb'(?s)(<figure class="qr"[^>]*>).*?(</figure>)')
_TOKEN = re.compile(r"t/([A-Za-z0-9_-]{32})(?:/|\Z)")


class Listeners:
    """The listeners of one show."""

    def __init__(self, root: Path) -> None:
        """Nothing is read until a method asks for it."""
        self._path = root / _FILE

    def add(self, name: str) -> str:
        """Let somebody listen.

        Returns:
            The token, which is shown this once and stored nowhere.

        Raises:
            PublishError: there is already a listener of that name, or the name is empty.
        """
        if not name.strip() or not name.isprintable():
            message = f"{name!r}: not a listener's name; give a word or two"
            raise PublishError(message)
        with self._alone():
            known = self._read()
            if name in known:
                message = f"{name}: is a listener already; take the old token back first"
                raise PublishError(message)
            token = secrets.token_urlsafe(24)
            self._write({**known, name: _hash(token)})
        return token

    def remove(self, name: str) -> None:
        """Take a token back; from now on its address is not found.

        Raises:
            PublishError: there is no listener of that name.
        """
        with self._alone():
            known = self._read()
            if name not in known:
                message = f"{name}: no such listener; known are {', '.join(sorted(known)) or 'none'}"
                raise PublishError(message)
            del known[name]
            self._write(known)

    def names(self) -> list[str]:
        """Everybody who may listen; the show is open to all only while there is no file of listeners."""
        return sorted(self._read())

    def private(self) -> bool:
        """Whether a token is needed. A show stays private when its last listener was sent away."""
        return self._path.exists()

    def allows(self, token: str) -> bool:
        """Whether the token is good; takes the same time for every wrong one."""
        asked = _hash(token)
        good = False
        for known in self._read().values():
            good |= hmac.compare_digest(asked, known)
        return good

    def open_to_all(self) -> None:
        """Forget all listeners and need no token any more."""
        with self._alone():
            self._path.unlink(missing_ok=True)
            durable.sync(self._path.parent)

    def _alone(self) -> AbstractContextManager[None]:
        return durable.locked(self._path.with_name(".listeners"), wait=True, busy="")

    def _read(self) -> dict[str, str]:
        try:
            found = json.loads(self._path.read_bytes())
        except FileNotFoundError:
            return {}
        except (OSError, ValueError, RecursionError) as error:
            message = f"{self._path}: cannot be read; nobody may listen until a good copy is put back"
            raise PublishError(message) from error
        if not isinstance(found, dict):
            message = f"{self._path}: holds no listeners; nobody may listen until a good copy is put back"
            raise PublishError(message)
        return {str(name): str(value) for name, value in found.items()}

    def _write(self, known: dict[str, str]) -> None:
        durable.write(
            self._path, json.dumps(known, ensure_ascii=False, indent=1, sort_keys=True).encode(), private=True
        )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "replace")).hexdigest()


def split(path: str) -> tuple[str, str]:
    """A request's path, without its first slash, as token and the rest; no token when it does not begin with one."""
    match = _TOKEN.match(path)
    return (match[1], path[match.end() :]) if match else ("", path)


def addressed(content: bytes, base_url: str, token: str) -> bytes:
    """A document with the show's own addresses led through the listener's token, its QR code among them.

    A listener's feed also asks directories not to list it (Apple, ``itunes:block``; Podcast Namespace, "block").

    Args:
        content: of a feed or page.
        base_url: of the show.
        token: of the listener.
    """
    bare = re.sub(r"^https?://", "", base_url) + "/"
    through = f"{bare}t/{token}/"
    for plain, led in ((bare, through), (quote(bare, safe=""), quote(through, safe=""))):
        content = content.replace(plain.encode(), led.encode())
    block = b"<itunes:block>Yes</itunes:block>\n    <podcast:block>yes</podcast:block>\n    "
    content = content.replace(b"<itunes:type>", block + b"<itunes:type>", 1)
    code = qr(f"{base_url}/t/{token}/feed.xml").encode()
    return _QR.sub(lambda match: match[1] + code + match[2], content, count=1)
