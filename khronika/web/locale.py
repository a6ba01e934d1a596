"""The interface in English and Russian: words from `templates/words/*.tsv`, plurals, numbers and days by the Unicode CLDR (babel)."""

from __future__ import annotations

import csv
import datetime
import functools
from dataclasses import dataclass
from importlib import resources
from typing import Any

from babel import Locale
from babel.dates import format_date
from babel.numbers import format_decimal
from starlette.requests import Request

FOLDER = resources.files("khronika") / "web" / "templates" / "words"
LANGUAGES = {"en": "English", "ru": "Русский"}
COOKIE = "khronika_language"
# The order of plural forms in a cell, divided by "|".
FORMS = {"en": ("one", "other"), "ru": ("one", "few", "many")}


@functools.cache
def words() -> dict[str, dict[str, str]]:
    """What the interface says, by language and English text."""
    found: dict[str, dict[str, str]] = {language: {} for language in LANGUAGES if language != "en"}
    for path in sorted(FOLDER.iterdir(), key=lambda path: path.name):
        if path.name.endswith(".tsv"):
            for row in csv.DictReader(path.read_text("utf-8").splitlines(), delimiter="\t", quoting=csv.QUOTE_NONE):
                for language, texts in found.items():
                    texts[row["en"]] = row[language]
    return found


@dataclass(frozen=True, slots=True)
class Language:
    """A language of the interface. Texts that no table has stay in English, e.g. codes of a user's own ontology."""

    code: str

    def __call__(self, text: str, **values: Any) -> str:
        """The text in this language, `{name}` replaced; of forms divided by "|" the one that goes with the number `n`."""
        said = words().get(self.code, {}).get(text)
        language = self.code if said else "en"
        said = said or text
        if "n" in values and "|" in said:
            forms = said.split("|")
            place = FORMS[language].index(form) if (form := Locale(language).plural_form(values["n"])) in FORMS[language] else -1
            said = forms[place]
        shown = {name: self.number(value) if isinstance(value, int | float) else value for name, value in values.items()}
        return said.format(**shown) if values else said

    def number(self, value: float | None) -> str:
        """A number with its thousands divided."""
        return "" if value is None else format_decimal(value, locale=self.code)

    def day(self, stamp: str | None) -> str:
        """A day, month or year of an ISO stamp in words; "" for none."""
        if not stamp:
            return ""
        try:
            parts = [int(part) for part in stamp[:10].split("-")]
            day = datetime.date(parts[0], *([*parts[1:], 1, 1][:2]))
        except ValueError:
            return stamp  # what an article calls a day
        return format_date(day, {1: "y", 2: "LLLL y"}.get(len(parts), "d MMM y"), locale=self.code)


def language_of(request: Request) -> Language:
    """The language that the reader chose, else the first of the browser's that there is, else English."""
    chosen = request.cookies.get(COOKIE)
    if chosen in LANGUAGES:
        return Language(chosen)
    for part in request.headers.get("accept-language", "").split(","):
        code = part.split(";")[0].strip()[:2].lower()
        if code in LANGUAGES:
            return Language(code)
    return Language("en")
