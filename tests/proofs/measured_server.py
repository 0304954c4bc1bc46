"""The editor's server, as it is run, that tells what it uses: each line on its standard input is a question.

`settle` first ends every session that has no page and collects garbage, `objects` then also names the types that there
are, and `now` does nothing first. For Linux.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import IO, Any

PAGE = os.sysconf("SC_PAGE_SIZE")


@dataclass
class MeasuredServer:
    """A server in another process."""

    url: str
    process: subprocess.Popen[str]

    def ask(self, question: str = "settle") -> dict[str, Any]:
        """What the server uses: `rss` in bytes, `sessions`, `objects`, `clocks`' times and, if asked for, `types`."""
        stdin, stdout = pipes(self.process)
        stdin.write(question + "\n")
        stdin.flush()
        answer: dict[str, Any] = json.loads(stdout.readline())
        return answer


def pipes(process: subprocess.Popen[str]) -> tuple[IO[str], IO[str]]:
    assert process.stdin is not None
    assert process.stdout is not None
    return process.stdin, process.stdout


@contextmanager
def measured_server() -> Iterator[MeasuredServer]:
    """Run a server until the block is left."""
    command = [sys.executable, "-m", "tests.proofs.measured_server"]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as process:
        try:
            yield MeasuredServer(pipes(process)[1].readline().rstrip("\n"), process)
        finally:
            process.terminate()


def resident() -> int:
    """The bytes of this process that are in memory."""
    with open("/proc/self/statm") as file:
        return int(file.read().split()[1]) * PAGE


def clocks() -> dict[str, float]:
    """Seconds: by the clock, on a processor, and waiting for one."""
    with open("/proc/self/schedstat") as file:
        busy, waited, _ = (int(number) / 1e9 for number in file.read().split())
    return {"clock": time.monotonic(), "busy": busy, "waited": waited}


async def answer(question: str) -> None:
    from panel.io.state import state

    [(server, *_)] = state._servers.values()
    [context] = server._tornado.applications.values()
    if question != "now":
        while True:
            for session in context.sessions:
                session.request_expiration()
            await context._cleanup_sessions(0)
            if not any(session.connection_count == 0 for session in context.sessions):
                break
            await asyncio.sleep(0.05)
        gc.collect()
    objects = gc.get_objects() if question == "objects" else []
    types = Counter(f"{type(each).__module__}.{type(each).__qualname__}" for each in objects)
    told = {"rss": resident(), "sessions": len(context._sessions), "objects": len(gc.get_objects()), "types": types}
    print(json.dumps({**told, **clocks()}), flush=True)


def main() -> None:
    from viz_autograd.ui.cli import listen
    from viz_autograd.ui.server import server_on

    listener = listen(0)
    loop = server_on(listener, None)
    loop.add_handler(sys.stdin, lambda file, _: loop.add_callback(answer, file.readline().strip()), loop.READ)
    print(f"http://127.0.0.1:{listener.getsockname()[1]}/", flush=True)
    loop.start()


if __name__ == "__main__":
    main()
