"""The pages say what the program does: every command, option, setting, output field, code and package stands in them."""

from __future__ import annotations

import ast
import dataclasses
import re
import tomllib
from pathlib import Path
from typing import get_args, get_type_hints

import click
import pytest

import khronika
from khronika.cli.app import VERBS, app
from khronika.export import flat
from khronika.model import (
    Article,
    Coder,
    Entity,
    Event,
    EventSource,
    Measure,
    Quantity,
    Record,
    Span,
    Timex,
    Toponym,
    event_line,
    layers_line,
)
from khronika.model.attribution import Attribution, Certainty
from khronika.model.entity import EntityKind
from khronika.model.event import Status
from khronika.model.place import PlacePrecision, PlaceRole
from khronika.model.quantity import QuantityRole
from khronika.model.time import TimePrecision, TimexType
from khronika.settings import Settings, load_settings
from khronika.tables.ontology import ontology

ROOT = Path(__file__).resolve().parent.parent
DOCS = ROOT / "docs"


def page(name: str) -> str:
    return (DOCS / name).read_text("utf-8")


def quoted(text: str) -> set[str]:
    """Everything between backticks, and its words; blocks of code do not count."""
    code = re.findall(r"`([^`\n]+)`", re.sub(r"^```.*?^```", "", text, flags=re.S | re.M))
    return {*code, *(word for part in code for word in re.split(r"[\s,|]+", part))}


def commands() -> list[tuple[str, click.Command]]:
    found = []
    for verb in VERBS:
        command = app.get_command(None, verb)
        found += [(verb, command), *((f"{verb} {name}", sub) for name, sub in getattr(command, "commands", {}).items())]
    return found


@pytest.mark.parametrize(("name", "command"), commands(), ids=lambda value: value if isinstance(value, str) else "")
def test_every_command_and_option_is_documented(name, command):
    # Its page has a heading, or a paragraph of its own, that begins with the command.
    pages = [path.read_text("utf-8") for path in sorted(DOCS.glob("*.md"))]
    sections = [text[match.start() :] for text in pages if (match := re.search(rf"^(?:#+ |\*\*).*\bkhronika {name}\b", text, re.M))]
    assert sections, f"no page has a heading for khronika {name}"
    known = quoted(sections[0])
    options = [option for p in command.params if isinstance(p, click.Option) for option in p.opts]
    assert [option for option in options if option not in known] == []


def test_every_setting_is_documented_and_has_its_comment():
    known = quoted(page("commands.md"))
    defaults = (ROOT / "khronika" / "default.toml").read_text("utf-8")
    settings = load_settings()
    for section, kind in get_type_hints(Settings).items():
        for field in dataclasses.fields(kind):
            assert f"{section}.{field.name}" in known
            # One comment may stand above several settings.
            assert re.search(rf"^#.*\n(?:\w+ = .*\n)*{field.name} = ", defaults, re.M), f"{field.name} has no comment"
            assert hasattr(getattr(settings, section), field.name)


def test_every_field_of_an_event_is_documented():
    known = quoted(page("record.md"))
    assert [name for name in names(event_line(full_event())) if name not in known] == []


def test_every_field_of_the_layers_is_documented():
    known = quoted(page("record.md"))
    event = full_event()
    record = Record(
        event.article, entities=event.actors, toponyms=(event.place,), timexes=(event.time,), quantities=event.quantities,
        attributions=(Attribution(((0, 1),), ((0, 1),), ((0, 1),)),),
    )  # fmt: skip
    assert [name for name in names(layers_line(record)) if name not in known] == []


def names(line: object) -> set[str]:
    """All field names of an output line, at any depth."""
    if isinstance(line, dict):
        return set(line) | {name for value in line.values() for name in names(value)}
    return {name for value in line for name in names(value)} if isinstance(line, list | tuple) else set()


def full_event() -> Event:
    """An event that has everything an event can have."""
    who = Entity(0, 1, "x", 0)
    whole = Quantity(0, 1, "x", 2, 2, role="arrested")
    return Event(
        "ev_1", Article("a", "x"), "COERCE", ("arrest",), (), 4, -7, "173", "occurred", "", (who,), (who,),
        Timex(0, 1, "x", "DATE", "X"), None, Toponym(0, 1, "x"), None, (Quantity(0, 1, "x", 1, 1, of=whole),),
        (Measure("ev_1", 0, 1, "x", "other", None, ""),), (EventSource("ev_1", "x", 0, 1),), Span(0, 1, "x"), "", Span(0, 1, "x"), 1.0,
        Coder("0", "0"),
    )  # fmt: skip


