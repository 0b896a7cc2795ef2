"""What every online voice needs: one request with an end, and asking again in a way that a free service can bear."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import random
import threading
import time
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import TYPE_CHECKING, TypeVar

import httpx

from audio.errors import SpeechError, VoiceError, VoiceUnavailableError

if TYPE_CHECKING:
    import ssl
    from collections.abc import Callable, Coroutine, Mapping

_log = logging.getLogger(__name__)
_T = TypeVar("_T")

# The largest answer that is read: two minutes of speech as base64 of an uncompressed sound.
_LARGEST_BYTES = 16 * 1024 * 1024
_LONGEST_WAIT_S = 60.0


def check_above_0(subject: str, settings: object, *names: str) -> None:
    """Refuse times, rates and numbers that are none.

    Args:
        subject: the voice's name.
        settings: the value that is looked at.
        names: of its fields.

    Raises:
        VoiceError: one of them is not above 0.
    """
    for name in names:
        if not getattr(settings, name) > 0:
            message = f"{subject}.{name}: {getattr(settings, name)!r} is not above 0; choose a positive number"
            raise VoiceError(message)


class RefusedError(Exception):
    """A request that failed, and what may be done about it.

    Attributes:
        again: whether asking again may help.
        answered: whether the service answered at all, if not with what was asked for.
        after_s: how long the service asks to be left alone.
    """

    def __init__(self, what: str, *, again: bool = True, answered: bool = False, after_s: float = 0.0) -> None:
        super().__init__(what)
        self.again = again
        self.answered = answered
        self.after_s = after_s


@dataclass(frozen=True, kw_only=True, slots=True)
class Request:
    """One POST.

    Attributes:
        secret: of the headers; it stands in no message.
    """

    url: str
    headers: Mapping[str, str]
    content: bytes
    secret: str = ""


class _Unwaited(ThreadPoolExecutor):
    """Runs each call in a thread that nobody waits for, not even the end of the program."""

    def submit(self, call: Callable[..., _T], /, *args: object, **named: object) -> Future[_T]:
        future: Future[_T] = Future()

        def work() -> None:
            try:
                result = call(*args, **named)
            except BaseException as error:  # noqa: BLE001 - handed on to whoever asks the future
                future.set_exception(error)
            else:
                future.set_result(result)

        future.set_running_or_notify_cancel()
        threading.Thread(target=work, daemon=True).start()
        return future


def run(task: Coroutine[object, object, _T]) -> _T:
    """Run a coroutine to its end in a loop of its own, in any thread.

    Unlike ``asyncio.run`` it does not wait for a name look-up that hangs (a machine without a network may take half a
    minute over one): its thread is left to end by itself.
    """
    loop = asyncio.new_event_loop()
    loop.set_default_executor(_Unwaited())
    try:
        return loop.run_until_complete(task)
    finally:
        with contextlib.suppress(RuntimeError):
            loop.run_until_complete(loop.shutdown_asyncgens())
        loop.close()


def post(request: Request, timeout_s: float) -> bytes:
    """The body of the answer to one POST, whole, within a time for everything: look-up, connection, headers, body.

    A time-out for each read never ends against a server that sends a byte a minute, so the clock is over the whole.
    Certificates are checked; redirects are not followed (a consent or captcha page is not speech).

    Raises:
        RefusedError: no answer in time, no connection, an answer cut short, or another status than 200.
    """
    return run(_post(request, timeout_s))


@lru_cache(maxsize=1)
def certificates() -> ssl.SSLContext:
    """The trusted authorities, read once: that takes longer than the rest of a request."""
    return httpx.create_ssl_context()


async def _post(request: Request, timeout_s: float) -> bytes:
    try:
        async with asyncio.timeout(timeout_s), httpx.AsyncClient(timeout=timeout_s, verify=certificates()) as client:
            return await _read(client, request)
    except TimeoutError as error:
        what = f"no whole answer in {timeout_s:g} s"
        raise RefusedError(what) from error
    except (ValueError, ImportError) as error:
        # httpx looks at the proxy variables of the environment before it connects
        what = f"no connection can be made; look at the proxy variables ({_line(error)})"
        raise RefusedError(what, again=False) from error
    except (httpx.HTTPError, httpx.InvalidURL, OSError) as error:
        what = f"no connection or a broken one ({type(error).__name__}: {_line(error)})"
        raise RefusedError(what) from error


async def _read(client: httpx.AsyncClient, request: Request) -> bytes:
    async with client.stream("POST", request.url, headers=dict(request.headers), content=request.content) as answer:
        body = bytearray()
        async for part in answer.aiter_bytes():
            body += part
            if len(body) > _LARGEST_BYTES:
                what = f"an answer of more than {_LARGEST_BYTES} bytes"
                raise RefusedError(what, again=False, answered=True)
            if answer.status_code != httpx.codes.OK and len(body) > 2000:
                break
    if answer.status_code == httpx.codes.OK:
        return bytes(body)
    status = answer.status_code
    again = status in {408, 425, 429} or status >= 500
    is_json = "json" in answer.headers.get("content-type", "")
    said = told_without(request.secret, body) if is_json else ""
    what = f"status {status} {answer.reason_phrase}{': ' + said if said else ''}"
    raise RefusedError(what, again=again, after_s=retry_after_s(answer.headers.get("retry-after", "")))


def told_without(secret: str, answer: bytes | bytearray) -> str:
    """The beginning of an answer for a message, without a key that some servers repeat, also where the cut falls."""
    text = answer[:4000].decode("utf-8", "replace")
    return _line(text.replace(secret, "(the key)") if secret else text)


def _line(told: object) -> str:
    return " ".join(str(told).split())[:160]


def retry_after_s(value: str) -> float:
    """The seconds that a Retry-After header asks for (RFC 9110, 10.2.3: seconds or a date), 0 when none can be read."""
    if value.strip().isdecimal():
        return float(value)
    try:
        return max(0.0, parsedate_to_datetime(value).timestamp() - time.time())
    except (TypeError, ValueError, IndexError, OverflowError):  # OverflowError: a year of eleven digits
        return 0.0


class Pace:
    """Requests to one service: a bounded number at once, a gap between their starts, back-off when it is tired."""

    def __init__(self, subject: str, *, parallel: int, gap_s: float, tries: int, wait_s: float) -> None:
        """Set the pace.

        Args:
            subject: who is named in errors.
            parallel: requests at once.
            gap_s: shortest time between the starts of two requests.
            tries: how often one thing is asked for, at least once.
            wait_s: first wait after a failure; it doubles each time, with jitter.
        """
        self._subject = subject
        self._gap_s = gap_s
        self._tries = max(1, tries)
        self._wait_s = wait_s
        self._slots = threading.Semaphore(parallel)
        self._clock = threading.Lock()
        self._next_start = 0.0

    def ask(self, question: Callable[[], _T], *, tries: int | None = None) -> _T:
        """Ask until an answer comes.

        Args:
            question: one request; raises ``RefusedError``.
            tries: instead of the pace's own.

        Raises:
            VoiceUnavailableError: the service does not answer, or not with anything usable.
            SpeechError: it answers each time, but with something that is not the speech asked for.
        """
        tries = tries or self._tries
        for number in range(1, tries + 1):
            with self._slots:
                self._keep_gap()
                try:
                    return question()
                except RefusedError as error:
                    refused = error
            if number == tries or not refused.again:
                break
            wait_s = self._wait(number, refused)
            if wait_s > _LONGEST_WAIT_S:
                break
            _log.info("%s: %s; asked again in %.1f s (%d of %d)", self._subject, refused, wait_s, number, tries)
            time.sleep(wait_s)
        kind = SpeechError if refused.answered else VoiceUnavailableError
        times = "once" if number == 1 else f"{number} times"
        message = f"{self._subject}: {refused} (asked {times}); try again later or take another voice"
        raise kind(message) from refused

    def _keep_gap(self) -> None:
        with self._clock:
            now = time.monotonic()
            wait_s = self._next_start - now
            self._next_start = max(now, self._next_start) + self._gap_s
        if wait_s > 0:
            time.sleep(wait_s)

    def _wait(self, number: int, refused: RefusedError) -> float:
        # full doubling with half of it random: many listeners' programs do not come back at the same instant
        backoff_s: float = self._wait_s * 2 ** (number - 1) * random.uniform(0.5, 1.0)  # noqa: S311 - no secret in a wait
        return max(backoff_s, refused.after_s)
