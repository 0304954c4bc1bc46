"""Random sequences of commands: undoing all gives the byte-identical file, redoing all the edited one."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from viz_autograd.editor import Document, History, decode_command, encode_command
from viz_autograd.editor import commands as c
from viz_autograd.errors import VizAutogradError
from viz_autograd.gallery import GALLERY
from viz_autograd.io import decode, encode
from viz_autograd.ops import OPS

VALUES = [
    0.0,
    -0.0,
    1.0,
    -2.5,
    "nan",
    "inf",
    "-inf",
    [1.0, 2.0],
    [3.0, "nan"],
    [1.0, 2.0, 3.0],
    [[1.0, 2.0], [3.0, 4.0]],
]
BAD_VALUES = [[], [[]], [1.0, [2.0]], [[1.0], [2.0, 3.0]], c.Binary([2], "AAAA"), c.Binary([10**9], "")]
NAMES = ["a", "b", "x", "L", "mul1", "<img src=x onerror=alert(1)>", "ähm 𝛛"]
TEXTS = [encode(entry.build()).decode() for entry in GALLERY.values()]


def pick_name(rng: random.Random, document: Document) -> str:
    """Mostly a node that is there."""
    names = [node.name for node in document.circuit.nodes()]
    return rng.choice(names) if names and rng.random() < 0.93 else rng.choice(["nobody", "", "x\n", *NAMES])


def new_name(rng: random.Random, document: Document) -> str:
    return rng.choice(NAMES) if rng.random() < 0.5 else document.circuit.free_name("n")


def value(rng: random.Random) -> c.Value | c.Binary:
    return rng.choice(VALUES) if rng.random() < 0.95 else rng.choice(BAD_VALUES)


def place(rng: random.Random) -> float:
    return rng.choice([0.0, -3.25, 1e7, rng.uniform(-500, 500), rng.uniform(-500, 500), 2e7])


def some_names(rng: random.Random, document: Document) -> list[str]:
    return [pick_name(rng, document) for _ in range(rng.randrange(4))]


def add_op(rng: random.Random, d: Document) -> c.Command:
    op = rng.choice([*OPS, "foo"])
    attributes: dict[str, c.AttributeValue] = {"dim": rng.choice([None, 0, 1, -1])} if op in ("sum", "mean") else {}
    constants = {rng.choice(["a", "b", "c"]): value(rng)} if rng.random() < 0.3 else {}
    return c.AddOp(new_name(rng, d), op, attributes, constants, place(rng), place(rng))


def connect(rng: random.Random, d: Document) -> c.Command:
    return c.Connect(pick_name(rng, d), pick_name(rng, d), rng.choice("aaabbbc"))


MAKERS: list[Callable[[random.Random, Document], c.Command]] = [
    lambda rng, d: c.AddLeaf(new_name(rng, d), value(rng), rng.random() < 0.6, place(rng), place(rng)),
    add_op,
    add_op,
    connect,
    connect,
    connect,
    lambda rng, d: c.Remove(some_names(rng, d)),
    lambda rng, d: c.Disconnect(pick_name(rng, d), rng.choice("ab")),
    lambda rng, d: c.Move({name: (place(rng), place(rng)) for name in some_names(rng, d)}),
    lambda rng, d: c.Rename(pick_name(rng, d), new_name(rng, d)),
    lambda rng, d: c.SetValue(pick_name(rng, d), value(rng)),
    lambda rng, d: c.SetConstant(pick_name(rng, d), rng.choice("ab"), rng.choice([None, value(rng)])),
    lambda rng, d: c.SetRequiresGrad(pick_name(rng, d), rng.random() < 0.5),
    lambda rng, d: c.SetAttribute(pick_name(rng, d), rng.choice(["dim", "keepdim"]), rng.choice([None, 0, 1, True])),
    lambda rng, d: c.SetRoot(rng.choice([None, pick_name(rng, d)]), rng.choice([None, value(rng)])),
    lambda rng, d: c.SetSeed(rng.choice([None, value(rng)])),
    lambda rng, d: c.SetTitle(rng.choice(["one", "two ∂", "", "x\ty"])),
    lambda rng, d: c.Replace(rng.choice([*TEXTS, "{"])) if rng.random() < 0.3 else c.SetTitle("three"),
    lambda rng, d: c.Batch("several", [make(rng, d, batch=False) for _ in range(rng.randrange(5))]),
]


def make(rng: random.Random, document: Document, *, batch: bool = True) -> c.Command:
    return rng.choice(MAKERS if batch else MAKERS[:-1])(rng, document)


def serials(document: Document) -> list[int]:
    return [node.serial for node in document.circuit.nodes()]


def exercise(seed: int, steps: int) -> None:
    rng = random.Random(seed)
    start = rng.choice(list(GALLERY.values())).build()
    history = History(start)
    original = encode(history.document), serials(history.document)
    for _ in range(steps):
        before = encode(history.document)
        command = make(rng, history.document)
        try:
            # What the browser sends is what is applied.
            history.do(decode_command(encode_command(command)), rng.choice([None, None, "drag"]))
        except VizAutogradError:
            assert encode(history.document) == before
        if rng.random() < 0.1:
            with contextlib.suppress(VizAutogradError):
                rng.choice([history.undo, history.redo])()
    edited = encode(history.document), serials(history.document)
    assert encode(decode(edited[0])) == edited[0]
    depth = len(history.done)
    for _ in range(2):
        while history.done:
            history.undo()
        assert (encode(history.document), serials(history.document)) == original
        for _ in range(depth):
            history.redo()
        assert (encode(history.document), serials(history.document)) == edited


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(seed=st.integers(0, 2**32), steps=st.integers(1, 40))
def test_undo_all_and_redo_all(seed: int, steps: int) -> None:
    exercise(seed, steps)


@pytest.mark.parametrize("seed", range(4))
def test_undo_all_and_redo_all_after_many_edits(seed: int) -> None:
    exercise(seed, 400)
