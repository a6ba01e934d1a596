"""The two engines that code partitions: processes of this machine, and Ray. Both run `code_partition`, so that the same rows come out."""

from __future__ import annotations

import signal
import threading
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import active_children
from typing import ClassVar, Literal

from khronika.errors import ResourceError
from khronika.pipeline import Pipeline
from khronika.scale.local import context, cores, end_with_parent
from khronika.scale.partitions import Done, Partition, Task, code_partition

Engine = Literal["local", "ray"]
Run = Callable[[Task, Sequence[Partition]], Iterator[Done]]


def engine(name: Engine) -> Run:
    """The function that runs an engine. Raises ResourceError where Ray is not installed."""
    if name == "local":
        return local
    from khronika.scale.ray import distributed

    return distributed


def local(task: Task, todo: Sequence[Partition]) -> Iterator[Done]:
    """Code partitions in `run.jobs` processes (0 and -1: all cores), each in one; what is done comes in no order. Raises ResourceError."""
    jobs = min(task.settings.run.jobs if task.settings.run.jobs > 0 else cores(), len(todo))
    if jobs <= 1:
        pipeline = Pipeline(task.settings)
        yield from (code_partition(task, partition, pipeline) for partition in todo)
        return
    others = set(active_children())
    pool = ProcessPoolExecutor(jobs, mp_context=context(), initializer=_start, initargs=(task,))
    try:
        for future in as_completed([pool.submit(_code, partition) for partition in todo]):
            yield future.result()
    except BrokenProcessPool:
        raise ResourceError(
            "a process died, most likely for want of memory", where=f"coding with {jobs} processes",
            advice="use fewer with --jobs; what is done stays done",
        ) from None  # fmt: skip
    except BaseException:
        for child in set(active_children()) - others:
            child.terminate()
        raise
    finally:
        pool.shutdown(wait=True, cancel_futures=True)


class _Worker:
    """What a process of the pool keeps between partitions."""

    tools: ClassVar[tuple[Task, Pipeline]]


def _start(task: Task) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with_parent, daemon=True).start()
    _Worker.tools = (task, Pipeline(task.settings))


def _code(partition: Partition) -> Done:
    task, pipeline = _Worker.tools
    return code_partition(task, partition, pipeline)
