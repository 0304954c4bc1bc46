"""Answers are sent at once, however the websocket was opened."""

from __future__ import annotations

import subprocess
import sys

from tests.conftest import Opener

# Serves the editor, and prints the flag of the websocket at each message of its page.
SERVER = """
import socket
from viz_autograd.canvas.component import Canvas
from viz_autograd.ui.cli import main

receive = Canvas._handle_msg

def told(canvas, data):
    receive(canvas, data)
    for model, _ in canvas._models.values():
        for connection in model.document.session_context.session._subscribed_connections:
            stream = connection._socket.ws_connection.stream
            print("nodelay", stream.socket.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY), flush=True)

Canvas._handle_msg = told
main(["--no-open", "--port", "0"])
"""


def test_the_websocket_does_not_wait_for_acknowledgements(visit: Opener) -> None:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        try:
            assert process.stdout is not None
            visit("?still=1", url=process.stdout.readline().strip(), lossy=True)
            word, flag = process.stdout.readline().split()
            assert word == "nodelay"
            assert int(flag) != 0
        finally:
            process.terminate()
