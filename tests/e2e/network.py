"""A network that can be cut: a port that passes everything on to another one, until it does not."""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Iterator


class Network:
    """Passes connections on to `target` (a port of this machine).

    Cut "silently", nothing arrives any more and nobody is told, as when a cable is pulled; cut with `closing`, all
    connections are closed and new ones refused a moment after they are made, as when a gateway goes down.
    """

    def __init__(self, target: int) -> None:
        self.target = target
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.open = threading.Event()
        self.open.set()
        self.closing = False
        self.ended = False
        self.sockets: set[socket.socket] = set()
        threading.Thread(target=self._accept, daemon=True).start()

    def cut(self, *, closing: bool) -> None:
        self.closing = closing
        self.open.clear()
        if closing:
            self._close_all()

    def heal(self) -> None:
        """What was under way when the network was cut silently is lost with its connections."""
        self._close_all()
        self.open.set()

    def end(self) -> None:
        self.ended = True
        self.open.set()
        self.listener.close()
        self._close_all()

    def _close_all(self) -> None:
        # One by one, since others come meanwhile.
        while self.sockets:
            with contextlib.suppress(KeyError):
                _close(self.sockets.pop())

    def _accept(self) -> None:
        while not self.ended:
            try:
                client, _ = self.listener.accept()
            except OSError:
                return
            if self.ended or (self.closing and not self.open.is_set()):
                client.close()
                continue
            self.sockets.add(client)
            threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        self.open.wait()
        if self.ended:
            _close(client)
            return
        try:
            server = socket.create_connection(("127.0.0.1", self.target))
        except OSError:
            client.close()
            return
        self.sockets.add(server)
        for one, other in ((client, server), (server, client)):
            threading.Thread(target=self._pass_on, args=(one, other), daemon=True).start()

    def _pass_on(self, source: socket.socket, sink: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while data := source.recv(65_536):
                if not self.open.is_set():
                    return
                sink.sendall(data)
        with contextlib.suppress(OSError):
            sink.shutdown(socket.SHUT_WR)


def _close(each: socket.socket) -> None:
    with contextlib.suppress(OSError):
        each.shutdown(socket.SHUT_RDWR)
    each.close()


@contextlib.contextmanager
def network(target: int) -> Iterator[Network]:
    between = Network(target)
    try:
        yield between
    finally:
        between.end()
