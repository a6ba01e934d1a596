"""The chronicle: where codings are kept, and people's judgements beside them. Every SQL statement of the project is in this package."""

from khronika.store.chronicle import Chronicle, open_chronicle
from khronika.store.filters import Filters
from khronika.store.rows import Coding
from khronika.store.write import Added, add

__all__ = ["Added", "Chronicle", "Coding", "Filters", "add", "open_chronicle"]
