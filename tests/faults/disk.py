"""A disk that loses its power: what it could hold after each prefix of a program's system calls, as strace saw them.

Two disks are drawn. The *forgetful* one keeps only what was asked to be kept: a file's bytes as of its last fsync, a
folder's entries as of the folder's last fsync (POSIX, fsync: "Rationale"). The *hasty* one keeps every change of names
at once, but bytes only as of their fsync: a file renamed before that is there and empty.
"""

from __future__ import annotations

import re
import shutil
import subprocess
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping, Sequence
    from pathlib import Path

CALLS = (
    "openat,open,creat,write,pwrite64,writev,lseek,rename,renameat,renameat2,unlink,unlinkat,fsync,fdatasync,"
    "mkdir,mkdirat,rmdir,ftruncate,link,linkat,symlink,symlinkat,sendfile,copy_file_range"
)
_HEX = re.compile(r"(?:\\x[0-9a-f]{2})+")
_LINE = re.compile(r"(\d+)\s+(\w+)\((.*)\)\s+= (-?\d+)(?:<(.*?)>)?")
_HALF = re.compile(r"(\d+)\s+(\w+)\((.*) <unfinished \.\.\.>")
_REST = re.compile(r"(\d+)\s+<\.\.\. (\w+) resumed>(.*)")
_FD = re.compile(r"(-?\d+|AT_FDCWD)<([^>]*)>")


def traced(words: Sequence[str], log: Path, env: Mapping[str, str], cwd: Path) -> None:
    """Run a command to its end under strace, with the bytes that it writes."""
    strace = ["strace", "-f", "-y", "-xx", "-s", "100000000", "-o", str(log), "-e", f"trace={CALLS}"]
    done = subprocess.run([*strace, *words], env=env, cwd=cwd, capture_output=True, check=False)
    assert done.returncode == 0, done.stderr.decode()


@dataclass
class Node:
    """A file or a folder: what programs see, and what is on the disk."""

    folder: bool
    content: bytearray = field(default_factory=bytearray)
    kept: bytes = b""
    entries: dict[str, Node] = field(default_factory=dict)
    kept_entries: dict[str, Node] = field(default_factory=dict)


class Disk:
    """Follows the calls below one folder.

    Args:
        root: of the tree that is followed, as the program names it.
        before: a copy of what was there, and on the disk, before the program ran; None for nothing.
    """

    def __init__(self, root: Path, before: Path | None = None) -> None:
        self.root = str(root)
        self._escaped = "".join(f"\\x{byte:02x}" for byte in str(root).encode())
        self.top = Node(folder=True) if before is None else _read(before)
        self._places: dict[tuple[str, str, int], int] = {}

    def follow(self, log: Path) -> Iterator[str]:
        """Apply each call; yields the name of each that changes what could be on the disk, after it was applied."""
        for process, call, arguments, result, made in _calls(log):
            if self.root in arguments or self._escaped in arguments:
                told = self._apply(process, call, arguments, result, made)
                if told:
                    yield told

    def _node(self, path: str) -> Node | None:
        if path != self.root and not path.startswith(f"{self.root}/"):
            return None
        node = self.top
        for name in path[len(self.root) :].split("/"):
            if name:
                found = node.entries.get(name)
                if found is None:
                    return None
                node = found
        return node

    def _parent(self, path: str) -> tuple[Node | None, str]:
        above, _, name = path.rpartition("/")
        return self._node(above), name

    def _apply(self, process: str, call: str, arguments: str, result: int, made: str) -> str:
        if call in {"openat", "open", "creat"}:
            return self._open(process, arguments, result, made)
        if call in {"write", "pwrite64", "writev", "lseek", "ftruncate", "fsync", "fdatasync", "sendfile"}:
            return self._on_file(process, call, arguments, result)
        if call == "copy_file_range":
            message = f"not followed: {call}"
            raise NotImplementedError(message)
        return self._on_names(call, arguments)

    def _open(self, process: str, arguments: str, number: int, path: str) -> str:
        parent, name = self._parent(path)
        if parent is None or name == "":
            return ""
        self._places[process, path, number] = 0
        node = parent.entries.get(name)
        if node is None:
            if "O_CREAT" not in arguments or "O_TMPFILE" in arguments:
                return ""
            parent.entries[name] = Node(folder=False)
            return f"create {name}"
        if "O_TRUNC" in arguments:
            node.content.clear()
        if "O_APPEND" in arguments:
            self._places[process, path, number] = len(node.content)
        return ""

    def _on_file(self, process: str, call: str, arguments: str, result: int) -> str:
        fd = _FD.match(arguments)
        node = self._node(fd[2]) if fd else None
        if fd is None or node is None:
            return ""
        if call in {"fsync", "fdatasync"}:
            if node.folder:
                node.kept_entries = dict(node.entries)
            else:
                node.kept = bytes(node.content)
            return f"{call} {fd[2].rpartition('/')[2]}"
        key = (process, fd[2], int(fd[1]))
        if call == "lseek":
            self._places[key] = result
        elif call == "ftruncate":
            size = int(arguments.rpartition(", ")[2])
            del node.content[size:]
            node.content.extend(bytes(size - len(node.content)))
        else:
            self._write(node, key, call, arguments, result)
        return ""

    def _write(self, node: Node, key: tuple[str, str, int], call: str, arguments: str, result: int) -> None:
        if call not in {"write", "pwrite64"}:
            message = f"not followed: {call}"
            raise NotImplementedError(message)
        data = b"".join(_bytes(piece) for piece in re.findall(r'"((?:\\x[0-9a-f]{2})*)"', arguments))[:result]
        assert len(data) == result, "strace cut the bytes short"
        place = int(arguments.rpartition(", ")[2]) if call == "pwrite64" else self._places.get(key, 0)
        node.content.extend(bytes(max(0, place - len(node.content))))
        node.content[place : place + len(data)] = data
        if call == "write":
            self._places[key] = place + len(data)

    def _on_names(self, call: str, arguments: str) -> str:
        paths = _paths(arguments)
        if call.startswith("mkdir"):
            parent, name = self._parent(paths[0])
            if parent is not None:
                parent.entries[name] = Node(folder=True)
        elif call in {"unlink", "unlinkat", "rmdir"}:
            parent, name = self._parent(paths[0])
            if parent is not None:
                parent.entries.pop(name, None)
        elif call.startswith("rename"):
            (source, old), (target, new) = self._parent(paths[0]), self._parent(paths[1])
            assert source is not None
            assert target is not None
            target.entries[new] = source.entries.pop(old)
        else:
            message = f"not followed: {call}"
            raise NotImplementedError(message)
        return f"{call} {' '.join(path.rpartition('/')[2] for path in paths)}"

    def cut(self, target: Path, *, hasty: bool) -> None:
        """Write what the disk holds after a power cut at this moment."""
        shutil.rmtree(target, ignore_errors=True)
        _put(self.top, target, hasty=hasty)


