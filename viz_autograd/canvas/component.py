"""The browser half as a Panel component: it only carries messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from bokeh.server.contexts import BokehSessionContext
from panel.custom import JSComponent


class Canvas(JSComponent):
    """The editor's page. Messages, not synced params: these keep their order and carry arrays."""

    _bundle = "dist/Canvas.bundle.js"

    def __init__(self, **params: Any) -> None:
        super().__init__(**params)  # type: ignore[no-untyped-call]
        self.receive: Callable[[object], None] | None = None

    def send(self, message: dict[str, Any]) -> None:
        """Send a message to the page; numpy arrays in it arrive as typed arrays."""
        self._send_msg(message)

    def answer_at_once(self) -> None:
        """Have small answers sent without waiting for the acknowledgement of the one before.

        Tornado turns that waiting (Nagle's algorithm) on again when a websocket has been opened, whatever the listening
        socket says; it costs 40 ms a message while a slider is dragged.
        """
        for model, _ in self._models.values():
            context = model.document.session_context if model.document is not None else None
            session = context.session if isinstance(context, BokehSessionContext) else None
            for connection in getattr(session, "_subscribed_connections", ()):
                connection._socket.set_nodelay(True)

    def _handle_msg(self, data: Any) -> None:
        if self.receive is None:
            return
        if isinstance(data, dict) and data.get("type") == "hello":
            self.answer_at_once()
        self.receive(data)
