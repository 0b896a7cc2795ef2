"""Who does the work: threads over child processes here, or a cluster's workers, behind one ``Executor``.

A task is a module-level function of frozen values that is safe to run twice; its result is small. A worker that dies
in the middle costs the tasks it was at: they are begun again, on another. Models stay loaded in a worker from one task
to the next.

The cluster is Dask's (``briefing.work.cluster``).
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import os
import threading
from concurrent.futures import Executor, Future, ThreadPoolExecutor
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

from briefing.errors import WorkersError
from briefing.work import cluster
from briefing.work.children import THREADS, DiedError, House, Job

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from briefing.config.sections import WorkerSettings

LOCAL = "local"
RETRIES = 3

_log = logging.getLogger(__name__)
_Result = TypeVar("_Result")
_Arguments = ParamSpec("_Arguments")


@dataclass(frozen=True, kw_only=True, slots=True)
class Workers:
    """Who does the work.

    Attributes:
        executor: takes tasks.
        slots: how many tasks are worked at together, as far as is known now; 0 when no worker is there.
        lost: why no task can be finished any more; empty while all is well.
        hosts: the machines of a cluster that have workers, as far as is known now.
        on: takes tasks for some of these machines alone.
    """

    executor: Executor
    slots: Callable[[], int]
    lost: Callable[[], str] = str
    hosts: Callable[[], frozenset[str]] = frozenset
    on: Callable[[frozenset[str]], Executor] | None = None


def cores() -> int:
    """The cores that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


@contextlib.contextmanager
def open_workers(settings: WorkerSettings, prepare: Callable[[], object] | None = None) -> Iterator[Workers]:
    """The workers that the settings name; given back at the end, and tasks that are still waiting with them.

    Args:
        settings: ``[workers]``.
        prepare: a module-level function that each child process runs first.

    Raises:
        WorkersError, SettingsError: as :func:`briefing.work.cluster.connected`.
    """
    if settings.address == LOCAL:
        children = Children(settings.processes or cores(), prepare)
        try:
            yield Workers(executor=children, slots=lambda: children.slots)
        finally:
            children.shutdown(cancel_futures=True)
        return
    with cluster.connected(settings) as client:
        first, roster = client.scheduler_comm, cluster.Roster(client)
        yield Workers(
            executor=cluster.Packing(client.get_executor(pure=False, retries=RETRIES)),
            slots=roster.threads,
            lost=lambda: _lost(client, first, settings.address),
            hosts=roster.hosts,
            on=lambda hosts: cluster.Packing(client.get_executor(pure=False, retries=RETRIES, workers=sorted(hosts))),
        )


def _lost(client: Any, first: object, address: str) -> str:  # noqa: ANN401 - distributed publishes no types
    """A second connection is to a scheduler that knows nothing of what it was given; not every future would end."""
    if client.status == "running" and client.scheduler_comm is first:
        return ""
    return f"the scheduler at {address} is gone; start it and run the same command again, what is published stays"


class Children(Executor):
    """Threads, each with a place in a child process; a child that dies is replaced and its tasks are begun again.

    A pool of the standard library loses all that is pending when one of its processes dies.
    """

    def __init__(self, processes: int, prepare: Callable[[], object] | None = None, retries: int = RETRIES) -> None:
        """Start nothing yet: each child is started by its first task.

        Args:
            processes: how many children.
            prepare: run by each child before its first task.
            retries: how often a task is begun again whose child died of it, or beside it.
        """
        self._retries = retries
        self._houses = [House(prepare) for _ in range(processes)]
        self._threads = ThreadPoolExecutor(max_workers=self.slots, thread_name_prefix="worker")
        self._places = itertools.cycle(self._houses)
        self._mine = threading.local()
        self._lock = threading.Lock()

    @property
    def slots(self) -> int:
        """How many tasks are worked at together."""
        return len(self._houses) * THREADS

    def submit(
        self, fn: Callable[_Arguments, _Result], /, *args: _Arguments.args, **kwargs: _Arguments.kwargs
    ) -> Future[_Result]:
        """Have a child call ``fn(*args, **kwargs)``; its result or error comes through the future."""
        return self._threads.submit(self._do, (fn, args, kwargs))

    def _do(self, job: Job) -> Any:  # noqa: ANN401 - whatever the task returns
        if not hasattr(self._mine, "house"):
            with self._lock:
                self._mine.house = next(self._places)
        for attempt in itertools.count(1):
            try:
                return self._mine.house.do(job)
            except DiedError as error:
                if attempt > self._retries:
                    message = f"workers: {attempt} child processes died ({error}); look at the machine's memory"
                    raise WorkersError(message) from None
                _log.warning("workers: a child process died (%s); its tasks are begun again", error)
        raise AssertionError

    def shutdown(self, wait: bool = True, *, cancel_futures: bool = False) -> None:  # noqa: FBT001, FBT002 - the base's form
        """End the children; with ``cancel_futures`` also those at work."""
        self._threads.shutdown(wait=wait and not cancel_futures, cancel_futures=cancel_futures)
        for house in self._houses:
            house.close()
