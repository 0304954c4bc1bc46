"""Circuit files on disk."""

from __future__ import annotations

import contextlib
import os
import secrets
import stat
from pathlib import Path

from viz_autograd.editor.document import Document
from viz_autograd.editor.file_format import MAX_FILE, megabytes
from viz_autograd.editor.file_reader import decode
from viz_autograd.editor.file_writer import encode
from viz_autograd.errors import FileError

__all__ = ["SUFFIX", "decode", "encode", "load", "save", "write"]

SUFFIX = ".vizgrad.json"


def load(path: str | os.PathLike[str]) -> Document:
    """The document in a circuit file. FileError, in one line that names the file, where it cannot be read."""
    try:
        data = _read(Path(path))
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"cannot open {_shown(path)}: {reason}", place=str(path)) from error
    try:
        return decode(data)
    except FileError as error:
        message = f"cannot open {_shown(path)}: {error}"
        raise FileError(message, place=error.place, node=error.node, port=error.port) from error


def save(path: str | os.PathLike[str], document: Document) -> None:
    """Write the document to `path` as `write` does; FileError where it cannot be written."""
    write(path, encode(document))


def write(path: str | os.PathLike[str], data: bytes) -> None:
    """Put `data` in the file's place in one step: whatever happens, `path` holds the old bytes or the new ones.

    A link stays a link, and the file keeps its permissions. FileError, in one line, where it cannot be written.
    """
    try:
        _replace(Path(os.path.realpath(path)), data)
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        raise FileError(f"cannot save {_shown(path)}: {reason}", place=str(path)) from error


def _replace(target: Path, data: bytes) -> None:
    if target.exists() and not target.is_file():
        raise ValueError("it is no file")
    # Hidden, and in the same folder: a rename is one step only within a file system.
    part = target.with_name(f".{secrets.token_hex(8)}.part")
    try:
        _write_new(part, data, target)
        os.replace(part, target)
    except BaseException:
        with contextlib.suppress(OSError):
            part.unlink()
        raise
    _sync_folder(target.parent)


def _read(path: Path) -> bytes:
    """The bytes of a regular file. OSError or ValueError where it is none, or is too large."""
    # Not waiting, since opening a pipe would otherwise last until someone writes to it.
    handle = os.open(path, os.O_RDONLY | getattr(os, "O_NONBLOCK", 0) | getattr(os, "O_BINARY", 0))
    with open(handle, "rb") as file:
        if not stat.S_ISREG(os.fstat(handle).st_mode):
            raise ValueError("it is no file")
        size = os.fstat(handle).st_size
        if size > MAX_FILE:
            raise ValueError(f"the file is too large: {megabytes(size)}; the limit is {megabytes(MAX_FILE)}")
        return file.read(MAX_FILE + 1)


def _write_new(part: Path, data: bytes, old: Path) -> None:
    handle = os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with open(handle, "wb") as file:
        if old.exists():
            with contextlib.suppress(OSError):
                os.chmod(part, stat.S_IMODE(old.stat().st_mode))
        file.write(data)
        file.flush()
        os.fsync(handle)


def _sync_folder(folder: Path) -> None:
    """Make the rename last through a power cut, where the system can do that."""
    with contextlib.suppress(OSError):
        handle = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(handle)
        finally:
            os.close(handle)


def _shown(path: str | os.PathLike[str]) -> str:
    return "".join(letter if letter.isprintable() else "�" for letter in os.fspath(path))
