"""A child process that does jobs in several threads, each over a pipe of its own, and never outlives its parent."""

from __future__ import annotations

import contextlib
import multiprocessing
import os
import pickle
import signal
import threading
from multiprocessing import connection
from typing import TYPE_CHECKING, Any

from briefing.errors import WorkersError

if TYPE_CHECKING:
    from collections.abc import Callable

THREADS = 2
"""Jobs that a child does together: while one waits for a disk or a network, the other computes."""

Job = tuple["Callable[..., Any]", tuple[Any, ...], dict[str, Any]]
"""A module-level function and its arguments."""

_RENEWED_AFTER = 1000  # jobs after which a child is replaced, against slow growth


class DiedError(Exception):
    """The child is gone in the middle of a task."""


class House:
    """One child process with a pipe for each of its threads."""

    def __init__(self, prepare: Callable[[], object] | None) -> None:
        self._prepare = prepare
        self._lock = threading.Lock()
        self._process: Any = None
        self._pipes: list[connection.Connection] = []
        self._free: list[connection.Connection] = []
        self._done = 0
        self._closed = False

    def do(self, job: Job) -> Any:  # noqa: ANN401 - whatever the task returns
        """Have a thread of the child do a job.

        Raises:
            DiedError: the child died meanwhile.
            Exception: what the job raised, or what packing it did.
        """
        packed = pickle.dumps(job)
        pipe = self._borrow()
        try:
            pipe.send_bytes(packed)
            good, result = pickle.loads(pipe.recv_bytes())  # noqa: S301 - from our own child
        except (EOFError, OSError) as error:
            raise DiedError(self._bury(pipe)) from error
        with self._lock:
            self._done += 1
            if pipe in self._pipes:
                self._free.append(pipe)
        if good:
            return result
        raise result

    def _borrow(self) -> connection.Connection:
        with self._lock:
            if self._closed:
                message = "workers: they were given back"
                raise WorkersError(message)
            idle = len(self._free) == len(self._pipes)
            if self._process is not None and self._done >= _RENEWED_AFTER and idle:
                self._stop()
            if self._process is None:
                self._start()
            return self._free.pop()

    def _start(self) -> None:
        spawn = multiprocessing.get_context("spawn")
        pairs = [spawn.Pipe() for _ in range(THREADS)]
        self._process = spawn.Process(target=_serve, args=([there for _, there in pairs], self._prepare), daemon=True)
        self._process.start()
        for _, there in pairs:
            there.close()
        self._pipes = [here for here, _ in pairs]
        self._free = list(self._pipes)
        self._done = 0

    def _stop(self) -> str:
        """End the child, which may be dead already; how it ended."""
        process, self._process = self._process, None
        for pipe in self._free:  # one that is lent is closed by its borrower, who may be reading from it
            pipe.close()
        self._pipes, self._free = [], []
        if process is None:
            return ""
        process.join(1)
        if process.exitcode is None:
            process.kill()
            process.join()
        status = process.exitcode
        return f"signal {signal.Signals(-status).name}" if status < 0 else f"exit status {status}"

    def _bury(self, pipe: connection.Connection) -> str:
        """Clear a dead child away; the thread that comes second finds that it was done."""
        with self._lock:
            told = self._stop() if pipe in self._pipes else "beside another task"
        pipe.close()
        return told

    def close(self) -> None:
        """End the child for good."""
        with self._lock:
            self._closed = True
            if self._process is not None and len(self._free) < len(self._pipes):
                self._process.kill()
            self._stop()


def _serve(pipes: list[connection.Connection], prepare: Callable[[], object] | None) -> None:
    """The life of a child: jobs from each pipe, until the parent closes it or is gone."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # a Ctrl-C at the terminal is for the parent
    threading.Thread(target=_die_with_parent, daemon=True).start()
    if prepare is not None:
        prepare()
    threads = [threading.Thread(target=_answer, args=(pipe,)) for pipe in pipes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def _die_with_parent() -> None:
    """End at once with a parent that was killed: whoever comes next must not find its shows locked."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        connection.wait([parent.sentinel])
        os._exit(1)


def _answer(pipe: connection.Connection) -> None:
    while True:
        try:
            packed = pipe.recv_bytes()
        except (EOFError, OSError):
            return
        try:
            function, arguments, keywords = pickle.loads(packed)  # noqa: S301 - from our own parent
            answer: tuple[bool, Any] = (True, function(*arguments, **keywords))
        except Exception as error:  # noqa: BLE001 - handed on to whoever asks the future
            answer = (False, error)
        with contextlib.suppress(OSError):
            pipe.send_bytes(_packed(answer))


def _packed(answer: tuple[bool, Any]) -> bytes:
    try:
        packed = pickle.dumps(answer)
        pickle.loads(packed)  # noqa: S301 - an error may be packed and yet not be made again
    except Exception as error:  # noqa: BLE001 - pickling runs the result's own code
        told = answer[1] if isinstance(answer[1], Exception) else error
        return pickle.dumps((False, WorkersError(f"workers: a task ended with {type(told).__name__}: {told}")))
    return packed
