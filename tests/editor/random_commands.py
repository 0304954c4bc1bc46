"""Random commands: what people do, what they mistype, and what nobody sends by hand; and what must hold after them."""

from __future__ import annotations

import base64
import random
from collections.abc import Callable
from dataclasses import dataclass, fields

import numpy as np

from tests.circuit.snapshot import rebuilt, snapshot
from viz_autograd.circuit import OpNode
from viz_autograd.editor import Document, History, decode_command, encode_command, pack, snapshot_of, unpack
from viz_autograd.editor import commands as c
from viz_autograd.engine import root_problem, run
from viz_autograd.errors import VizAutogradError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import decode, encode
from viz_autograd.ops import GATES

ON_CANVAS = [name for name, op in GATES.items() if op.canvas and name != "inverse"]


def binary(*shape: int) -> c.Binary:
    return c.Binary(list(shape), base64.b64encode(np.arange(np.prod(shape), dtype="<f8").tobytes()).decode())


VALUES: list[c.Value | c.Binary] = [
    0.0,
    -0.0,
    1.0,
    -2.5,
    "nan",
    "inf",
    "-inf",
    5e-324,
    [1.0],
    [1.0, 2.0],
    [3.0, "nan"],
    [1.0, 2.0, 3.0],
    [[1.0, 2.0], [3.0, 4.0]],
    [[1.0, 2.0, 3.0]],
    binary(3),
]
LARGE_VALUES = [binary(1001), binary(40, 30)]
BAD_VALUES = [
    [],
    [[]],
    [1.0, [2.0]],
    [[1.0], [2.0, 3.0]],
    c.Binary([2], "AAAA"),
    c.Binary([10**9], ""),
    c.Binary([-1, 10**30], "é"),
]
NAMES = ["a", "b", "x", "L", "mul1", "<img src=x onerror=alert(1)>", "ähm 𝛛"]
NOBODY = ["nobody", "", "x\n", "\u202eab", "x" * 101, *NAMES]
TITLES = ["one", "two ∂", "", " ", "x\ty", "<script>alert(1)</script>", "t" * 201]
TEXTS = [encode(entry.build()).decode() for entry in GALLERY.values()]
SERIALS = [0, 1, 5, 10**6, 2**53 - 2, 2**53 - 1, 2**53, -1, 10**30]
ATTRIBUTES: list[c.AttributeValue] = [None, 0, 1, -1, True, False, 2**63, 10**30]

Maker = Callable[[random.Random, Document], c.Command]


def pick_name(rng: random.Random, document: Document) -> str:
    """Mostly a node that is there."""
    names = list(document.layout)
    return rng.choice(names) if names and rng.random() < 0.96 else rng.choice(NOBODY)


def pick_op(rng: random.Random, document: Document) -> str:
    """Mostly an op node."""
    return _pick(rng, document, lambda name: isinstance(document.circuit.node(name), OpNode))


def pick_leaf(rng: random.Random, document: Document) -> str:
    """Mostly a leaf."""
    return _pick(rng, document, lambda name: not isinstance(document.circuit.node(name), OpNode))


def _pick(rng: random.Random, document: Document, fits: Callable[[str], bool]) -> str:
    name = pick_name(rng, document)
    for _ in range(4):
        if name in document.circuit and fits(name):
            break
        name = pick_name(rng, document)
    return name


def pick_port(rng: random.Random, document: Document, target: str, *, wired: bool) -> str:
    """Mostly a port of the node that is wired, or is not."""
    if target in document.circuit and rng.random() < 0.9:
        taken = document.circuit.inputs(target)
        ports = [port for port in document.circuit.ports(target) if (port in taken) == wired]
        if ports:
            return rng.choice(ports)
    return rng.choice(["a", "a", "b", "b", "c", "", "out"])


def new_name(rng: random.Random, document: Document) -> str:
    kind = rng.random()
    if kind < 0.1:
        return rng.choice(NOBODY)
    return document.circuit.free_name("n") if kind < 0.2 else f"n{rng.randrange(10**5)}"


