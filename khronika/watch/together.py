"""Jobs side by side, until they are done or we are asked to stop."""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Sequence
from typing import Any, TypeVar

from khronika.errors import KhronikaError

Result = TypeVar("Result")


class StoppedError(Exception):
    """We were asked to stop."""


class Together:
    """Runs jobs, at most `at_once` of them at a time."""

    def __init__(self, at_once: int) -> None:
        self.at_once = at_once
        self._stopping = False
        self._wake: tuple[asyncio.AbstractEventLoop, asyncio.Event] | None = None

    def begin(self) -> None:
        """Belong to the running loop from now on."""
        self._wake = (asyncio.get_running_loop(), asyncio.Event())
        if self._stopping:
            self._wake[1].set()

    def stop(self) -> None:
        """End what is under way; may be called from a signal's handler."""
        self._stopping = True
        if self._wake is not None:
            loop, event = self._wake
            loop.call_soon_threadsafe(event.set)

    @property
    def stopping(self) -> bool:
        """Whether we were asked to stop."""
        return self._stopping

    def check(self) -> None:
        """Raise StoppedError if we were asked to stop."""
        if self._stopping:
            raise StoppedError

    async def sleep(self, seconds: float) -> None:
        """Sleep, or wake when asked to stop."""
        if self._wake is None or self._stopping:
            return
        try:
            async with asyncio.timeout(seconds):
                await self._wake[1].wait()
        except TimeoutError:
            return

    async def run(self, jobs: Sequence[Coroutine[Any, Any, Result]]) -> list[Result | Exception]:
        """The results of jobs in their order, an exception in the place of what it ended. Raises StoppedError if asked to stop.

        Whatever a server sends must not end the watching, so unforeseen exceptions are results too; only our own errors go on.
        """
        if not jobs:
            return []
        slots = asyncio.Semaphore(self.at_once)

        async def limited(job: Coroutine[Any, Any, Result]) -> Result:
            async with slots:
                return await job

        tasks = [asyncio.create_task(limited(job)) for job in jobs]
        await self._done_or_stopped(tasks)
        if not all(task.done() for task in tasks):
            for task in tasks:
                task.cancel()
            await asyncio.gather(*tasks, return_exceptions=True)
            for job in jobs:
                job.close()  # one that had not begun would be complained of
            raise StoppedError
        return [_result(task) for task in tasks]

    async def _done_or_stopped(self, tasks: Sequence[asyncio.Task[Result]]) -> None:
        if self._wake is None:
            await asyncio.wait(tasks)
            return
        stop = asyncio.create_task(self._wake[1].wait())
        everything = asyncio.ensure_future(asyncio.wait(tasks))
        await asyncio.wait([stop, everything], return_when=asyncio.FIRST_COMPLETED)
        stop.cancel()
        everything.cancel()


def _result(task: asyncio.Task[Result]) -> Result | Exception:
    error = task.exception()
    if error is None:
        return task.result()
    if isinstance(error, KhronikaError) or not isinstance(error, Exception):
        raise error
    return error
