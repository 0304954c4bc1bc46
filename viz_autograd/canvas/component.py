"""The browser half as a Panel component: it only carries messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bokeh.document import Document
from bokeh.events import Event
from bokeh.model import Model
from bokeh.protocol.exceptions import ProtocolError
from bokeh.server.connection import ServerConnection
from bokeh.server.contexts import BokehSessionContext
from panel.custom import JSComponent
from panel.io.state import set_curdoc


class Canvas(JSComponent):
    """The editor's page. Messages, not synced params: these keep their order and carry arrays."""

    _bundle = "dist/Canvas.bundle.js"

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)  # type: ignore[no-untyped-call]
        self.receive: Callable[[object], None] | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to the page; numpy arrays and bytes in it arrive as typed arrays and ArrayBuffers."""
        self._send_msg(message)

    def _handle_msg(self, data: Any) -> None:
        if self.receive is not None:
            self.receive(data)

    def _process_bokeh_event(self, doc: Document, event: Event) -> None:
        # Panel's own also tells its busy indicators, which takes longer than most edits; the page has none.
        with set_curdoc(doc):
            self._process_event(event)

    def _get_model(
        self, doc: Document, root: Model | None = None, parent: Model | None = None, comm: Any = None
    ) -> Model:
        # The session is made after its document; no browser can know of it before the loop's next turn.
        doc.add_next_tick_callback(lambda: serve_one_page(doc))
        return super()._get_model(doc, root, parent, comm)


def serve_one_page(document: Document) -> None:
    """Let the first websocket that comes to a document's session be the only one that it ever has.

    Bokeh lets everyone in who knows a session's id. A page whose connection is lost takes a new session, so nobody
    has business in one that has had its page.
    """
    context = document.session_context
    session = context.session if isinstance(context, BokehSessionContext) else None
    if session is None:
        return
    admit = session.subscribe
    taken = session.connection_count > 0

    def subscribe(connection: ServerConnection) -> None:
        nonlocal taken
        if taken:
            raise ProtocolError("the session is another page's")
        taken = True
        # Tornado has small answers wait for the acknowledgement of the one before (Nagle's algorithm), whatever the
        # listening socket says; that costs 40 ms a message while a slider is dragged.
        connection._socket.set_nodelay(True)
        admit(connection)

    session.subscribe = subscribe  # type: ignore[method-assign]