def value(rng: random.Random) -> c.Value | c.Binary:
    kind = rng.random()
    if kind < 0.4:
        return rng.uniform(-5, 5)
    if kind < 0.6:
        return rng.choice([0.0, -0.0, 1.0])
    if kind < 0.95:
        return rng.choice(VALUES)
    return rng.choice(BAD_VALUES if kind < 0.99 else LARGE_VALUES)


def serial(rng: random.Random) -> int | None:
    """A page never sends one; whoever forges its messages may."""
    return None if rng.random() < 0.98 else rng.choice(SERIALS)


def place(rng: random.Random) -> float:
    return rng.uniform(-500, 500) if rng.random() < 0.96 else rng.choice([0.0, -0.0, -3.25, 1e7, 2e7, -1e300])


def some_names(rng: random.Random, document: Document) -> list[str]:
    return [pick_name(rng, document) for _ in range(rng.choice([0, 1, 1, 1, 2, 2, 3, 8]))]


def add_leaf(rng: random.Random, d: Document) -> c.Command:
    return c.AddLeaf(new_name(rng, d), value(rng), rng.random() < 0.6, place(rng), place(rng), serial(rng))


def add_op(rng: random.Random, d: Document) -> c.Command:
    op = rng.choice([*ON_CANVAS, "foo"])
    attributes: dict[str, c.AttributeValue] = {"dim": rng.choice([None, 0, 1, -1])} if op in ("sum", "mean") else {}
    constants = {rng.choice(["a", "a", "b", "c"]): value(rng)} if rng.random() < 0.2 else {}
    return c.AddOp(new_name(rng, d), op, attributes, constants, place(rng), place(rng), serial(rng))


def connect(rng: random.Random, d: Document) -> c.Command:
    target = pick_op(rng, d)
    return c.Connect(pick_name(rng, d), target, pick_port(rng, d, target, wired=False))


def disconnect(rng: random.Random, d: Document) -> c.Command:
    target = pick_op(rng, d)
    return c.Disconnect(target, pick_port(rng, d, target, wired=True))


def set_constant(rng: random.Random, d: Document) -> c.Command:
    target = pick_op(rng, d)
    port = pick_port(rng, d, target, wired=False)
    return c.SetConstant(target, port, None if rng.random() < 0.3 else value(rng))


def set_attribute(rng: random.Random, d: Document) -> c.Command:
    name = _pick(rng, d, lambda each: getattr(d.circuit.node(each), "op", "") in ("sum", "mean"))
    return c.SetAttribute(name, rng.choice(["dim", "dim", "keepdim", "axis"]), rng.choice(ATTRIBUTES))


def paste(rng: random.Random, d: Document) -> c.Command:
    """A few nodes and the edges among them and to what is there, as one step."""
    names = [f"p{rng.randrange(10**5)}" for _ in range(rng.randrange(1, 6))]
    steps: list[c.Command] = []
    for name in names:
        if rng.random() < 0.5:
            steps.append(c.AddLeaf(name, value(rng), rng.random() < 0.6, place(rng), place(rng)))
        else:
            steps.append(c.AddOp(name, rng.choice(ON_CANVAS), {}, {}, place(rng), place(rng)))
    for name in names[1:]:
        source = rng.choice(names) if rng.random() < 0.7 else pick_name(rng, d)
        if rng.random() < 0.3:
            steps.append(c.Connect(source, name, "a"))
    return c.Batch(rng.choice(["paste", "", "<b>\u202e"]), steps)


def batch(rng: random.Random, d: Document) -> c.Command:
    kinds = MAKERS if rng.random() < 0.2 else MAKERS[:-1]
    return c.Batch("several", [rng.choice(kinds)(rng, d) for _ in range(rng.randrange(5))])


def replace(rng: random.Random, d: Document) -> c.Command:
    kind = rng.random()
    if kind < 0.5:
        return c.Replace(rng.choice(TEXTS))
    if kind < 0.7:
        return c.Replace(encode(d).decode(), "again")
    text = rng.choice(TEXTS)
    if kind < 0.8:
        return c.Replace(text[: rng.randrange(len(text))])
    start, count = rng.choice(SERIALS), text.count('"op"')
    return c.Replace(text, "forged", list(range(start, start + count)))


