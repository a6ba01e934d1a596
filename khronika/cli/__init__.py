"""The command line: one module a verb. Only this package prints."""

from __future__ import annotations


def main() -> None:
    """Entry point of the command `khronika`."""
    from khronika.cli.app import app

    app.main(prog_name="khronika")
