"""What a page may say, and what nobody should: messages in any order, forged, cut, twisted; and what must hold then."""

from __future__ import annotations

import datetime
import json
import pathlib
import random
import reprlib
import unicodedata
import zlib
from collections import Counter
from collections.abc import Callable
from typing import Any

import msgspec
import numpy as np

from tests.editor.random_commands import MAKERS, state
from tests.io.mutations import STRINGS, UNSEEN, VALID, damaged, starts
from viz_autograd.canvas import codec
from viz_autograd.editor import Document
from viz_autograd.errors import CommandError
from viz_autograd.gallery import GALLERY
from viz_autograd.ui.session import Session

Message = dict[str, Any]

SHORT = reprlib.Repr()
SHORT.maxdict, SHORT.maxstring, SHORT.maxother = 12, 120, 120


class Talk:
    """One end of a session: what was said, what was answered, and which edits the session has taken."""

    def __init__(self, file: pathlib.Path | None = None) -> None:
        self.answers: list[Message] = []
        self.session = Session(self.answers.append, file)
        self.id = 0
        self.kept: list[bytes] = []
        self.begun: Message = {}
        """The last `begin` that the session took."""
        self.log: list[Any] = []
        """The edits since then and those it brought, refused or not."""
        self.refused: set[int] = set()
        """The numbers of those that were refused."""
        self.said: list[Message] = []

    @property
    def document(self) -> Document:
        return self.session.document

    @property
    def edits(self) -> int:
        return self.session.edits or 0

    def again(self, *, whole: bool) -> Message:
        """What a page says whose server has gone: where it began and the edits since, with those refused or without."""
        numbers = [each.get("edit") if isinstance(each, dict) else None for each in self.log]
        # Of one that comes after a greater one, or twice, nobody can say whether it was done.
        whole = whole or not all(type(number) is int for number in numbers) or numbers != sorted(set(numbers))
        log = [each for each, number in zip(self.log, numbers, strict=True) if whole or number not in self.refused]
        message: Message = copied({**self.begun, "log": log, "edits": self.edits})
        return message


def name(rng: random.Random, talk: Talk) -> str:
    names = list(talk.document.layout)
    return rng.choice(names) if names and rng.random() < 0.9 else rng.choice(STRINGS)


def command(rng: random.Random, talk: Talk) -> Any:
    made: Any = msgspec.to_builtins(rng.choice(MAKERS)(rng, talk.document))
    for _ in range(rng.choice([100, 300, 470, 480, 490, 495, 900]) if rng.random() < 0.01 else 0):
        made = {"type": "batch", "label": "", "commands": [made]}
    return made


def text_of(rng: random.Random) -> str:
    data = rng.choice(starts()) if rng.random() < 0.5 else damaged(rng)
    return data if isinstance(data, str) else data.decode("utf-8", "surrogateescape")


def packed(rng: random.Random, talk: Talk) -> bytes:
    """What `ask_state` gave, as it was, with bytes changed, or changed inside."""
    kind = rng.random()
    if not talk.kept or kind < 0.1:
        return rng.choice([b"", b"x", zlib.compress(b""), zlib.compress(b"[" * 10**5), zlib.compress(b" " * 10**6)])
    data = rng.choice(talk.kept)
    if kind < 0.5:
        return data
    if kind < 0.6:
        at = rng.randrange(len(data))
        return data[:at] + bytes([rng.randrange(256)]) + data[at + 1 :]
    inside = json.loads(zlib.decompress(data))
    if rng.random() < 0.3:
        inside[rng.choice(list(inside))] = rng.choice(ODD)(rng)
    else:
        twist(rng, inside)
    try:
        # Python writes NaN, and halves of surrogate pairs as escapes: both are for the reader to refuse.
        return zlib.compress(json.dumps(inside, default=repr, skipkeys=True).encode(), 1)
    except RecursionError:
        return zlib.compress(b'{"text":' * 10**4, 1)


def begin(rng: random.Random, talk: Talk) -> Message:
    kind = rng.randrange(6)
    if kind == 0:
        return {"circuit": rng.choice([*GALLERY, *STRINGS])}
    if kind == 1:
        return {"name": rng.choice(STRINGS), "text": text_of(rng)}
    if kind == 2:
        return {"state": packed(rng, talk), "log": [edit(rng, talk, at) for at in range(1, rng.randrange(1, 5))]}
    if kind == 3:
        return {"log": [edit(rng, talk, rng.randrange(-1, 5)) for _ in range(rng.randrange(4))]}
    return talk.again(whole=kind == 4)