MAKERS: list[Maker] = [
    add_leaf,
    add_op,
    add_op,
    connect,
    connect,
    connect,
    lambda rng, d: c.Remove(some_names(rng, d)),
    disconnect,
    lambda rng, d: c.Move({name: (place(rng), place(rng)) for name in some_names(rng, d)}),
    lambda rng, d: c.Rename(pick_name(rng, d), new_name(rng, d)),
    lambda rng, d: c.SetValue(pick_leaf(rng, d), value(rng)),
    set_constant,
    lambda rng, d: c.SetRequiresGrad(pick_leaf(rng, d), rng.random() < 0.5),
    set_attribute,
    lambda rng, d: c.SetRoot(rng.choice([None, pick_name(rng, d)]), rng.choice([None, value(rng)])),
    lambda rng, d: c.SetSeed(rng.choice([None, value(rng)])),
    lambda rng, d: c.SetTitle(rng.choice(TITLES)),
    paste,
    replace,
    batch,
]


def drag(rng: random.Random, document: Document) -> list[c.Command]:
    """The commands of one gesture: a slider, nodes being moved, a seed, or several things by turns."""
    name, kind = pick_leaf(rng, document), rng.randrange(4)
    count = rng.choice([2, 3, 10, 40])
    if kind == 0:
        return [c.SetValue(name, rng.choice([rng.uniform(-1, 1), 0.0, -0.0])) for _ in range(count)]
    if kind == 1:
        names = some_names(rng, document)
        return [c.Move({each: (place(rng), place(rng)) for each in names}) for _ in range(count)]
    if kind == 2:
        return [c.SetSeed(rng.choice([None, rng.uniform(-1, 1)])) for _ in range(count)]
    return [rng.choice(MAKERS)(rng, document) for _ in range(min(count, 10))]


