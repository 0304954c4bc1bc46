"""Sessions at the other end of a pipe, for tests of the browser half: `python -m tests.canvas.session_pipe`.

Each line that comes in is {"session": NAME, "message": …} or {"session": NAME, "forget": true}; each line that goes out
is the list of the answers to it. Bytes travel as {"base64": TEXT}; columns are left out. {"session": NAME,
"file": true} answers with the circuit's file and the labels of the steps that can be undone.
"""

from __future__ import annotations

import base64
import json
import sys
from typing import Any

import numpy as np

from viz_autograd import io
from viz_autograd.canvas import codec
from viz_autograd.ui.session import Session


def main() -> None:
    sessions: dict[str, tuple[Session, list[dict[str, Any]]]] = {}
    for line in sys.stdin:
        said = json.loads(line, object_hook=unpacked)
        name = said["session"]
        if said.get("forget"):
            sessions.pop(name, None)
            answer: object = []
        else:
            if name not in sessions:
                answers: list[dict[str, Any]] = []
                sessions[name] = Session(answers.append), answers
            session, answers = sessions[name]
            if said.get("file"):
                steps = [entry.label for entry in session.history.done]
                answer = {"file": io.encode(session.document).decode(), "steps": steps}
            else:
                session.dispatch(codec.read(said["message"]))
                answer = [without_columns(each) for each in answers]
                answers.clear()
        print(json.dumps(answer, default=packed), flush=True)


def without_columns(answer: dict[str, Any]) -> dict[str, Any]:
    return {name: each for name, each in answer.items() if not isinstance(each, np.ndarray)}


def packed(data: object) -> object:
    if isinstance(data, bytes):
        return {"base64": base64.b64encode(data).decode()}
    raise TypeError(type(data))


def unpacked(data: dict[str, Any]) -> object:
    return base64.b64decode(data["base64"]) if list(data) == ["base64"] else data


if __name__ == "__main__":
    main()
