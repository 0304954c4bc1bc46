"""The peer of the page: Panel with one button and nothing of ours. `python -m tests.benchmarks.panel_page`."""

from __future__ import annotations

import socket

import panel as pn

SELECTOR = ".bk-btn"


def page() -> pn.Column:
    return pn.Column(pn.widgets.Button(name="A button"))


def main() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    server = pn.serve({"/": page}, address="127.0.0.1", port=port, show=False, start=False, verbose=False)
    server.start()
    print(f"http://127.0.0.1:{port}/", flush=True)
    server.io_loop.start()


if __name__ == "__main__":
    main()
