"""Who may connect to a session (its page, and nobody else), and what is left of it in the end (nothing)."""

from __future__ import annotations

import asyncio
import socket
import subprocess
import sys
import time
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import replace
from typing import Any
from urllib.parse import urlencode

import pytest
from bokeh.util.token import generate_jwt_token, generate_secret_key, get_session_id
from tornado.httpclient import HTTPClientError

from tests.proofs.client import ClosedError, Page, Ticket, get_ticket
from tests.proofs.measured_server import measured_server
from tests.proofs.visits import visits


@pytest.fixture(scope="module")
def panel_serve() -> Iterator[str]:
    """`panel serve apps/editor.py`, where the server is not ours; its page's address."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    line = [sys.executable, "-m", "panel", "serve", "apps/editor.py", "--address=127.0.0.1", f"--port={port}"]
    with subprocess.Popen([*line, f"--allow-websocket-origin=127.0.0.1:{port}"]) as process:
        try:
            while not is_listening(port):
                assert process.poll() is None
                time.sleep(0.05)
            yield f"http://127.0.0.1:{port}/editor"
        finally:
            process.terminate()


def is_listening(port: int) -> bool:
    with socket.socket() as caller:
        return caller.connect_ex(("127.0.0.1", port)) == 0


@pytest.fixture(params=["server", "panel_serve"])
def url(request: pytest.FixtureRequest) -> str:
    address: str = request.getfixturevalue(request.param)
    return address


def run(story: Coroutine[Any, Any, None]) -> None:
    """In a thread: where the browser tests have begun, their loop runs in this one."""
    with ThreadPoolExecutor(1) as thread:
        thread.submit(lambda: asyncio.run(asyncio.wait_for(story, 60))).result()


async def sees_nothing(thief: Page) -> None:
    """The connection is closed and has been told nothing, not even that it was open."""
    with pytest.raises(ClosedError):
        await thief.frame()


async def goes_on(page: Page) -> None:
    """Edits still come back to a page, each the next one: nobody else's was done in between."""
    for value in (5.0, 6.0):
        update = await page.edit({"type": "set_value", "name": "a", "value": value})
        assert update["edits"] == page.edits
        assert value in update["block"]


