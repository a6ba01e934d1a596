"""The Ray engine: Ray Data hands partitions to worker processes, which keep the coder loaded, on one machine or a cluster.

`RAY_ADDRESS` names a running cluster; without it Ray starts on this machine for the length of the run. Input and output must be reachable
from every node, and khronika installed there. A partition whose node is lost is done again by another one.
"""

from __future__ import annotations

import functools
import logging
import os
from collections.abc import Iterator, Sequence
from typing import Any

from khronika.errors import ResourceError
from khronika.pipeline import Pipeline
from khronika.scale.partitions import Done, Partition, Task, code_partition
from khronika.settings import Settings

# Read by Ray when it starts: nothing about the run is sent anywhere, and it shows no bar, unless the user has set these otherwise.
QUIET = {
    "RAY_USAGE_STATS_ENABLED": "0",
    "RAY_DATA_DISABLE_PROGRESS_BARS": "1",
    "RAY_ACCEL_ENV_VAR_OVERRIDE_ON_ZERO": "0",
}


@functools.lru_cache(maxsize=1)
def _pipeline(settings: Settings) -> Pipeline:
    """The coder of a worker process, kept between its partitions."""
    return Pipeline(settings)


def _code(row: dict[str, Any], task: Task) -> dict[str, Any]:
    """What came of the partition of a row."""
    return {"done": code_partition(task, Partition(row["name"], row["version"]), _pipeline(task.settings))}


def distributed(task: Task, todo: Sequence[Partition]) -> Iterator[Done]:
    """Code partitions by Ray; what is done comes in no order. Raises ResourceError where Ray is missing or cannot start."""
    ray = _ray()
    started = not ray.is_initialized()
    if started:
        _init(ray)
    try:
        most = int(ray.cluster_resources().get("CPU", 1))
        wanted = task.settings.run.jobs if task.settings.run.jobs > 0 else most
        # One partition a block: a block is what a worker is handed, and what is done again if it is lost.
        rows = ray.data.from_items([{"name": p.name, "version": p.version} for p in todo], override_num_blocks=len(todo))
        coded = rows.map(_code, fn_kwargs={"task": task}, num_cpus=1, concurrency=max(1, min(wanted, most, len(todo))))
        for row in coded.iter_rows():
            yield row["done"]
    finally:
        if started:
            ray.shutdown()


def _ray() -> Any:
    for name, value in QUIET.items():
        os.environ.setdefault(name, value)
    try:
        import ray
        import ray.data
    except ImportError as error:
        raise ResourceError(
            f"Ray is not installed, or a part of it ({error})", where="--engine ray", advice="install it: pip install 'khronika[ray]'"
        ) from None
    return ray


def _init(ray: Any) -> None:
    try:
        ray.init(include_dashboard=False, log_to_driver=False, logging_level=logging.ERROR, configure_logging=True)
    except (ConnectionError, RuntimeError, ValueError) as error:
        raise ResourceError(
            f"Ray does not start ({str(error).splitlines()[0]})", where="--engine ray", advice="check RAY_ADDRESS, or take --engine local"
        ) from None
    ray.data.DataContext.get_current().enable_progress_bars = False
    logging.getLogger("ray.data").setLevel(logging.ERROR)
