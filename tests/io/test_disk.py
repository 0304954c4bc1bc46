"""Files are read and replaced whole, or not at all, and every failure is one line that names the file."""

from __future__ import annotations

import os
import stat
from pathlib import Path

import pytest

from viz_autograd.errors import FileError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import encode, load, save, write

DOCUMENT = GALLERY["tanh-mse"].build()


def test_what_is_saved_is_loaded(tmp_path: Path) -> None:
    path = tmp_path / "odd ∂ name.vizgrad.json"
    save(path, DOCUMENT)
    assert path.read_bytes() == encode(DOCUMENT)
    assert encode(load(path)) == encode(DOCUMENT)
    assert os.listdir(tmp_path) == [path.name]


def test_replacing_keeps_permissions_and_links(tmp_path: Path) -> None:
    path, link = tmp_path / "real.vizgrad.json", tmp_path / "link.vizgrad.json"
    path.write_text("old")
    path.chmod(0o640)
    link.symlink_to(path)
    write(link, b"new")
    assert link.is_symlink()
    assert path.read_bytes() == b"new"
    assert stat.S_IMODE(path.stat().st_mode) == 0o640


def test_a_failed_write_leaves_the_old_file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.vizgrad.json"
    path.write_text("old")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(os, "replace", fail)
    with pytest.raises(FileError, match=r"cannot save .*a\.vizgrad\.json: No space left on device"):
        write(path, b"new")
    assert path.read_text() == "old"
    assert os.listdir(tmp_path) == [path.name]


def test_where_no_file_can_be_written(tmp_path: Path) -> None:
    with pytest.raises(FileError, match=r"cannot save .*: No such file or directory"):
        write(tmp_path / "missing" / "a.vizgrad.json", b"")
    with pytest.raises(FileError, match=r"cannot save .*: it is no file"):
        write(tmp_path, b"")
    with pytest.raises(FileError, match="cannot save"):
        write("a\x00b", b"")


def test_what_cannot_be_read(tmp_path: Path) -> None:
    missing = tmp_path / "missing.vizgrad.json"
    with pytest.raises(FileError) as caught:
        load(missing)
    assert str(caught.value) == f"cannot open {missing}: No such file or directory"
    with pytest.raises(FileError, match=r"it is no file|Is a directory"):
        load(tmp_path)
    with pytest.raises(FileError, match="cannot open"):
        load("a\x00b")
    if hasattr(os, "mkfifo"):
        os.mkfifo(tmp_path / "pipe")
        with pytest.raises(FileError, match="it is no file"):
            load(tmp_path / "pipe")


@pytest.mark.skipif(not Path("/dev/zero").exists(), reason="no devices here")
def test_an_endless_file_is_not_read() -> None:
    with pytest.raises(FileError, match="it is no file"):
        load("/dev/zero")


def test_a_large_file_is_refused_unread(tmp_path: Path) -> None:
    path = tmp_path / "large.vizgrad.json"
    with path.open("wb") as file:
        file.truncate(10 * 2**30)
    with pytest.raises(FileError, match="the file is too large: 10,240 MB; the limit is 32 MB"):
        load(path)


def test_a_damaged_file_is_named_with_the_place(tmp_path: Path) -> None:
    path = tmp_path / "a.vizgrad.json"
    path.write_bytes(encode(DOCUMENT).replace(b'"op":"tanh"', b'"op":"tann"'))
    with pytest.raises(FileError) as caught:
        load(path)
    assert str(caught.value) == f'cannot open {path}: nodes[5].op: there is no op "tann"'
    assert caught.value.place == "nodes[5].op"
