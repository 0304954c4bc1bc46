"""The server: Panel's, on a socket that is ours."""

from __future__ import annotations

import gc
import pathlib
import socket
from typing import Any
from urllib.parse import parse_qsl, urlencode

from bokeh.util.token import generate_secret_key
from panel import Template
from panel.io.server import get_server
from tornado.httpserver import HTTPServer
from tornado.httputil import HTTPServerRequest
from tornado.ioloop import IOLoop
from tornado.routing import Matcher, Rule
from tornado.web import HTTPError, RequestHandler

from viz_autograd.ui.app import page

# A circuit file of 32 MB as JSON in a message that is JSON in Bokeh's: in the worst case four characters for one.
LARGEST_MESSAGE = 144 * 1024 * 1024

# How Bokeh has a request say that it wants a session that there is.
SESSION_ARGUMENTS = frozenset({"bokeh-session-id", "bokeh-token"})
SESSION_HEADER = "Bokeh-Session-Id"


def server_on(listener: socket.socket, file: pathlib.Path | None) -> IOLoop:
    """A server on a listening socket, not yet running; start the loop that is returned."""
    port = listener.getsockname()[1]

    def visit() -> Template:
        return page(file)

    server = get_server(
        {"/": visit},
        port=0,
        address="127.0.0.1",
        websocket_origin=[f"127.0.0.1:{port}", f"localhost:{port}"],
        websocket_max_message_size=LARGEST_MESSAGE,
        sign_sessions=True,
        secret_key=generate_secret_key(),
        title="viz_autograd",
        show=False,
        start=False,
    )
    server._tornado.add_handlers(".*", [Rule(WantsAnothersSession(), OwnSession)])
    http: HTTPServer = server._http
    http.stop()
    http.add_sockets([listener])
    server.start()
    # What is loaded by now stays. To look through it for garbage again and again takes 70 ms, while every page waits.
    gc.freeze()
    return IOLoop.current()


class WantsAnothersSession(Matcher):
    """Requests that name a session, or may: Bokeh reads arguments from a body too, and no page sends one."""

    def match(self, request: HTTPServerRequest) -> dict[str, Any] | None:
        """Empty for such a request, else None."""
        length = request.headers.get("Content-Length", "0")
        body = length != "0" or "Transfer-Encoding" in request.headers
        named = SESSION_HEADER in request.headers or not SESSION_ARGUMENTS.isdisjoint(request.arguments)
        return {} if body or named else None


class OwnSession(RequestHandler):
    """Sends a browser to the same page without the session that its address named; refuses everything else."""

    def get(self) -> None:
        """Redirect. Raises HTTPError for what no link can do."""
        wanted = parse_qsl(self.request.query, keep_blank_values=True)
        kept = [(name, value) for name, value in wanted if name not in SESSION_ARGUMENTS]
        if self.request.path != "/" or len(kept) == len(wanted) or SESSION_HEADER in self.request.headers:
            raise HTTPError(403, reason="A session is its page's alone")
        self.redirect("/?" + urlencode(kept) if kept else "/")
