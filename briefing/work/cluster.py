"""The connection to a Dask scheduler (extra ``cluster``), with or without TLS.

Whoever reaches the scheduler can run code on every worker: loopback, a network of your own, or TLS (``tls://``). In
TLS both sides show a certificate that the cluster's own authority has signed; names in certificates count for nothing,
as machines are called by their addresses.

Dask waits without end for a scheduler that accepts and stays silent, and asks at the terminal for a key's passphrase.
So the files are opened and the scheduler is greeted here first, within a bounded time; each side greets without
waiting for the other.
"""

from __future__ import annotations

import contextlib
import functools
import importlib
import logging
import pickle
import socket
import ssl
import sys
import time
from concurrent.futures import Executor
from importlib.metadata import version
from typing import TYPE_CHECKING, Any, NamedTuple, ParamSpec

from briefing.errors import SettingsError, WorkersError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from concurrent.futures import Future

    from briefing.config.sections import WorkerSettings

_ANSWER_WITHIN_S = 10.0
_ASK_AGAIN_S = 0.2
_GOOD_FOR_S = 2.0
_CHATTY = ("distributed", "distributed.client", "tornado", "tornado.application", "asyncio")
_Arguments = ParamSpec("_Arguments")


@contextlib.contextmanager
def connected(settings: WorkerSettings) -> Iterator[Any]:
    """A client of the scheduler that the settings name, closed at the end.

    Args:
        settings: ``[workers]``; for TLS, what they leave out is taken from Dask's own configuration.

    Raises:
        SettingsError: the extra is not installed, the address is none, or a file for TLS is not good.
        WorkersError: no scheduler answers at the address, or it and this machine do not trust each other.
    """
    address = settings.address
    try:
        distributed = importlib.import_module("distributed")
    except ImportError as error:
        message = f"workers.address: {address} needs an extra: pip install 'arabic-briefing[cluster]'"
        raise SettingsError(message) from error
    place = _place(distributed, address)
    security = _security(distributed, settings)
    context = security.get_connection_args("client")["ssl_context"] if address.startswith("tls://") else None
    _greet(address, place, context)
    try:
        client = distributed.Client(address, timeout=_ANSWER_WITHIN_S, set_as_default=False, security=security)
    except (OSError, ValueError) as error:
        raise _silent(address) from error
    for name in _CHATTY:  # what is lost is told by our own line
        logging.getLogger(name).setLevel(logging.CRITICAL)
    try:
        yield client
    finally:
        with contextlib.suppress(Exception):
            client.close(timeout=2)


class Roster:
    """The workers that a scheduler has: asked now and then; what it said last, while it is lost or busy.

    Dask's own ``scheduler_info`` is emptied every two seconds behind one's back.
    """

    def __init__(self, client: Any) -> None:  # noqa: ANN401 - distributed publishes no types
        """Nothing is asked yet."""
        self._client = client
        self._workers: dict[str, Any] = {}
        self._asked_s = float("-inf")

    def threads(self) -> int:
        """Of all workers together."""
        return sum(int(worker["nthreads"]) for worker in self._known().values())

    def hosts(self) -> frozenset[str]:
        """The machines that have workers."""
        return frozenset(map(host_of, self._known()))

    def _known(self) -> dict[str, Any]:
        if time.monotonic() - self._asked_s > _GOOD_FOR_S:
            ask = self._client.scheduler.identity
            with contextlib.suppress(OSError):
                told = self._client.sync(ask, n_workers=-1, callback_timeout=_ANSWER_WITHIN_S)
                self._workers = told["workers"]
            self._asked_s = time.monotonic()
        return self._workers


class Refused(NamedTuple):
    """What a worker of another release answers in place of a result; each release can read it.

    Attributes:
        told: what a person is told.
        host: of the worker's machine.
    """

    told: str
    host: str


