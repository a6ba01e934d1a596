"""The import rule of the design: a line imports only from lines above it, and packages of one line never import each other.

Imports inside functions and under TYPE_CHECKING count as well.
"""

from __future__ import annotations

import ast
import re
import sys
import tomllib
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "khronika"
LINES = (
    ("model", "errors"),
    ("settings", "tables"),
    ("read", "language"),
    ("events", "actors", "places", "times", "quantities", "attribution"),
    ("assemble", "pipeline", "merge"),
    ("store",),
    ("export", "scale", "evaluate", "watch"),
    ("web",),
    ("api", "cli", "__main__"),
)
LEVEL = {name: number for number, line in enumerate(LINES) for name in line}
# Parts that stand on one line because they go together, and may import one another.
TOGETHER = ({"model", "errors"}, {"settings", "tables"}, {"assemble", "pipeline"}, {"cli", "__main__"})
# Names under which packages are imported, where they differ from the names that they are installed by.
DISTRIBUTIONS = {"PIL": "pillow", "argon2": "argon2-cffi", "yaml": "pyyaml"}
# Only this package prints.
PRINTING = "cli"


def modules() -> list[Path]:
    return sorted(PACKAGE.rglob("*.py"))


def part_of(path: Path) -> str:
    """The part of the package that a module belongs to: `read`, `settings` …"""
    return path.relative_to(PACKAGE).parts[0].removesuffix(".py")


def imported(tree: ast.AST) -> list[tuple[int, str]]:
    """Line and full name of everything that a module imports, wherever it does."""
    found: list[tuple[int, str]] = []
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            found += [(node.lineno, alias.name) for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"line {node.lineno}: imports are written in full"
            found += [(node.lineno, f"{node.module}.{alias.name}") for alias in node.names]
    return found


def breaches(path: Path, source: str) -> list[str]:
    """What a module imports against the rule."""
    own = part_of(path)
    if own == "__init__":
        return []
    wrong = []
    for line, name in imported(ast.parse(source)):
        top, _, rest = name.partition(".")
        part = rest.split(".")[0]
        if top != "khronika" or part in (own, "__version__"):
            continue
        assert part in LEVEL, f"{path}:{line} imports {name}, which the design does not place"
        together = any({own, part} <= group for group in TOGETHER)
        if LEVEL[part] > LEVEL[own] or (LEVEL[part] == LEVEL[own] and not together):
            wrong.append(f"{path.relative_to(ROOT)}:{line} {own} imports {name}")
    return wrong


def test_every_part_has_a_place():
    parts = {part_of(path) for path in modules()} - {"__init__"}
    assert parts <= LEVEL.keys(), parts - LEVEL.keys()


@pytest.mark.parametrize("path", modules(), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_a_line_imports_only_from_lines_above(path):
    assert breaches(path, path.read_text("utf-8")) == []


@pytest.mark.parametrize(
    ("module", "source"),
    [
        ("events/x.py", "from khronika.actors.find import y"),
        ("events/x.py", "def f():\n    from khronika.pipeline import y"),
        ("model/x.py", "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    from khronika.tables import y"),
        ("places/x.py", "import khronika.read"),
        ("read/x.py", "import khronika.language.analyse"),
    ],
)
def test_the_test_sees_a_breach(module, source):
    allowed = module.startswith("places")
    assert bool(breaches(PACKAGE / module, source)) is not allowed


def plain_name(requirement: str) -> str:
    """The package of `name[extra]>=1`."""
    return re.split(r"[\[<>=]", requirement)[0].strip()


def test_every_package_that_is_imported_is_declared():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    # What only some need is installed on demand; the code says so where it is missing.
    extras = (project["optional-dependencies"][name] for name in ("parquet", "png", "postgresql", "ray", "s3"))
    wanted = [*project["dependencies"], *(line for extra in extras for line in extra)]
    declared = {plain_name(line) for line in wanted}
    used = {name.split(".")[0] for path in modules() for _, name in imported(ast.parse(path.read_text("utf-8")))}
    third = {name for name in used if name not in sys.stdlib_module_names and name != "khronika"}
    named = {DISTRIBUTIONS.get(name, name).replace("_", "-") for name in third}
    assert named <= declared, named - declared


def test_locks_hold_every_declared_package_with_hashes():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    for name in ("runtime", "dev"):
        lock = (ROOT / "requirements" / f"{name}.txt").read_text("utf-8")
        pinned = {line.split("==")[0] for line in lock.splitlines() if "==" in line and not line.startswith((" ", "#"))}
        wanted = [*project["dependencies"], *(project["optional-dependencies"]["dev"] if name == "dev" else ())]
        assert {plain_name(line) for line in wanted} <= pinned
        assert lock.count("--hash=sha256:") >= len(pinned)
        assert "://" not in lock


def test_every_file_of_the_package_is_shipped():
    globs = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["tool"]["setuptools"]["package-data"]["khronika"]
    shipped = {path for pattern in globs for path in PACKAGE.glob(pattern)}
    others = {path for path in PACKAGE.rglob("*") if path.is_file() and path.suffix not in (".py", ".pyc")}
    assert {str(path) for path in others - shipped} == set()
    assert {path.parent for path in modules()} == {path.parent for path in modules() if path.name == "__init__.py"}


def test_only_the_command_line_prints():
    printing = [
        f"{path}:{node.lineno}"
        for path in modules()
        if part_of(path) != PRINTING
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "print"
    ]
    assert printing == []


def test_modules_are_short():
    long = {str(path): count for path in modules() if (count := len(path.read_text("utf-8").splitlines())) > 500}
    assert long == {}
