"""The guard's post at the door: names are resolved once, addresses checked, and one clock runs over every wait."""

from __future__ import annotations

import queue
import socket
import threading
import time
from typing import TYPE_CHECKING, Any

import httpcore

from briefing.errors import SourceError
from briefing.sources.addresses import is_public
from briefing.sources.urls import one_line

if TYPE_CHECKING:
    import ssl
    from collections.abc import Iterable


class Guard(httpcore.NetworkBackend):
    """Connects only to an address that it has checked itself, and only until the deadline.

    Args:
        deadline: on the monotonic clock, seconds.
        pair: ``host:port`` as people write it, for messages.
        private_allowed: whether inner addresses are welcome.
    """

    def __init__(self, deadline: float, pair: str, *, private_allowed: bool) -> None:
        self._deadline, self._pair, self._private_allowed = deadline, pair, private_allowed

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
        local_address: str | None = None,  # noqa: ARG002 - httpcore's signature
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """A stream to the first checked address that answers.

        Raises:
            SourceError: no address of the host may be reached.
        """
        addresses = _resolved(host, port, self._left())
        public = [address for address in addresses if self._private_allowed or is_public(address)]
        if not public:
            message = (
                f"it is at {addresses[0]}, which is not a public address; "
                f'if it is yours, add "{self._pair}" to allow_private'
            )
            raise SourceError(message)
        failure: Exception | None = None
        for number, address in enumerate(public[:4]):
            wait_s = self._left() / (1 if number + 1 == len(public[:4]) else 2)
            try:
                stream = httpcore.SyncBackend().connect_tcp(address, port, wait_s, None, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failure = error
            else:
                return _Clocked(stream, self._deadline)
        raise failure or httpcore.ConnectError(host)

    def connect_unix_socket(self, path: str, *_: object, **__: object) -> httpcore.NetworkStream:
        """Never: files of this machine are no web addresses."""
        raise httpcore.UnsupportedProtocol(path)

    def sleep(self, seconds: float) -> None:
        """Waits, as httpcore asks between its attempts."""
        time.sleep(seconds)

    def _left(self) -> float:
        return max(0.001, self._deadline - time.monotonic())


class _Clocked(httpcore.NetworkStream):
    """A stream whose every wait ends at one deadline, so that no drip of bytes moves it."""

    def __init__(self, stream: httpcore.NetworkStream, deadline: float) -> None:
        self._stream, self._deadline = stream, deadline

    def _left(self) -> float:
        left_s = self._deadline - time.monotonic()
        if left_s <= 0:
            raise httpcore.ReadTimeout
        return left_s

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:  # noqa: ARG002 - the deadline rules
        return self._stream.read(max_bytes, self._left())

    def write(self, buffer: bytes, timeout: float | None = None) -> None:  # noqa: ARG002 - the deadline rules
        self._stream.write(buffer, self._left())

    def close(self) -> None:
        self._stream.close()

    def start_tls(
        self,
        ssl_context: ssl.SSLContext,
        server_hostname: str | None = None,
        timeout: float | None = None,  # noqa: ARG002 - the deadline rules
    ) -> httpcore.NetworkStream:
        return _Clocked(self._stream.start_tls(ssl_context, server_hostname, self._left()), self._deadline)

    def get_extra_info(self, info: str) -> Any:  # noqa: ANN401 - httpcore's signature
        return self._stream.get_extra_info(info)


def _resolved(host: str, port: int, left_s: float) -> list[str]:
    """A name's addresses. The system's resolver knows no time-out, so it is waited for from outside."""
    answers: queue.SimpleQueue[list[str] | OSError | UnicodeError] = queue.SimpleQueue()

    def ask() -> None:
        try:
            found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
            answers.put(list(dict.fromkeys(str(row[4][0]) for row in found)))
        except (OSError, UnicodeError) as error:
            answers.put(error)

    threading.Thread(target=ask, daemon=True, name=f"resolve {host}").start()
    try:
        answer = answers.get(timeout=left_s)
    except queue.Empty:
        raise httpcore.ConnectTimeout(host) from None
    if isinstance(answer, list):
        return answer
    message = f"the name {host} leads nowhere ({one_line(answer)}); check the address and the network"
    raise SourceError(message)