def crowd(rng: random.Random) -> c.Command:
    """A thousand nodes, each op fed by some that came shortly before it."""
    steps: list[c.Command] = []
    for at in range(1000):
        if at % 3 == 0:
            steps.append(c.AddLeaf(f"m{at}", rng.uniform(-1, 1), at % 2 == 0, at % 40 * 90.0, at // 40 * 60.0))
        else:
            steps.append(c.AddOp(f"m{at}", rng.choice(["mul", "add", "sub"]), {}, {}, at % 40 * 90.0, at // 40 * 60.0))
            ends = [(port, at - rng.randrange(1, min(at, 30) + 1)) for port in "ab"]
            steps.extend(c.Connect(f"m{source}", f"m{at}", port) for port, source in ends)
    return c.Batch("crowd", steps)


def makers(rng: random.Random) -> list[Maker]:
    """Some of the makers, some of them more often: runs that differ reach states that a mixture of all does not."""
    chosen = [maker for maker in MAKERS if maker is not replace and rng.random() < 0.8]
    chosen += [add_op, add_leaf, rng.choice(MAKERS)] * rng.randrange(3)
    # It puts an end to what has grown, so that most runs go without.
    return [*chosen, replace] if rng.random() < 0.3 else [*chosen, connect]


@dataclass
class Tally:
    """What a run did."""

    commands: int = 0
    applied: int = 0
    refused: int = 0
    repeated: int = 0
    """Undone, redone, or taken back because the run after the edit failed."""
    nodes: int = 0
    """The most there were at the end of a run."""
    forgotten: int = 0
    """Steps beyond what a history remembers."""
    kept: int = 0
    """How often document and history were packed, and the run went on from what was unpacked."""

    def add(self, other: Tally) -> None:
        for each in fields(self):
            one, two = getattr(self, each.name), getattr(other, each.name)
            setattr(self, each.name, max(one, two) if each.name == "nodes" else one + two)


class Counting(History):
    """A history that counts what it forgets."""

    forgotten = 0

    def _forget(self) -> None:
        before = len(self.done)
        super()._forget()
        self.forgotten += before - len(self.done)


class TakenBackError(Exception):
    """Stands for whatever goes wrong after an edit."""


def state(document: Document) -> tuple[bytes, list[int]]:
    """All of a document that can be seen: its file, and its creation numbers."""
    return encode(document), [node.serial for node in document.circuit.nodes()]


def exercise(rng: random.Random, steps: int) -> Tally:
    """Do `steps` random commands, undo all and redo all, twice. AssertionError where not all is as it was."""
    history = Counting(rng.choice(list(GALLERY.values())).build())
    history.document.view = rng.choice([None, {"x": 1.0, "y": -2.5, "zoom": 0.5}])
    original = state(history.document)
    if rng.random() < 0.04:
        history.do(crowd(rng))
    tally = Tally()
    kinds = makers(rng)
    while tally.commands < steps:
        commands, gesture = [rng.choice(kinds)(rng, history.document)], rng.choice([None, None, "same"])
        if rng.random() < 0.03:
            commands, gesture = drag(rng, history.document), f"drag {tally.commands}"
        for command in commands[: steps - tally.commands]:
            tally.commands += 1
            _do(rng, history, command, gesture, tally)
        if rng.random() < 0.003:
            _check(history.document)
            history = _kept(history)
            tally.kept += 1
    edited = state(history.document)
    _check(history.document)
    history = _kept(history)
    depth = len(history.done)
    bottom = original if not history.forgotten else None
    for _ in range(2):
        while history.done:
            history.undo()
        bottom = bottom or state(history.document)
        assert state(history.document) == bottom, "undoing all does not give what there was"
        for _ in range(depth):
            history.redo()
        assert state(history.document) == edited, "redoing all does not give what there was"
    _check(history.document)
    tally.nodes, tally.forgotten = len(history.document.circuit), history.forgotten
    return tally


def _kept(history: Counting) -> Counting:
    """The history that a page which was closed and opened again goes on with."""
    kept = unpack(pack(snapshot_of(history, edits=0))).history()
    assert state(kept.document) == state(history.document), "what was kept is another document"
    again = Counting(kept.document, kept.done, kept.undone, kept.gesture)
    again.forgotten = history.forgotten + len(history.done) - len(kept.done)
    return again


def _do(rng: random.Random, history: Counting, command: c.Command, gesture: str | None, tally: Tally) -> None:
    # What is refused or taken back must leave no trace; to look each time would cost more than all the rest.
    small = len(history.document.circuit) < 12
    before = state(history.document) if rng.random() < (0.5 if small else 0.1) else None
    labels = history.undo_label, history.redo_label, len(history.done), len(history.undone)
    kind, failed, said = rng.random(), False, "taken back"
    try:
        # What the browser sends is what is applied.
        decoded = decode_command(encode_command(command))
        if kind < 0.03:
            with history.tentatively():
                history.do(decoded, gesture)
                raise TakenBackError
        elif kind < 0.06:
            with history.tentatively():
                rng.choice([history.undo, history.redo])()
                history.do(decoded, gesture)
                raise TakenBackError
        history.do(decoded, gesture)
        tally.applied += 1
    except TakenBackError:
        tally.repeated += 1
        failed = True
    except VizAutogradError as error:
        tally.refused += 1
        failed, said = True, str(error)
    if failed:
        assert said, "a refusal that says nothing"
        assert before is None or state(history.document) == before, f"refused, and yet changed: {command}"
        now = history.undo_label, history.redo_label, len(history.done), len(history.undone)
        assert now == labels, f"refused, and yet in the history: {command}"
    if rng.random() < 0.1:
        _repeat(rng, history, tally)


def _repeat(rng: random.Random, history: History, tally: Tally) -> None:
    """Go back some steps, and mostly return."""
    count = min(len(history.done), rng.choice([1, 1, 1, 2, 5, 30]))
    for _ in range(count):
        history.undo()
    for _ in range(rng.choice([0, count, count, count])):
        history.redo()
        tally.repeated += 1
    tally.repeated += count


def _check(document: Document) -> None:
    """What is kept step by step is what one would find anew, the file is one, and the circuit runs."""
    text = encode(document)
    assert encode(decode(text)) == text, "the file opens as another circuit"
    assert list(document.layout.keys() - {node.name for node in document.circuit.nodes()}) == []
    circuit = document.circuit
    assert snapshot(circuit, counters=False) == snapshot(rebuilt(circuit), counters=False), "the circuit is not itself"
    root = document.effective_root()
    backward = root is not None and root_problem(circuit, root, document.seed) is None
    run(circuit, root if backward else None, document.seed if backward else None, backward=backward)
