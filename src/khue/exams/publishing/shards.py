"""The format of a shard: the results of about 32 to 64 candidates in one small JSON file.

    {"11000001":[725,null,600,"N1"],
    "52005930":[680,625,425,"N1"]}

One line an entry: scores in hundredths in the order of the session's papers, null for a paper not taken, last the
language of the foreign-language paper or null. In a session with a second code the name is a digest and the value
a base64 text. A browser reads it as JSON; the server finds the line without parsing the rest.

A shard is chosen by the first bits of SHA-256(salt ":" candidate number), so that numbers which follow each other
are not in one file. Shards stand in folders of about as many files as there are folders.
"""

import json
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256

FULL = 64  # candidates in a shard at most, on average
SUMS = "SHA256SUMS"


@dataclass(frozen=True)
class Layout:
    """How the entries of an edition are spread over files. salt: fresh for every version."""

    salt: bytes
    shard_bits: int

    @property
    def folder_bits(self) -> int:
        """Return how many of the bits name the folder."""
        return self.shard_bits // 2

    @property
    def shards(self) -> int:
        """Return the number of shards."""
        return 1 << self.shard_bits

    @property
    def shards_in_folder(self) -> int:
        """Return the number of shards in one folder."""
        return 1 << (self.shard_bits - self.folder_bits)

    def shard_of(self, number: str) -> int:
        """Return the shard of a candidate number."""
        first = sha256(self.salt.hex().encode() + b":" + number.encode()).digest()[:4]
        return int.from_bytes(first) >> (32 - self.shard_bits)

    def folder_name(self, shard: int) -> str:
        """Return the folder of a shard, relative to the edition."""
        return f"shards/{shard >> (self.shard_bits - self.folder_bits):03x}"

    def path(self, shard: int) -> str:
        """Return the file of a shard, relative to the edition."""
        return f"{self.folder_name(shard)}/{shard:06x}.json"


def layout_for(candidates: int, salt: bytes) -> Layout:
    """Choose the number of shards, a power of two, so that a full one holds 32 to 64 candidates."""
    return Layout(salt, max(0, (-(-candidates // FULL) - 1).bit_length()))


@dataclass(frozen=True)
class Entry:
    """What is published of one candidate. scores: hundredths, in the order of the session's papers."""

    scores: tuple[int | None, ...]
    language: str | None = None


def written(scores: Sequence[int | None], language: str | None) -> bytes:
    """Write an entry.

    >>> written((725, None), "N1")
    b'[725,null,"N1"]'
    """
    values = ",".join("null" if score is None else str(score) for score in scores)
    return f"[{values},{json.dumps(language)}]".encode()


def read(text: bytes) -> Entry:
    """Read an entry. Raises: ValueError."""
    *scores, language = json.loads(text)
    return Entry(tuple(scores), language)


def sealed_text(sealed: bytes) -> bytes:
    """Write the encrypted form of an entry."""
    return b'"' + b64encode(sealed) + b'"'


def read_sealed(text: bytes) -> bytes:
    """Return the encrypted bytes of an entry."""
    return b64decode(text[1:-1], validate=True)


def compose(lines: Sequence[tuple[str, bytes]]) -> bytes:
    """Write a shard from names and written entries."""
    return b"{" + b",\n".join(b'"' + name.encode() + b'":' + entry for name, entry in lines) + b"}\n"


def find(shard: bytes, name: str) -> bytes | None:
    """Return the written entry of a name (letters and digits only), or None."""
    mark = b'"' + name.encode() + b'":'
    start = shard.find(mark)
    if start < 0:
        return None
    start += len(mark)
    end = shard.find(b"\n", start)
    return shard[start:end].rstrip(b",}")
