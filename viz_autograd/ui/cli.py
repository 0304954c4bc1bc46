"""`viz-autograd [FILE]`: serve the editor on this machine and open the browser."""

from __future__ import annotations

import argparse
import errno
import logging
import pathlib
import socket
import sys
import webbrowser
from collections.abc import Sequence

from viz_autograd import __version__
from viz_autograd.errors import VizAutogradError
from viz_autograd.io import load

ADDRESS = "127.0.0.1"
LEVELS = ("debug", "info", "warning", "error", "critical")


def parser() -> argparse.ArgumentParser:
    """The command line's options."""
    parser = argparse.ArgumentParser(
        prog="viz-autograd", description="A circuit editor and debugger for automatic differentiation, in the browser."
    )
    parser.add_argument(
        "file", nargs="?", type=pathlib.Path, help="a circuit file (NAME.vizgrad.json); Save replaces it"
    )
    parser.add_argument(
        "--port", type=port_number, default=5006, help="where to serve (default 5006; 0 takes any free port)"
    )
    parser.add_argument("--no-open", action="store_true", help="do not open the browser")
    parser.add_argument("--log-level", choices=LEVELS, default="warning", help="how much to print (default warning)")
    parser.add_argument("--version", action="version", version=f"viz-autograd {__version__}")
    return parser


def port_number(text: str) -> int:
    """A port from the command line. Raises argparse.ArgumentTypeError for what is none."""
    if not text.isdecimal() or int(text) > 65535:
        raise argparse.ArgumentTypeError(f"{text!r} is no port; give a whole number from 0 to 65535")
    return int(text)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Returns:
        The exit status: 0, or 2 with one line on standard error when the file cannot be opened or the port is taken.
    """
    options = parser().parse_args(arguments)
    logging.basicConfig(level=options.log_level.upper(), format="%(levelname)s %(name)s: %(message)s")
    for noisy in ("bokeh", "tornado", "panel"):
        logging.getLogger(noisy).setLevel(options.log_level.upper())
    # It warns of each answer to a page that has just gone, which happens to every page.
    logging.getLogger("bokeh.server.views.ws").setLevel(max(logging.ERROR, logging.getLogger("bokeh").level))
    try:
        if options.file is not None:
            load(options.file)
        listener = listen(options.port)
    except VizAutogradError as error:
        print(f"viz-autograd: {error}", file=sys.stderr)
        return 2
    except OSError as error:
        print(f"viz-autograd: {port_problem(options.port, error)}", file=sys.stderr)
        return 2
    serve(listener, options.file, not options.no_open)
    return 0


def listen(port: int) -> socket.socket:
    """A listening socket on this machine only. Raises OSError when the port cannot be had."""
    listener = socket.socket(socket.AF_INET, socket.SOCK_STREAM)
    try:
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.bind((ADDRESS, port))
        listener.listen(128)
        listener.setblocking(False)
    except OSError:
        listener.close()
        raise
    return listener


def port_problem(port: int, error: OSError) -> str:
    """One line: what is wrong with the port, and what to do."""
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is taken; give another one (--port N), or --port 0 for any that is free."
    if error.errno == errno.EACCES:
        return f"port {port} needs rights that this user does not have; give one above 1023 (--port 5006)."
    return f"port {port} cannot be served: {error.strerror}."


def serve(listener: socket.socket, file: pathlib.Path | None, open_browser: bool) -> None:
    """Serve until interrupted."""
    # Panel takes a second to import: the errors above should not wait for it.
    from viz_autograd.ui.server import server_on

    port = listener.getsockname()[1]
    url = f"http://{ADDRESS}:{port}/"
    loop = server_on(listener, file)
    print(url, flush=True)
    if open_browser:
        loop.add_callback(webbrowser.open, url)
    try:
        loop.start()
    except KeyboardInterrupt:
        print()


if __name__ == "__main__":
    sys.exit(main())
