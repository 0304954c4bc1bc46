"""The command line: what it prints, and how it refuses."""

from __future__ import annotations

import pathlib
import socket
import subprocess
import sys
import urllib.request

import pytest
from playwright.sync_api import expect

import viz_autograd
from tests.conftest import Opener, serve
from viz_autograd import gallery, io


def command(*arguments: str) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-m", "viz_autograd.ui.cli", *arguments]
    return subprocess.run(line, capture_output=True, text=True, timeout=60)


def refused(done: subprocess.CompletedProcess[str]) -> str:
    """The one line of a refusal."""
    assert done.returncode == 2
    assert done.stdout == ""
    assert "Traceback" not in done.stderr
    [line] = done.stderr.splitlines()
    return line


def test_version_and_help() -> None:
    assert command("--version").stdout == f"viz-autograd {viz_autograd.__version__}\n"
    done = command("--help")
    assert done.returncode == 0
    for option in ("FILE", "--port", "--no-open", "--log-level", "--version"):
        assert option.lower() in done.stdout.lower()


def test_a_taken_port_is_one_clear_line() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        line = refused(command("--no-open", "--port", str(port)))
    assert f"port {port} is taken" in line
    assert "--port" in line


def test_a_missing_file_is_one_clear_line(tmp_path: pathlib.Path) -> None:
    line = refused(command("--no-open", str(tmp_path / "none.vizgrad.json")))
    assert "none.vizgrad.json" in line


NEWER = '{"format":"viz-autograd","version":99}'


@pytest.mark.parametrize("text", ["", "{", "[]", NEWER, "\x00", '{"format":"other"}'])
def test_a_damaged_file_is_one_clear_line(tmp_path: pathlib.Path, text: str) -> None:
    path = tmp_path / "damaged.vizgrad.json"
    path.write_text(text)
    assert "damaged.vizgrad.json" in refused(command("--no-open", str(path)))


def test_a_folder_is_no_file(tmp_path: pathlib.Path) -> None:
    assert str(tmp_path) in refused(command("--no-open", str(tmp_path)))


@pytest.mark.parametrize("port", ["x", "-1", "65536", "1.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    done = command("--no-open", f"--port={port}")
    assert done.returncode == 2
    assert "port" in done.stderr
    assert "Traceback" not in done.stderr


def test_it_serves_the_page_on_this_machine_only(server: str) -> None:
    assert server.startswith("http://127.0.0.1:")
    with urllib.request.urlopen(server, timeout=20) as answer:
        text = answer.read().decode()
    assert "viz_autograd" in text
    assert "https://" not in text.replace("https://bokeh", "")


def test_a_file_that_becomes_damaged_is_told_and_not_replaced(visit: Opener, tmp_path: pathlib.Path) -> None:
    path = tmp_path / "mine.vizgrad.json"
    io.save(path, gallery.GALLERY["tanh-mse"].build())
    with serve(str(path)) as url:
        path.write_text("{")
        page = visit("?still=1", url=url, lossy=True)
        expect(page.get_by_role("alert")).to_contain_text("mine.vizgrad.json")
        with page.expect_download():
            page.get_by_role("button", name="Save", exact=True).click()
    assert path.read_text() == "{"


def test_the_address_stands_on_a_line_of_its_own() -> None:
    with serve() as line:
        assert line.startswith("http://127.0.0.1:")
        assert line.endswith("/")
