"""The browser half as a Panel component: it only carries messages."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

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

    def _handle_msg(self, data: Any) -> None:
        if self.receive is not None:
            self.receive(data)
