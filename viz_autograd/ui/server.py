"""The server: Panel's, on a socket that is ours."""

from __future__ import annotations

import pathlib
import socket

from panel import Template
from panel.io.server import get_server
from tornado.httpserver import HTTPServer
from tornado.ioloop import IOLoop

from viz_autograd.ui.app import page, page_of

# A circuit file of 32 MB, as JSON in a message.
LARGEST_MESSAGE = 80 * 1024 * 1024


def server_on(listener: socket.socket, file: pathlib.Path | None) -> IOLoop:
    """A server on a listening socket, not yet running; start the loop that is returned."""
    port = listener.getsockname()[1]

    def visit() -> Template:
        return page() if file is None else page_of(file)

    server = get_server(
        {"/": visit},
        port=0,
        address="127.0.0.1",
        websocket_origin=[f"127.0.0.1:{port}", f"localhost:{port}"],
        websocket_max_message_size=LARGEST_MESSAGE,
        title="viz_autograd",
        show=False,
        start=False,
    )
    http: HTTPServer = server._http
    http.stop()
    http.add_sockets([listener])
    server.start()
    return IOLoop.current()
