"""Reading: files, folders and standard input in, articles out; what cannot be used is told in one line and left out.

>>> from khronika.read import Options, read
>>> [item.content for item in read(["reports/"], Options(published="2020-08-14"))]  # doctest: +SKIP
[Article(id='ar_…', …), Failure(…), …]
"""

from khronika.read.items import Columns, Item, Notice, Options
from khronika.read.reader import Inputs, read, read_bytes
from khronika.read.sources import Source, find

__all__ = ["Columns", "Inputs", "Item", "Notice", "Options", "Source", "find", "read", "read_bytes"]
