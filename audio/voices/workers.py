"""Engines in child processes: handed out one at a time, replaced when they die, killed when they hang."""

from __future__ import annotations

import contextlib
import json
import logging
import os
import signal
import subprocess
import sys
import threading
from typing import TYPE_CHECKING, Any

from audio.errors import SpeechError, VoiceUnavailableError
from audio.voices.espeak_worker import read_frame, write_frame

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

_log = logging.getLogger(__name__)

_START_S = 20.0


class WorkerDiedError(Exception):
    """The child is gone in the middle of a job; the job may be given to another one."""


class Worker:
    """One child that answers each request frame with a JSON frame and a frame of bytes."""

    def __init__(self, command: Sequence[str], subject: str) -> None:
        """Start the child and wait for its greeting.

        Raises:
            VoiceUnavailableError: it cannot be started, or it says that it cannot work.
        """
        self._subject = subject
        try:
            self._process = subprocess.Popen(  # noqa: S603 - our own interpreter and file, no shell
                command,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
                # a Ctrl-C at the terminal is for the parent, who closes its workers
                start_new_session=True,
            )
        except OSError as error:
            message = f"{subject}: its process cannot be started ({error.strerror}); check memory and process limits"
            raise VoiceUnavailableError(message) from error
        try:
            self.greeting = self._receive(_START_S)[0]
        except WorkerDiedError as error:
            message = f"{subject}: its process ends at once ({error}); reinstall the program"
            raise VoiceUnavailableError(message) from error
        if "error" in self.greeting:
            self.stop()
            message = f"{subject}: the engine does not start ({self.greeting['error']}); reinstall the program"
            raise VoiceUnavailableError(message)

    @property
    def pid(self) -> int:
        """The child's process id."""
        return self._process.pid

    def ask(self, request: bytes, timeout_s: float) -> tuple[dict[str, Any], bytes]:
        """Send a request and wait for its answer.

        Raises:
            WorkerDiedError: the child ended, or was ended because the answer took too long.
            SpeechError: the child says that the request cannot be done.
        """
        stdin = self._process.stdin
        if stdin is None:
            raise WorkerDiedError
        try:
            write_frame(stdin, request)
        except OSError as error:
            raise WorkerDiedError(self._end()) from error
        head, body = self._receive(timeout_s)
        if "error" in head:
            message = f"{self._subject}: {head['error']}; look at the text"
            raise SpeechError(message)
        return head, body

    def _receive(self, timeout_s: float) -> tuple[dict[str, Any], bytes]:
        stdout = self._process.stdout
        # a timer that kills, not a poll: a blocking read of a pipe ends with its writer on every system
        late = threading.Event()
        timer = threading.Timer(timeout_s, self._kill, (late,))
        timer.daemon = True
        timer.start()
        try:
            head = read_frame(stdout) if stdout is not None else None
            body = read_frame(stdout) if stdout is not None and head is not None else None
        finally:
            timer.cancel()
        if head is None or body is None:
            raise WorkerDiedError(f"no answer in {timeout_s:.0f} s" if late.is_set() else self._end())
        return json.loads(head), body

    def _kill(self, late: threading.Event) -> None:
        late.set()
        self._process.kill()

    def _end(self) -> str:
        """How the child ended, for people."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(timeout=5)
        status = self._process.returncode
        if status is not None and status < 0:
            return f"signal {signal.Signals(-status).name}"
        return f"exit status {status}"

    def stop(self) -> None:
        """End the child: by the end of its input, after a second by force."""
        for stream in (self._process.stdin, self._process.stdout):
            with contextlib.suppress(OSError):
                if stream is not None:
                    stream.close()
        try:
            self._process.wait(timeout=1)
        except subprocess.TimeoutExpired:
            self._process.kill()
            self._process.wait()


class Pool:
    """At most so many workers of one command, started when they are needed and kept for the next job."""

    def __init__(self, command: Sequence[str], subject: str, size: int) -> None:
        self._command = tuple(command)
        self._subject = subject
        self._size = size
        self._reset()

    def _reset(self) -> None:
        self._owner = os.getpid()
        self._lock = threading.Lock()
        self._free = threading.Semaphore(self._size)
        self._idle: list[Worker] = []

    def ask(self, request: bytes, timeout_s: float) -> tuple[dict[str, Any], bytes]:
        """Have a free worker do the job, a new one when it dies of it.

        Raises:
            VoiceUnavailableError: no worker can be started.
            SpeechError: two workers died of this job, or it cannot be done.
        """
        try:
            return self._ask_one(request, timeout_s)
        except WorkerDiedError as error:
            _log.warning("%s: a worker died in the middle of a clip (%s); tried once more", self._subject, error)
        try:
            return self._ask_one(request, timeout_s)
        except WorkerDiedError as error:
            message = f"{self._subject}: two workers died of one text ({error}); look at the text"
            raise SpeechError(message) from error

    def _ask_one(self, request: bytes, timeout_s: float) -> tuple[dict[str, Any], bytes]:
        with self._borrowed() as worker:
            return worker.ask(request, timeout_s)

    @contextlib.contextmanager
    def _borrowed(self) -> Iterator[Worker]:
        """A worker that nobody else uses; one that cannot be used again is not taken back."""
        if self._owner != os.getpid():
            # forked: the pipes and the locks that were copied are the parent's
            self._reset()
        with self._free:
            with self._lock:
                worker = self._idle.pop() if self._idle else None
            worker = worker or Worker(self._command, self._subject)
            try:
                yield worker
            except SpeechError:
                self._take_back(worker)
                raise
            except BaseException:
                worker.stop()
                raise
            self._take_back(worker)

    def _take_back(self, worker: Worker) -> None:
        with self._lock:
            self._idle.append(worker)

    def warm(self) -> dict[str, Any]:
        """Make sure that one worker runs; what it says of itself."""
        with self._borrowed() as worker:
            return worker.greeting

    def close(self) -> None:
        """End the workers; a later job starts new ones."""
        if self._owner != os.getpid():
            return
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.stop()


def python_command(file: str, *arguments: str) -> tuple[str, ...]:
    """Run one of our files in this interpreter, isolated, without site packages: it starts in a few milliseconds."""
    return sys.executable, "-I", "-S", file, *arguments