EDITS: dict[str, Callable[[random.Random, Talk], Message]] = {
    "apply": lambda rng, talk: {"command": command(rng, talk), "gesture": rng.choice([None, None, "drag"])},
    "undo": lambda rng, talk: {"steps": rng.choice([1, 1, 1, 2, 5, 0, -1, 10**9]), "of": _of(rng, talk)},
    "redo": lambda rng, talk: {"steps": rng.choice([1, 1, 1, 2, 5, 0, -1, 10**9]), "of": _of(rng, talk)},
    "open": lambda rng, talk: {"name": rng.choice(STRINGS), "text": text_of(rng)},
    "open_gallery": lambda rng, talk: {"circuit": rng.choice([*GALLERY, *STRINGS])},
}

OTHERS: dict[str, Callable[[random.Random, Talk], Message]] = {
    "hello": lambda rng, talk: {},
    "begin": begin,
    "save": lambda rng, talk: {"view": _view(rng)},
    "ask_file": lambda rng, talk: {"view": _view(rng)},
    "ask_state": lambda rng, talk: {},
    "ping": lambda rng, talk: {},
    "cancel": lambda rng, talk: {"of": rng.choice([talk.id, talk.id - 1, -1, 10**30])},
    "ask_ports": lambda rng, talk: {
        "source": rng.choice([None, name(rng, talk)]),
        "target": rng.choice([None, name(rng, talk)]),
        "port": rng.choice([None, "a", "b", "z"]),
        "ignoring": rng.choice([None, (name(rng, talk), "a")]),
    },
    "ask_array": lambda rng, talk: {
        "of": rng.choice(["value", "grad", "contribution"]),
        "node": name(rng, talk),
        "port": rng.choice([None, "a", "b"]),
        "offset": rng.choice([0, 0, 1, -1, 10**30]),
        "limit": rng.choice([1, 1000, 10_000, 0, 10**9]),
    },
}


def _of(rng: random.Random, talk: Talk) -> int | None:
    return rng.choice([None, None, talk.edits, rng.randrange(10)])


def _view(rng: random.Random) -> Message | None:
    return rng.choice([None, {"x": rng.uniform(-9, 9), "y": 0, "zoom": rng.choice([1.0, 0, 1e300, float("nan")])}])


def edit(rng: random.Random, talk: Talk, number: int) -> Message:
    kind = rng.choice(["apply"] * 8 + list(EDITS))
    return {"type": kind, "id": 0, "edit": number, **EDITS[kind](rng, talk)}


# What Bokeh makes of what a browser sends, and more.
ODD: list[Callable[[random.Random], Any]] = [
    lambda rng: rng.choice(STRINGS),
    lambda rng: rng.choice([None, True, False, 0, -1, 1, 0.5, -0.0, 2**53, 2**63, 2**64, -(2**64), 10**30, 10**400]),
    lambda rng: rng.choice([float("nan"), float("inf"), float("-inf"), 1e308, 5e-324]),
    lambda rng: rng.choice([[], {}, [[]], [None], {"": {}}, (), {1: 2}, {None: None}, {(1, 2): 3}]),
    lambda rng: rng.choice([b"", b"\xff" * 9, bytearray(b"x"), memoryview(b"x"), np.arange(3.0)]),
    lambda rng: rng.choice([{1, 2}, slice(1), datetime.date(2020, 1, 1), 1j, object(), Document, range(3)]),
    lambda rng: {"shape": rng.choice([[10**9], [-1], [1] * 9, [10**30], "x"]), "base64": rng.choice(["", "AAAA", "é"])},
    lambda rng: deep(rng),
]


def deep(rng: random.Random) -> Any:
    """Lists, objects or batches within each other."""
    kind, part = rng.randrange(3), rng.choice([1, "a", None])
    for _ in range(rng.choice([2, 50, 250, 900, 5_000])):
        if kind == 2:
            part = {"type": "batch", "label": "", "commands": [part] if isinstance(part, dict) else []}
        else:
            part = [part] if kind == 0 else {"a": part}
    return part


