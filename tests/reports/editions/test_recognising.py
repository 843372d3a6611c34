"""A browser that can only hash tells an edition from its signed copy, and both from every other file."""

import hashlib

import pytest

from reports.editions.recognising import HEAD_BYTES, Beginning, Likeness, as_data, beginning_of, likeness

FILE = bytes(range(256)) * 512  # twice as long as the head


def test_beginning_is_size_and_sums():
    assert beginning_of(FILE) == Beginning(
        131_072, hashlib.sha256(FILE[:65_536]).hexdigest(), hashlib.sha256(FILE).hexdigest()
    )
    short = beginning_of(b"x")
    assert (short.size, short.head) == (1, short.sha256)


def test_page_has_the_largest_file_first():
    assert [one["size"] for one in as_data([beginning_of(b"x"), beginning_of(FILE)])] == [131_072, 1]
    assert set(as_data([beginning_of(b"x")])[0]) == {"size", "head", "sha256"}


@pytest.mark.parametrize(
    ("data", "like"),
    [
        (FILE, Likeness.SAME),
        (FILE + b"x", Likeness.BEGINS),
        (FILE[:-1], Likeness.NONE),
        (b"y" + FILE[1:], Likeness.NONE),
        (FILE[: HEAD_BYTES + 1] + b"x" + FILE[HEAD_BYTES + 2 :], Likeness.NONE),
        (b"", Likeness.NONE),
    ],
)
def test_likeness(data, like):
    assert likeness(data, beginning_of(FILE)) is like
