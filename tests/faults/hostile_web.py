"""A little world in a network namespace: name server, hostile web, canaries; run the real command in it.

Run as ``unshare -rnm python hostile_web.py FOLDER ROUTES COMMAND...``: the folder gets ``seen.json`` with what the
command did. Nothing leaves the namespace.
"""

from __future__ import annotations

import contextlib
import importlib
import json
import resource
import socket
import struct
import subprocess
import sys
import threading
import time
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from tests.faults.hostile_answers import Answer

PUBLIC = "93.184.216.34"
SECOND = "93.184.216.35"
NAMESERVER = "127.0.0.53"
CANARIES_4 = ("127.0.0.1", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1")
CANARIES_6 = ("::1", "fd00::1", "64:ff9b::a00:1", "2002:a00:1::1", "fec0::1")
PORTS = (80, 443, 8080)
LIMIT_S = 600


class World:
    """Everything that listens."""

    def __init__(self, routes: dict[str, Answer]) -> None:
        self.routes = routes
        self.touched: list[str] = []
        self.requests: list[tuple[str, bytes]] = []
        self.asked: Counter[str] = Counter()

    def start(self) -> None:
        """Addresses, name server, web and canaries."""
        for words in ["link set lo up", *(f"addr add {one}/32 dev lo" for one in (PUBLIC, SECOND, *CANARIES_4[1:]))]:
            subprocess.run(["ip", *words.split()], check=True)
        for one in CANARIES_6[1:]:
            subprocess.run(["ip", "-6", "addr", "add", f"{one}/128", "dev", "lo"], check=False, capture_output=True)
        Path("resolv.conf").write_text(f"nameserver {NAMESERVER}\noptions timeout:1 attempts:1\n")
        Path("hosts").write_text("127.0.0.1 localhost\n::1 localhost\n")
        for name in ("resolv.conf", "hosts"):
            subprocess.run(["mount", "--bind", name, f"/etc/{name}"], check=True)
        threading.Thread(target=self._names, daemon=True).start()
        for address in (PUBLIC, SECOND):
            self._listen(socket.AF_INET, address, 80, self._web)
        for address in CANARIES_4:
            for port in PORTS:
                self._listen(socket.AF_INET, address, port, self._canary)
        for address in CANARIES_6:
            for port in PORTS:
                with contextlib.suppress(OSError):  # a kernel without that block
                    self._listen(socket.AF_INET6, address, port, self._canary)

    def _listen(self, family: int, address: str, port: int, work: Callable[[socket.socket, str], None]) -> None:
        server = socket.socket(family, socket.SOCK_STREAM)
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        server.bind((address, port))
        server.listen(200)

        def accept() -> None:
            while True:
                line, _ = server.accept()
                threading.Thread(target=work, args=(line, f"{address}:{port}"), daemon=True).start()

        threading.Thread(target=accept, daemon=True).start()

    def _canary(self, line: socket.socket, where: str) -> None:
        self.touched.append(where)
        line.close()

    def _web(self, line: socket.socket, where: str) -> None:
        del where
        line.settimeout(60)
        request = b""
        with contextlib.suppress(OSError), line:
            while b"\r\n\r\n" not in request and (piece := line.recv(65536)):
                request += piece
            head = request.decode("latin-1")
            host = next((row[5:].strip() for row in head.split("\r\n") if row.lower().startswith("host:")), "")
            name = host.partition(".")[0].partition(":")[0]
            path = head.split(" ")[1] if head.count(" ") > 1 else ""
            self.requests.append((host, request))
            if path == "/robots.txt" and not name.startswith("robots-"):
                line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")
            else:
                self.routes.get(name + path, self.routes.get(name, _missing))(line, request)

    def _names(self) -> None:
        """A name server: everything lies at the public address but for the names that try to lead inside."""
        server = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
        server.bind((NAMESERVER, 53))
        while True:
            question, who = server.recvfrom(4096)
            name, end = _name(question)
            kind = struct.unpack(">H", question[end : end + 2])[0]
            self.asked[name] += 1
            rows = [(kind, data) for data in self._addresses(name, kind)]
            head = question[:2] + struct.pack(">HHHHH", 0x8180, 1, len(rows), 0, 0)
            body = b"".join(b"\xc0\x0c" + struct.pack(">HHIH", kind, 1, 0, len(data)) + data for kind, data in rows)
            server.sendto(head + question[12 : end + 4] + body, who)

    def _addresses(self, name: str, kind: int) -> list[bytes]:
        four = {
            "inner.example": ["10.0.0.1"],
            "mixed.example": ["10.0.0.1", "192.168.1.1"],
            # Public when it is looked at, inner when it is asked again.
            "rebind.example": [PUBLIC if self.asked[name] <= 1 else "10.0.0.1"],
            "turns.example": [PUBLIC if self.asked[name] % 2 else "127.0.0.1"],
            "both.example": ["10.0.0.1", PUBLIC],
            "mapped.example": [],
        }.get(name, [PUBLIC])
        six = {"mapped.example": ["::ffff:10.0.0.1"], "six.example": ["fd00::1", "64:ff9b::a00:1"]}.get(name, [])
        if kind == 1:
            return [socket.inet_aton(one) for one in four]
        return [socket.inet_pton(socket.AF_INET6, one) for one in six] if kind == 28 else []


def _name(question: bytes) -> tuple[str, int]:
    at, labels = 12, []
    while question[at]:
        labels.append(question[at + 1 : at + 1 + question[at]].decode("latin-1"))
        at += 1 + question[at]
    return ".".join(labels).lower(), at + 1


def _missing(line: socket.socket, request: bytes) -> None:
    del request
    line.sendall(b"HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\nConnection: close\r\n\r\n")


def main() -> None:
    """Build the world, run the command in it, tell what was seen."""
    folder, module, *command = sys.argv[1:]
    world = World(importlib.import_module(module).routes())
    world.start()
    start = time.monotonic()
    try:
        done = subprocess.run(command, cwd=folder, capture_output=True, check=False, timeout=LIMIT_S)
        status, told = done.returncode, (done.stdout + done.stderr).decode("utf-8", "replace")
    except subprocess.TimeoutExpired as error:
        status, told = 999, f"no end within {LIMIT_S} s; {(error.stderr or b'')[-2000:].decode('utf-8', 'replace')}"
    seen = {
        "status": status,
        "told": told,
        "seconds": time.monotonic() - start,
        "most_kb": resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss,
        "touched": world.touched,
        "requests": [(host, request.decode("latin-1")) for host, request in world.requests],
    }
    (Path(folder) / "seen.json").write_text(json.dumps(seen))


if __name__ == "__main__":
    main()