class Packing(Executor):
    """Packs each task, and writes the release outside: pickled fields are known by their places alone."""

    def __init__(self, executor: Executor) -> None:
        """Hand what is packed to the executor."""
        self._executor = executor
        self._release = _release()

    def submit(
        self, fn: Callable[_Arguments, object], /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Future[Any]:
        """Have a worker call ``fn(*args, **kwargs)``; one of another release answers :class:`Refused`."""
        return self._executor.submit(unpacked, self._release, pickle.dumps((fn, args, kwargs)))


def unpacked(release: str, task: bytes) -> Any:  # noqa: ANN401 - whatever the task returns
    """Do a task that was packed by this release; what another one packed is not looked into."""
    here = _release()
    if here != release:
        told = f"workers: this machine has release {here}, whoever asks has {release}; install the same"
        return Refused(told, host())
    fn, args, kwargs = pickle.loads(task)  # noqa: S301 - from whoever may run code here anyway
    return fn(*args, **kwargs)


@functools.cache
def _release() -> str:
    """Asked once: another may be installed beneath a process that goes on with what it has loaded."""
    return version("arabic-briefing")


def host() -> str:
    """The address of the machine whose worker runs the task in this thread; empty where there is no such worker."""
    distributed: Any = sys.modules.get("distributed")  # not loaded here is: no worker
    try:
        worker = distributed.get_worker() if distributed else None
    except ValueError:
        return ""
    return host_of(worker.address) if worker else ""


def host_of(address: str) -> str:
    """The machine's part of a worker's address."""
    return address.rpartition("://")[2].rpartition(":")[0].strip("[]")


def _place(distributed: Any, address: str) -> tuple[str, int]:  # noqa: ANN401 - distributed publishes no types
    """Host and port of an address."""
    protocol = address.partition("://")[0] if "://" in address else "tcp"
    with contextlib.suppress(ValueError):
        host, port = distributed.comm.addressing.parse_host_port(address)
        if protocol in {"tcp", "tls"} and host and 0 < port < 2**16:
            return str(host), int(port)
    message = f"workers.address: {address!r} is no address of a scheduler; write one like 'tcp://127.0.0.1:8786'"
    raise SettingsError(message)


def _security(distributed: Any, settings: WorkerSettings) -> Any:  # noqa: ANN401 - distributed publishes no types
    """What Dask is told of TLS, once its files were seen to be good."""
    named = {"tls_ca_file": settings.tls_ca, "tls_client_cert": settings.tls_cert, "tls_client_key": settings.tls_key}
    security = distributed.Security(**{name: str(path) for name, path in named.items() if path is not None})
    tls = security.get_tls_config_for_role("client")
    address = settings.address
    if address.startswith("tls://"):
        if not (tls["ca_file"] and tls["cert"]):
            message = f"workers.address: {address} needs tls_ca, tls_cert and tls_key"
            raise SettingsError(message)
        _look_at_files(tls["ca_file"], tls["cert"], tls["key"])
    elif security.require_encryption:
        message = f"workers.address: {address} is without TLS, but there are certificates for it; write tls://"
        raise SettingsError(message)
    return security


def _look_at_files(authority: str, certificate: str, key: str | None) -> None:
    """Refuse files that cannot be used."""
    context = ssl.create_default_context()
    for name, path in (("tls_ca", authority), ("tls_cert", certificate), ("tls_key", key or certificate)):
        try:
            with open(path, "rb"):  # noqa: PTH123 - the path of Dask's configuration is a text
                pass
        except OSError as error:
            message = f"workers.{name}: {path} cannot be read ({error.strerror}); name an existing file"
            raise SettingsError(message) from error
    for name, path in (("tls_ca", authority), ("tls_cert", certificate)):
        try:
            context.load_verify_locations(path)
        except ssl.SSLError as error:
            message = f"workers.{name}: {path} holds no certificate in PEM form; name one that does"
            raise SettingsError(message) from error

    def locked() -> str:
        message = f"workers.tls_key: {key or certificate} asks for a passphrase; write the key without one"
        raise SettingsError(message)

    try:
        context.load_cert_chain(certificate, key, password=locked)
    except ssl.SSLError as error:
        message = f"workers.tls_key: {key or certificate} holds no key for {certificate}; name the one made with it"
        raise SettingsError(message) from error


def _greet(address: str, place: tuple[str, int], context: ssl.SSLContext | None) -> None:
    """See that a scheduler speaks at the place, and that it and this machine trust each other."""
    end_s = time.monotonic() + _ANSWER_WITHIN_S
    while True:
        try:
            line = socket.create_connection(place, timeout=max(_ASK_AGAIN_S, end_s - time.monotonic()))
            break
        except OSError as error:
            if time.monotonic() + _ASK_AGAIN_S > end_s:
                raise _silent(address) from error
            time.sleep(_ASK_AGAIN_S)
    greeted = b""
    try:
        with line, context.wrap_socket(line) if context else line as safe:
            safe.settimeout(max(_ASK_AGAIN_S, end_s - time.monotonic()))
            greeted = safe.recv(1)
    except ssl.SSLError as error:
        raise _mistrusted(address, error) from error
    except OSError:
        pass
    if not greeted:
        message = f"workers: what listens at {address} is no scheduler; look at the port, and at tcp:// or tls://"
        raise WorkersError(message)


def _silent(address: str) -> WorkersError:
    return WorkersError(f"workers: no scheduler answers at {address}; start one: dask scheduler")


def _mistrusted(address: str, error: ssl.SSLError) -> WorkersError:
    """The two sides as they are told: who has no TLS, or whose certificate is not good for whom."""
    if error.reason in {"WRONG_VERSION_NUMBER", "RECORD_LAYER_FAILURE"}:
        return WorkersError(
            f"workers: what answers at {address} speaks no TLS; start it with --tls-cert, or write tcp://"
        )
    why = getattr(error, "verify_message", "") or (error.reason or "unknown").replace("_", " ").lower()
    return WorkersError(f"workers: no trust with the scheduler at {address} ({why}); look at certificates and clocks")