def _put(node: Node, path: Path, *, hasty: bool) -> None:
    path.mkdir()
    for name, inside in (node.entries if hasty else node.kept_entries).items():
        if inside.folder:
            _put(inside, path / name, hasty=hasty)
        else:
            (path / name).write_bytes(inside.kept)


def _read(path: Path) -> Node:
    if path.is_dir():
        entries = {inside.name: _read(inside) for inside in path.iterdir()}
        return Node(folder=True, entries=entries, kept_entries=dict(entries))
    return Node(folder=False, content=bytearray(path.read_bytes()), kept=path.read_bytes())


def _bytes(escaped: str) -> bytes:
    return bytes.fromhex(escaped.replace("\\x", ""))


def _text(escaped: str) -> str:
    return _HEX.sub(lambda match: _bytes(match[0]).decode("utf-8", "replace"), escaped)


def _paths(arguments: str) -> list[str]:
    """The absolute paths that a call names, each from its folder's descriptor where there is one."""
    found = []
    for fd, escaped in re.findall(r'(?:(?:-?\d+|AT_FDCWD)<([^>]*)>, )?"((?:\\x[0-9a-f]{2})*)"', arguments):
        name = _text(escaped)
        found.append(name if name.startswith("/") else f"{fd}/{name}")
    return found


def _calls(log: Path) -> Iterator[tuple[str, str, str, int, str]]:
    """Process, call, arguments, result and the path of a descriptor that it gave; only calls that succeeded."""
    half: dict[tuple[str, str], str] = {}
    with log.open(encoding="ascii", errors="replace") as lines:
        for raw in lines:
            line = raw.rstrip("\n")
            begun = _HALF.fullmatch(line)
            if begun:
                half[begun[1], begun[2]] = begun[3]
                continue
            rest = _REST.fullmatch(line)
            if rest:
                line = f"{rest[1]} {rest[2]}({half.pop((rest[1], rest[2]), '')}{rest[3]}"
            match = _LINE.match(line)
            if match and int(match[4]) >= 0:
                descriptor = _FD.sub(lambda found: f"{found[1]}<{_text(found[2])}>", match[3])
                yield "tree", match[2], descriptor, int(match[4]), _text(match[5] or "")
