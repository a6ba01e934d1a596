"""A real Chromium for the tests: the system's own, which is installed where that may be done. Playwright's own download is not used."""

from __future__ import annotations

import os
import shutil
import subprocess
from pathlib import Path

NAMES = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome", "chrome")
MISSING = "Chromium is missing, so the tests of the page in a browser were left out; install it, e.g. apt-get install chromium"
# Seconds that installing may take.
PATIENCE = 300


def program() -> str | None:
    """Where Chromium is; installs it on Debian and Ubuntu if this is root. None if there is none."""
    found = _found()
    if found is None and os.getuid() == 0 and Path("/etc/debian_version").exists() and shutil.which("apt-get"):
        environment = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
        for command in (["update"], ["install", "--yes", "--no-install-recommends", "chromium"]):
            subprocess.run(["apt-get", "--quiet", *command], env=environment, capture_output=True, check=False, timeout=PATIENCE)
        found = _found()
    return found


def _found() -> str | None:
    return next((path for name in NAMES if (path := shutil.which(name))), None)
