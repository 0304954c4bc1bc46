"""JSON before it is decoded: its encoding, its depth, and where in it a byte stands."""

from __future__ import annotations

import re

import numpy as np

from viz_autograd.errors import FileError

MAX_DEPTH = 200
# How each byte changes the depth.
_STEP = np.zeros(256, np.int8)
_STEP[list(b"[{")] = 1
_STEP[list(b"]}")] = -1
_CHUNK = 2**20
# Pairs first, so that the halves found are those that have no other half.
_HIGH, _LOW = rb"\\u[dD][89abAB][0-9a-fA-F]{2}", rb"\\u[dD][c-fC-F][0-9a-fA-F]{2}"
_SURROGATES = re.compile(_HIGH + _LOW + b"|(?P<half>" + _HIGH + b"|" + _LOW + b")")


def position(data: bytes, byte: int) -> str:
    """Where a byte of UTF-8 `data` stands: "line 3, column 14", both counted from 1."""
    before = data[:byte]
    line_start = before.rfind(b"\n") + 1
    return f"line {before.count(10) + 1}, column {len(before[line_start:].decode('utf-8', 'replace')) + 1}"


def utf8(text: bytes | str) -> bytes:
    """`text` as UTF-8 without a byte order mark; FileError, with the place, where it is not."""
    if isinstance(text, str):
        try:
            return text.removeprefix("\ufeff").encode()
        except UnicodeEncodeError as error:
            place = f"character {error.start + 1}"
            raise FileError(f"{place}: half of a surrogate pair, which is no character", place=place) from None
    if text.startswith((b"\xff\xfe", b"\xfe\xff")):
        raise FileError("line 1, column 1: the file is UTF-16; save it as UTF-8", place="line 1, column 1")
    text = text.removeprefix(b"\xef\xbb\xbf")
    try:
        text.decode("utf-8")
    except UnicodeDecodeError as error:
        place = position(text, error.start)
        raise FileError(f"{place}: byte 0x{text[error.start]:02x} is not UTF-8", place=place) from None
    return text


def check_text(data: bytes) -> None:
    """FileError when lists and objects in `data` nest more than 200 deep, or a string holds half of a surrogate pair.

    Looks at brackets and strings only: nothing has to be decoded to know, and 32 MB of anything take a second.
    """
    # Escaped backslashes and quotes are masked, in that order: what is left of both is what it seems.
    masked = data.replace(b"\\\\", b"__").replace(b'\\"', b"__")
    _check_depth(masked)
    for escape in _SURROGATES.finditer(masked):
        if escape["half"]:
            place = position(data, escape.start())
            message = f"{place}: {escape[0].decode()} is half of a surrogate pair, which is no character"
            raise FileError(message, place=place)


def _check_depth(masked: bytes) -> None:
    inside, depth = np.uint8(0), 0
    for start in range(0, len(masked), _CHUNK):
        chunk = np.frombuffer(masked, np.uint8, min(_CHUNK, len(masked) - start), start)
        quoted = np.bitwise_xor.accumulate((chunk == ord('"')).view(np.uint8)) ^ inside
        steps = _STEP[chunk]
        steps[quoted == 1] = 0
        depths = np.cumsum(steps, dtype=np.int64) + depth
        if depths.max() > MAX_DEPTH:
            place = position(masked, start + int(np.argmax(depths > MAX_DEPTH)))
            message = f"{place}: lists and objects nested more than {MAX_DEPTH} deep; a circuit needs 5"
            raise FileError(message, place=place)
        inside, depth = quoted[-1], int(depths[-1])
