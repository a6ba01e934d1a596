"""How much of a body is taken and unpacked."""

from __future__ import annotations

import asyncio
import gzip
import tracemalloc
import zlib

import pytest

from khronika.watch.body import BodyError, take, unpacked


def taken(data: bytes, packing: str, largest: int, size: int = 65_536) -> bytes:
    async def chunks():
        for start in range(0, len(data), size):
            yield data[start : start + size]

    return asyncio.run(take(chunks(), packing, largest))


BARE = zlib.compressobj(wbits=-15)
HELLO = b"hello" * 100
WAYS = {
    "": HELLO, "identity": HELLO, "gzip": gzip.compress(HELLO), " X-GZIP": gzip.compress(HELLO), "deflate": zlib.compress(HELLO),
    "deflate ": BARE.compress(HELLO) + BARE.flush(),
}  # fmt: skip


@pytest.mark.parametrize("packing", WAYS)
@pytest.mark.parametrize("size", [1, 7, 65_536])
def test_whatever_the_packing_and_the_pieces(packing, size):
    data = WAYS[packing]
    assert taken(data, packing, 500, size) == HELLO
    with pytest.raises(BodyError, match="is larger than 499 bytes"):
        taken(data, packing, 499, size)


def test_an_empty_body_needs_no_packing():
    assert taken(b"", "gzip", 10) == b""


@pytest.mark.parametrize("way", ["body", "file"])
def test_a_bomb_is_never_unpacked_beyond_the_limit(way):
    bomb = gzip.compress(bytes(50_000_000))
    tracemalloc.start()
    with pytest.raises(BodyError, match="is larger than"):
        taken(bomb, "gzip", 100_000) if way == "body" else unpacked(bomb, 100_000)
    assert tracemalloc.get_traced_memory()[1] < 2_000_000
    tracemalloc.stop()