def test_a_foreign_origin_cannot_connect(url: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(url)
        for origin in ("http://elsewhere.example", "http://127.0.0.1:1", "null", "file://"):
            with pytest.raises(HTTPClientError) as refused:
                await Page.connect(ticket, origin)
            assert refused.value.code == 403
        async with await Page.connect(ticket) as page:
            await page.start()
            await goes_on(page)

    run(story())


def test_a_stolen_token_sees_nothing(url: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(url)
        async with await Page.connect(ticket) as page:
            await page.start()
            async with await Page.connect(ticket) as thief:
                await goes_on(page)
                await sees_nothing(thief)
            await goes_on(page)

    run(story())


def test_a_stolen_token_changes_nothing(url: str) -> None:
    """Not even in the moment before its websocket is closed."""

    async def story() -> None:
        ticket = await get_ticket(url)
        async with await Page.connect(ticket) as page:
            await page.start()
            async with await Page.connect(ticket) as thief:
                with suppress(ClosedError):
                    for number in (1, 2, 3):
                        command = {"type": "remove", "names": ["d"]}
                        await thief.send({"type": "apply", "edit": number, "command": command})
                await sees_nothing(thief)
            await goes_on(page)

    run(story())


def test_a_stolen_token_is_worth_nothing_when_its_page_has_left(url: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(url)
        async with await Page.connect(ticket) as page:
            await page.start()
        async with await Page.connect(ticket) as thief:
            await sees_nothing(thief)

    run(story())


def test_who_comes_first_with_a_stolen_token_keeps_the_page_out(url: str) -> None:
    """The page then takes a new session: in the thief's nothing of the page's is ever said."""

    async def story() -> None:
        ticket = await get_ticket(url)
        async with await Page.connect(ticket) as thief:
            await thief.start()
            async with await Page.connect(ticket) as page:
                await sees_nothing(page)
            await goes_on(thief)
        async with await Page.open(url) as page:
            await goes_on(page)

    run(story())


def test_a_forged_token_joins_nothing(url: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(url)
        session = get_session_id(ticket.token)
        plain, signed = (
            generate_jwt_token(session, signed=signed, secret_key=generate_secret_key()) for signed in (False, True)
        )
        async with await Page.connect(ticket) as page:
            await page.start()
            for token in (plain, signed, ticket.token[:-1], ticket.token + "x", "x", "e30"):
                try:
                    async with await Page.connect(replace(ticket, token=token)) as thief:
                        await sees_nothing(thief)
                except HTTPClientError:
                    pass  # refused before it was a websocket
            await goes_on(page)

    run(story())


def test_the_server_takes_no_session_that_it_did_not_make(server: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(server)
        for signed in (False, True):
            token = generate_jwt_token("chosen", signed=signed, secret_key=generate_secret_key())
            async with await Page.connect(replace(ticket, token=token)) as page:
                await sees_nothing(page)

    run(story())


def stolen(ticket: Ticket) -> list[dict[str, str]]:
    return [{"bokeh-session-id": get_session_id(ticket.token)}, {"bokeh-token": ticket.token}]


def test_a_session_in_the_address_is_not_joined(server: str) -> None:
    async def story() -> None:
        async with await Page.connect(ticket := await get_ticket(server)) as page:
            await page.start()
            for arguments in stolen(ticket):
                query = urlencode({"circuit": "tanh-mse", **arguments, "t": "1 & 2"})
                own = await get_ticket(f"{server}?{query}")
                assert own.url == f"{server}?circuit=tanh-mse&t=1+%26+2"
                assert get_session_id(own.token) != get_session_id(ticket.token)
                async with await Page.connect(own) as other:
                    await other.start()
                    await goes_on(other)
            await goes_on(page)

    run(story())


def test_a_session_in_the_address_of_panel_serve_shows_nothing(panel_serve: str) -> None:
    async def story() -> None:
        async with await Page.connect(ticket := await get_ticket(panel_serve)) as page:
            await page.start()
            for arguments in stolen(ticket):
                joined = await get_ticket(f"{panel_serve}?{urlencode(arguments)}")
                async with await Page.connect(replace(joined, url=panel_serve)) as thief:
                    await sees_nothing(thief)
            await goes_on(page)

    run(story())


def test_a_session_that_no_address_can_name_is_refused(server: str) -> None:
    async def story() -> None:
        ticket = await get_ticket(server)
        requests: list[tuple[str, dict[str, Any]]] = [
            ("", {"headers": {"Bokeh-Session-Id": get_session_id(ticket.token)}}),
            ("?bokeh-token=" + ticket.token, {"headers": {"Bokeh-Session-Id": "x"}}),
            ("autoload.js?bokeh-autoload-element=x&bokeh-token=" + ticket.token, {}),
            ("/elsewhere.example/?bokeh-token=" + ticket.token, {}),
        ]
        body = urlencode(stolen(ticket)[0])
        form = {"Content-Type": "application/x-www-form-urlencoded"}
        requests.append(("", {"body": body, "headers": form, "allow_nonstandard_methods": True}))
        for path, request in requests:
            with pytest.raises(HTTPClientError) as refused:
                await get_ticket(server + path, **request)
            assert refused.value.code == 403

    run(story())


OURS = {"viz_autograd.ui.session.Session", "viz_autograd.canvas.component.Canvas", "bokeh.document.document.Document"}


def test_a_session_that_ended_leaves_nothing() -> None:
    async def come_to(count: int) -> None:
        """Wait until there are so many sessions; connections are still being closed for a moment."""
        while True:
            types = server.ask("objects")["types"]
            if all(types.get(name, 0) == count for name in OURS):
                return
            await asyncio.sleep(0.1)

    async def story() -> None:
        async with await Page.open(server.url):
            await visits(server.url, range(10))
            await come_to(1)
        await come_to(0)

    with measured_server() as server:
        run(story())
