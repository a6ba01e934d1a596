"""The numbers of an incident."""

from __future__ import annotations

import khronika
from khronika.merge.counts import counts


def test_a_part_is_no_other_version_of_its_whole():
    events = khronika.code("About 3,000 people were detained across the country, a third of them in the capital.", published="2020-08-10")
    [count] = counts(events, {})
    assert (count.role, count.low, count.high) == ("arrested", 3000, 3000)
