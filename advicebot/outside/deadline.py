"""Jobs that must not hold anybody up: run at the same time, waited for until a deadline.

Libraries count a timeout for each read, and looking up a name has none at all, so a slow server
could hold a page for minutes. The deadline here is for everything together.
"""

from collections.abc import Callable, Sequence
from concurrent.futures import Future, wait
from threading import Thread

Job = Callable[[], None]


def run_together(jobs: Sequence[Job], *, within: float) -> list[BaseException | None]:
    """Return, for each job in order, None when it was done or the error that it ended with.

    A job that has not ended ``within`` so many seconds has a ``TimeoutError`` here. It is left to
    end by itself and cannot hold up the end of the process.
    """
    futures: list[Future[None]] = [Future() for _ in jobs]
    for job, future in zip(jobs, futures, strict=True):
        Thread(target=_fill, args=(future, job), daemon=True, name="outside").start()
    wait(futures, timeout=within)
    return [future.exception() if future.done() else TimeoutError() for future in futures]


def _fill(future: Future[None], job: Job) -> None:
    try:
        job()
    except BaseException as error:  # handed on to whoever waits
        future.set_exception(error)
    else:
        future.set_result(None)
