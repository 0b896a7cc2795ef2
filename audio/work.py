"""Work given to an executor, or done here when there is none."""

from __future__ import annotations

from concurrent.futures import Future
from typing import TYPE_CHECKING, ParamSpec, TypeVar

if TYPE_CHECKING:
    from collections.abc import Callable
    from concurrent.futures import Executor

_Result = TypeVar("_Result")
_Arguments = ParamSpec("_Arguments")


def submit(
    executor: Executor | None,
    function: Callable[_Arguments, _Result],
    *arguments: _Arguments.args,
    **keywords: _Arguments.kwargs,
) -> Future[_Result]:
    """A future of ``function(*arguments)``; without an executor it is done before this returns, or raises."""
    if executor is not None:
        return executor.submit(function, *arguments, **keywords)
    done: Future[_Result] = Future()
    done.set_result(function(*arguments, **keywords))
    return done