@pytest.mark.parametrize(
    "values", [EntityKind, Status, PlacePrecision, PlaceRole, QuantityRole, TimePrecision, TimexType, Certainty], ids=str
)
def test_every_value_of_a_field_is_documented(values):
    known = quoted(page("record.md"))
    assert [value for value in get_args(values) if value not in known] == []


def test_every_csv_column_is_documented():
    known = quoted(page("record.md"))
    shortened = {f"{role}_{side}" for role in flat.ROLES for side in ("low", "high")}
    assert [name for name in flat.EVENT_COLUMNS if name not in known and name not in shortened] == []
    assert set(flat.ROLES) <= known
    assert [name for name in flat.LAYER_COLUMNS if name not in known] == []


def test_every_type_and_mode_is_documented_with_its_scale():
    text = page("plover.md")
    for name, entry in ontology().items():
        if name.startswith("x-"):
            assert f"`{name}`" in text
            continue
        [row] = [line for line in text.splitlines() if line.startswith(f"| **{name}** ")]
        cells = [cell.strip() for cell in row.strip("|").split("|")]
        assert cells[1:4] == [str(entry["quad"]), f"{entry['scale']:g}", entry["cameo"]]
        modes = [f"`{mode}`" + ("" if values["scale"] is None else f" {values['scale']:g}") for mode, values in entry["modes"].items()]
        assert cells[4] == (", ".join(modes) or "–")
    assert "CC BY-SA 4.0" in text


def test_every_package_has_its_row():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text("utf-8"))["project"]
    text = page("dependencies.md")
    for line in (*project["dependencies"], *project["optional-dependencies"]["dev"]):
        name = re.split(r"[\[<>=]", line)[0]
        assert re.search(rf"\b{re.escape(name)}\b", text), name


def test_readme_shows_commands_that_exist():
    text = (ROOT / "README.md").read_text("utf-8") + page("tutorial.md")
    called = re.findall(r"khronika ([a-z]+)[^\n`]*", text)
    assert {"code", "annotate", "explain"} <= set(called)
    options = {option for _, command in commands() for p in command.params if isinstance(p, click.Option) for option in p.opts}
    for line in re.findall(r"^(?:\$ |    )?khronika ([a-z]+ .*)$", text, re.M):
        used = set(re.findall(r"(?<= )(--?[a-z][a-z-]*)", line.split("  #")[0]))
        assert used <= options | {"--help", "--version"}, line


def test_every_name_of_the_python_interface_is_documented():
    text = (ROOT / "README.md").read_text("utf-8") + page("tutorial.md")
    assert [name for name in khronika.__all__ if name not in text] == []


def test_links_between_pages_lead_somewhere():
    for path in (ROOT / "README.md", *DOCS.glob("*.md")):
        for target in re.findall(r"\]\(([^)#]+)", path.read_text("utf-8")):
            assert "://" in target or (path.parent / target).exists(), f"{path.name} links to {target}"


def test_makefile_says_what_each_target_does():
    text = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.search(r"^\.PHONY: (.*)$", text, re.M)[1].split())
    assert targets == set(re.findall(r"^([a-z]+):.*## ", text, re.M))
    assert {"venv", "demo", "test", "lint", "bench"} <= targets


@pytest.mark.parametrize("path", [ROOT / "README.md", DOCS / "tutorial.md"], ids=lambda path: path.name)
def test_python_examples_run_and_give_what_they_say(path, capsys):
    names: dict[str, object] = {}
    checked = 0
    for block in re.findall(r"^```python\n(.*?)^```", path.read_text("utf-8"), re.S | re.M):
        exec(compile(block, path.name, "exec"), names)  # noqa: S102
        for expression, said in re.findall(r"^(\S.*?) +# (['(].*)$", block, re.M):
            assert eval(expression, names) == ast.literal_eval(said), expression  # noqa: S307
            checked += 1
    assert names
    assert checked or capsys.readouterr().out
