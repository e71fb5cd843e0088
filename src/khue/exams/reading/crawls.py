"""The JSON envelope in which results of 2025 were collected, `{…, "data": [{…}, …]}`, read piecewise."""

import codecs
import json
import re
from collections.abc import Iterator
from typing import BinaryIO

from khue.core.sheets.limits import LIMITS, MEGABYTE
from khue.core.sheets.refusals import Damaged, TooLarge
from khue.exams.reading.refusals import TEXT_TOO_LARGE, LineTooLong, NotACrawl

BLOCK = 1 << 20
LONGEST_RECORD = 1 << 16
_LIST, _DATA = re.compile(r"\s*\["), re.compile(r'"data"\s*:\s*\[')


def _plain(pairs: list[tuple[str, object]]) -> dict[str, str | None]:
    return {key: value if isinstance(value, str) else None for key, value in pairs}


_DECODER = json.JSONDecoder(parse_float=str, parse_int=str, object_pairs_hook=_plain)
_BETWEEN = re.compile(r"[\s,]*")


def records(stream: BinaryIO, name: str) -> Iterator[dict[str, str | None]]:
    """Yield the records of the list as text values; numbers keep the digits of the file.

    Raises: NotACrawl, Damaged, LineTooLong, TooLarge.
    """
    decoder = codecs.getincrementaldecoder("utf-8-sig")(errors="strict")
    text, read, count = "", 0, 0
    started = False
    while True:
        block = stream.read(BLOCK)
        read += len(block)
        if read > LIMITS.unpacked_bytes:
            raise TooLarge(TEXT_TOO_LARGE, limit=LIMITS.unpacked_bytes // MEGABYTE)
        try:
            text += decoder.decode(block, final=not block)
        except UnicodeDecodeError as error:
            raise Damaged(name=name) from error
        if not started:
            found = _LIST.match(text) or _DATA.search(text, 0, BLOCK)
            if found is None:
                raise NotACrawl(name=name)
            text, started = text[found.end() :], True
        position = 0
        while True:
            position = _BETWEEN.match(text, position).end()  # type: ignore[union-attr]
            if text[position : position + 1] == "]":
                return
            try:
                record, position = _DECODER.raw_decode(text, position)
            except ValueError as error:
                if not block:
                    raise Damaged(name=name) from error
                break
            if not isinstance(record, dict):
                raise NotACrawl(name=name)
            count += 1
            yield record
        text = text[position:]
        if len(text) > LONGEST_RECORD + BLOCK:
            raise LineTooLong(line=count + 1, limit=LONGEST_RECORD // 1024)