def twist(rng: random.Random, message: Any) -> None:
    """Put something else in one place of a message, or take something away."""
    holders = _holders(message)
    holder = rng.choice(holders)
    if not holder:
        return
    at = rng.choice(list(holder)) if isinstance(holder, dict) else rng.randrange(len(holder))
    kind = rng.randrange(6)
    if kind == 0:
        del holder[at]
    elif kind == 1 and isinstance(holder, dict):
        holder[rng.choice(STRINGS)] = rng.choice(ODD)(rng)
    elif kind == 2:
        there = rng.choice(holders)
        if there:
            where = rng.choice(list(there)) if isinstance(there, dict) else rng.randrange(len(there))
            holder[at] = copied(there[where])
    elif kind == 3 and isinstance(holder[at], str):
        holder[at] = holder[at][: rng.randrange(9)] + rng.choice(STRINGS)
    else:
        holder[at] = rng.choice(ODD)(rng)


def copied(message: Any) -> Any:
    """A message whose lists and objects are its own, however deep they are."""
    whole = [message]
    waiting: list[Any] = [whole]
    while waiting:
        part = waiting.pop()
        for at, inner in list(part.items() if isinstance(part, dict) else enumerate(part)):
            if isinstance(inner, (dict, list)):
                part[at] = inner.copy()
                waiting.append(part[at])
    return whole[0]


def _holders(message: Any) -> list[Any]:
    """Every list and object in a message."""
    found: list[Any] = []
    waiting = [message]
    while waiting:
        part = waiting.pop()
        if isinstance(part, (dict, list)):
            found.append(part)
            waiting.extend(part.values() if isinstance(part, dict) else part)
    return found


def said(rng: random.Random, talk: Talk) -> Any:
    """The next message."""
    kind = rng.random()
    if not talk.begun and kind < 0.5:
        talk.id += 1
        return {"type": "begin", "id": talk.id, **begin(rng, talk)}
    if kind < 0.05 and talk.said:
        return copied(rng.choice(talk.said))
    if kind < 0.07:
        return rng.choice(ODD)(rng)
    talk.id += rng.choice([1, 1, 1, 1, 1, 0, 2])
    if rng.random() < 0.7:
        message = edit(rng, talk, talk.edits + 1 if rng.random() < 0.9 else rng.choice([0, 1, -1, talk.edits + 2]))
    else:
        which = rng.choice([*OTHERS, "ask_state"])
        message = {"type": which, **OTHERS[which](rng, talk)}
    message["id"] = talk.id
    if rng.random() < 0.3:
        for _ in range(rng.choice([1, 1, 1, 2, 4])):
            twist(rng, message)
    return message


def seen(talk: Talk) -> tuple[Any, ...]:
    """All of a session that must not change unless an edit is taken. The view is no part of it: looking is no edit."""
    view, talk.document.view = talk.document.view, None
    found = state(talk.document)
    talk.document.view = view
    history = talk.session.history
    labels = history.undo_label, history.redo_label, len(history.done), len(history.undone)
    return found, labels, talk.session.replacements, talk.session.opened


def decoded(message: object) -> codec.BrowserMessage | None:
    try:
        return codec.decode(message)
    except CommandError:
        return None


def converse(rng: random.Random, messages: int, folder: pathlib.Path) -> Counter[str]:
    """Say that many messages. AssertionError where an answer is missing or wrong, or the document changes unasked.

    `folder` is empty; the session may be given a file in it.
    """
    file = rng.choice([None, folder / "circuit.vizgrad.json"])
    if file is not None:
        file.write_bytes(VALID if rng.random() < 0.9 else b"{")
    talk, counts = Talk(file), Counter[str]()
    before = seen(talk)
    for _ in range(messages):
        message = said(rng, talk)
        meant, edits, began = decoded(message), talk.session.edits, talk.session.began
        there = len(talk.answers)
        talk.session.dispatch(message)
        answers = talk.answers[there:]
        after = seen(talk)
        counts["messages"] += 1
        counts[_judged(meant, message, answers, edits, began, before != after)] += 1
        _remember(talk, meant, message, edits, began, answers)
        _refused_for_its_start(message, answers, file)
        before = after
        del talk.answers[:]
    _goes_on_elsewhere(talk, file)
    assert list(folder.iterdir()) == ([] if file is None else [file]), "a session leaves other files"
    return counts


