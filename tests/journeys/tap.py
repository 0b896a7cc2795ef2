"""A listening line between a client and a server: keeps what was asked, and can break once in the middle of a file."""

from __future__ import annotations

import contextlib
import socket
import threading


class Tap:
    """Forwards connections of a loopback port to another one, byte for byte.

    Attributes:
        port: to connect to.
        asked: what clients sent.
        break_after: bytes of the next long answer after which the line breaks, once; None for never.
    """

    def __init__(self, server_port: int) -> None:
        """Listen; :meth:`close` ends it."""
        self._server_port = server_port
        self._door = socket.create_server(("127.0.0.1", 0))
        self.port: int = self._door.getsockname()[1]
        self.asked = b""
        self.break_after: int | None = None
        threading.Thread(target=self._welcome, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._door.shutdown(socket.SHUT_RDWR)
        self._door.close()

    def _welcome(self) -> None:
        while True:
            try:
                client, _ = self._door.accept()
            except OSError:
                return
            server = socket.create_connection(("127.0.0.1", self._server_port))
            threading.Thread(target=self._ask, args=(client, server), daemon=True).start()
            threading.Thread(target=self._answer, args=(server, client), daemon=True).start()

    def _ask(self, client: socket.socket, server: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while part := client.recv(65_536):
                self.asked += part
                server.sendall(part)
            server.shutdown(socket.SHUT_WR)

    def _answer(self, server: socket.socket, client: socket.socket) -> None:
        sent = 0
        with contextlib.suppress(OSError), server, client:
            while part := server.recv(65_536):
                room = None if self.break_after is None else self.break_after - sent
                if room is not None and len(part) >= room:
                    self.break_after = None
                    client.sendall(part[:room])
                    client.shutdown(socket.SHUT_RDWR)
                    return
                client.sendall(part)
                sent += len(part)
