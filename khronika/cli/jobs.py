"""The option that says how many processes code."""

from __future__ import annotations

from typing import Any

import click

AUTO = "auto"


class Jobs(click.ParamType):  # type: ignore[type-arg]
    """A number of processes, or `auto`."""

    name = "jobs"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """The number as the settings have it: `auto` is -1."""
        if value == AUTO:
            return -1
        try:
            number = int(value)
        except ValueError:
            number = -1
        if number < 0:
            self.fail(f"{value!r} is no number of processes; give 0 for all cores, 1, 2, … or auto", param, ctx)
        return number


def jobs_option(function: Any) -> Any:
    """`--jobs` of a verb that codes."""
    told = "Processes that code: auto, or a number; 0 takes all cores. Default: auto, one for little input and streams, else all cores."
    return click.option("--jobs", type=Jobs(), metavar="N|auto", help=told)(function)