def _judged(
    meant: codec.BrowserMessage | None,
    message: Any,
    answers: list[Message],
    edits: int | None,
    began: int,
    changed: bool,
) -> str:
    """What a message came to."""
    shown = SHORT.repr(message)
    assert len(answers) <= 1, f"{len(answers)} answers to {shown}"
    refusals = [answer for answer in answers if answer["type"] == "refusal"]
    for refusal in (*refusals, *(refusal for answer in answers for refusal in answer.get("refused", []))):
        assert refusal["kind"] != "defect", f"{refusal['message']} after {shown}"
        told = refusal["message"]
        assert told, f"refused without a word: {shown}"
        assert len(told) <= 1000, f"{len(told)} characters: {told[:100]!r} after {shown}"
        assert not UNSEEN & set(map(unicodedata.category, told)), f"{told!r} cannot be seen after {shown}"
    for answer in answers:
        plain = {key: part for key, part in answer.items() if not isinstance(part, (np.ndarray, bytes))}
        json.dumps(plain, allow_nan=False).encode()
        number = message.get("id") if isinstance(message, dict) else None
        ack = answer["ack"]
        assert ack == 0 or (isinstance(number, int) and ack == number), f"{ack} acknowledged after {shown}"
    if not answers:
        done = isinstance(message, dict) and _is_done(message, edits)
        old = isinstance(meant, codec.Begin) and meant.id <= began
        assert done or old or isinstance(meant, codec.Cancel), f"no answer to {shown}"
        assert not changed, f"changed without a word by {shown}"
        return "ignored"
    if changed:
        due = isinstance(meant, codec.Edit) and edits is not None and meant.edit == edits + 1
        assert due or isinstance(meant, codec.Begin), f"changed by {shown}"
        assert answers[0]["type"] == "update", f"changed and not shown after {shown}"
        return "changed"
    return "refused" if refusals else "answered"


def _is_done(message: Message, edits: int | None) -> bool:
    """Whether it is an edit, in whatever shape, whose number was done already."""
    number, kind = message.get("edit"), message.get("type")
    return edits is not None and type(number) is int and 0 <= number <= edits and kind in list(EDITS)


def _remember(
    talk: Talk, meant: codec.BrowserMessage | None, message: Any, edits: int | None, began: int, answers: list[Message]
) -> None:
    talk.said.append(message)
    del talk.said[:-50]
    for answer in answers:
        if answer["type"] == "state":
            talk.kept.append(answer["state"])
        elif answer["type"] == "saved" and answer.get("file") is not None:
            # The file is no longer what the document began as.
            talk.session.dispatch({"type": "ask_state", "id": 0})
            talk.begun, talk.log = {"type": "begin", "state": talk.answers[-1]["state"]}, []
    if isinstance(meant, codec.Begin) and meant.id > began and answers[0]["type"] == "update":
        talk.begun, talk.log = message, list(meant.log)
        talk.refused = {refusal["edit"] for refusal in answers[0].get("refused", []) if "edit" in refusal}
        talk.id = max(talk.id, meant.id)
    elif isinstance(meant, codec.Edit) and edits is not None and meant.edit == edits + 1:
        talk.log.append(message)
        if answers[0]["type"] == "refusal":
            talk.refused.add(meant.edit)


def _refused_for_its_start(message: Any, answers: list[Message], file: pathlib.Path | None) -> None:
    """An edit in its log is no reason to refuse a `begin`: all the others would be lost with it."""
    if not isinstance(message, dict) or not isinstance(message.get("log"), list):
        return
    kind = message.get("type")
    if isinstance(kind, str) and kind == "begin" and answers and answers[0]["type"] == "refusal":
        other = Talk(file)
        other.session.dispatch({**message, "log": []})
        assert other.answers[0]["type"] == "refusal", f"refused for an edit in it: {answers[0]['message']}"


def _goes_on_elsewhere(talk: Talk, file: pathlib.Path | None) -> None:
    """Another session that is told what this one was told holds the same, and so does one that is given its state."""
    if not talk.begun:
        return
    here = seen(talk)
    talk.session.dispatch({"type": "ask_state", "id": 1})
    for first in (talk.again(whole=True), talk.again(whole=False), {"state": talk.answers[-1]["state"]}):
        other = Talk(file)
        other.session.dispatch({**first, "type": "begin", "id": 1})
        assert other.answers[-1]["type"] == "update", f"not to be had again: {other.answers[-1]}"
        assert seen(other) == here, "another session holds another document"
        assert other.session.edits == talk.session.edits, "another session counts other edits"
