"""A page without a browser: it gets the HTML, opens the websocket and says what BokehJS and the editor's page say."""

from __future__ import annotations

import json
import re
from dataclasses import dataclass, field
from types import TracebackType
from typing import Any, Self
from urllib.parse import urlsplit
from uuid import uuid4

import numpy as np
from tornado.httpclient import AsyncHTTPClient, HTTPRequest
from tornado.websocket import WebSocketClientConnection, WebSocketClosedError, websocket_connect

OPENING = "four-weights"


class ClosedError(Exception):
    """The server closed the connection."""


@dataclass(frozen=True)
class Ticket:
    """What a page's HTML says of its session."""

    url: str
    token: str
    root: str


async def get_ticket(url: str, **request: Any) -> Ticket:
    """Load the page. Raises tornado.httpclient.HTTPError for an answer that is no page."""
    answer = await AsyncHTTPClient().fetch(HTTPRequest(url, **request))
    found = re.search(r"render_items = (\[.*\]);", answer.body.decode())
    assert found, "the page has no session"
    [item] = json.loads(found[1])
    [root] = item["root_ids"]
    return Ticket(answer.effective_url, item["token"], root)


class Page:
    """A page that is connected; every message of the editor's that it gets is one of `receive`'s."""

    def __init__(self, socket: WebSocketClientConnection, root: str) -> None:
        self.socket = socket
        self.root = root
        self.ids = 0
        self.edits = 0

    @classmethod
    async def open(cls, url: str) -> Page:
        """Load the page, connect, and begin with the opening circuit."""
        page = await cls.connect(await get_ticket(url))
        await page.start()
        return page

    @classmethod
    async def connect(cls, ticket: Ticket, origin: str | None = None) -> Page:
        """Open the websocket. Raises tornado.httpclient.HTTPClientError when it is refused."""
        parts = urlsplit(ticket.url)
        headers = {"Origin": origin or f"{parts.scheme}://{parts.netloc}"}
        request = HTTPRequest(f"ws://{parts.netloc}{parts.path.rstrip('/')}/ws", headers=headers)
        socket = await websocket_connect(request, subprotocols=["bokeh", ticket.token])
        # As browsers do; else each of a message's parts waits for the one before it to be acknowledged.
        socket.protocol.stream.set_nodelay(True)
        return cls(socket, ticket.root)

    async def start(self) -> dict[str, Any]:
        """Say what a page says before its first edit; the update that shows what is open. Raises ClosedError."""
        await self.expect("ACK")
        await self.pull()
        await self.patch({"type": "event", "name": "document_ready", "values": {"type": "map"}})
        await self.send({"type": "hello"})
        await self.answer("welcome")
        await self.send({"type": "begin", "circuit": OPENING})
        return await self.answer("update")

    async def edit(self, command: dict[str, Any], gesture: str | None = None) -> dict[str, Any]:
        """Send the next edit; its update. Raises ClosedError."""
        self.edits += 1
        await self.send({"type": "apply", "edit": self.edits, "command": command, "gesture": gesture})
        return await self.answer("update")

    async def send(self, message: dict[str, Any]) -> None:
        """Send one of the editor's messages, which gets the next id. Raises ClosedError."""
        self.ids += 1
        data = as_map({"json": json.dumps({**message, "id": self.ids})})
        entries = [["model", {"id": self.root}], ["data", data]]
        await self.patch({"type": "event", "name": "data_event", "values": {"type": "map", "entries": entries}})

    async def answer(self, kind: str) -> dict[str, Any]:
        """The answer to the message sent last. Raises ClosedError."""
        reply = await self.receive()
        assert (reply["type"], reply["ack"]) == (kind, self.ids), {**reply, "awaited": (kind, self.ids)}
        return reply

    async def receive(self) -> dict[str, Any]:
        """The next of the editor's messages. Raises ClosedError."""
        message = await self.expect("PATCH-DOC")
        [event] = message.content["events"]
        values = plain(event["msg_data"]["values"], message.buffers)
        data: dict[str, Any] = values["data"]
        return data

    async def pull(self) -> BokehMessage:
        """Ask for Bokeh's document; the answer. Raises ClosedError."""
        await self.write("PULL-DOC-REQ", {})
        return await self.expect("PULL-DOC-REPLY")

    async def patch(self, event: dict[str, Any]) -> None:
        """Send one of Bokeh's events. Raises ClosedError."""
        await self.write(
            "PATCH-DOC", {"events": [{"kind": "MessageSent", "msg_type": "bokeh_event", "msg_data": event}]}
        )

    async def write(self, kind: str, content: dict[str, Any]) -> None:
        """Send one of Bokeh's messages. Raises ClosedError."""
        try:
            for part in ({"msgid": uuid4().hex, "msgtype": kind}, {}, content):
                await self.socket.write_message(json.dumps(part))
        except WebSocketClosedError as error:
            raise ClosedError from error

    async def expect(self, kind: str) -> BokehMessage:
        """The next of Bokeh's messages of a kind; receipts may come before it. Raises ClosedError."""
        while True:
            message = await self.read()
            if message.kind == kind:
                return message
            assert message.kind == "OK", message

    async def read(self) -> BokehMessage:
        """The next of Bokeh's messages. Raises ClosedError."""
        header, _, content = [json.loads(await self.frame()) for _ in range(3)]
        message = BokehMessage(header["msgtype"], content)
        for _ in range(header.get("num_buffers", 0)):
            name = json.loads(await self.frame())["id"]
            message.buffers[name] = await self.frame()
        return message

    async def frame(self) -> Any:
        """The next of the websocket's messages. Raises ClosedError."""
        frame = await self.socket.read_message()
        if frame is None:
            raise ClosedError
        return frame

    def close(self) -> None:
        """Leave."""
        self.socket.close()

    def break_off(self) -> None:
        """Be gone without a word."""
        self.socket.protocol.stream.close()

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, place: TracebackType | None
    ) -> None:
        self.close()


@dataclass
class BokehMessage:
    kind: str
    content: Any
    buffers: dict[str, Any] = field(default_factory=dict)


def as_map(data: Any) -> Any:
    """Plain data as BokehJS writes it."""
    if isinstance(data, dict):
        return {"type": "map", "entries": [[key, as_map(value)] for key, value in data.items()]}
    if isinstance(data, list):
        return [as_map(each) for each in data]
    return data


def plain(data: Any, buffers: dict[str, Any]) -> Any:
    """What Bokeh wrote, as plain data and numpy arrays."""
    if isinstance(data, list):
        return [plain(each, buffers) for each in data]
    if not isinstance(data, dict):
        return data
    match data.get("type"):
        case "map":
            return {key: plain(value, buffers) for key, value in data.get("entries", [])}
        case "ndarray":
            return np.frombuffer(plain(data["array"], buffers), data["dtype"]).reshape(data["shape"])
        case "bytes":
            return buffers[data["data"]["id"]]
        case "number":
            return float(data["value"])
        case _:
            return data
