"""What the steps are called."""

from __future__ import annotations

import pytest

from viz_autograd.editor import commands as c
from viz_autograd.editor import label


@pytest.mark.parametrize(
    ("command", "text"),
    [
        (c.AddLeaf("p1"), "add p1"),
        (c.AddOp("tanh1", "tanh"), "add tanh"),
        (c.Remove(["a"]), "delete a"),
        (c.Remove(["a", "b"]), "delete 2 nodes"),
        (c.Connect("a", "mul1", "b"), "connect a → mul1"),
        (c.Disconnect("mul1", "b"), "disconnect mul1.b"),
        (c.Move({"a": (0, 0)}), "move a"),
        (c.Move({"a": (0, 0), "b": (0, 0), "c": (0, 0)}), "move 3 nodes"),
        (c.Rename("a", "b"), "rename a → b"),
        (c.SetValue("a", 5.0), "set a = 5"),
        (c.SetValue("a", -0.123456789), "set a = −0.123457"),
        (c.SetValue("a", 1e-7), "set a = 1e−07"),
        (c.SetValue("a", "-inf"), "set a = −inf"),
        (c.SetValue("a", [1.0, "nan"]), "set a = [1, nan]"),
        (c.SetValue("a", [1.0] * 7), "set a = [7]"),
        (c.SetValue("a", [[1.0, 2.0, 3.0]]), "set a = [1 × 3]"),
        (c.SetValue("a", c.Binary([100, 20], "")), "set a = [100 × 20]"),
        (c.SetConstant("mul1", "b", 3.0), "set mul1.b = 3"),
        (c.SetConstant("mul1", "b"), "clear mul1.b"),
        (c.SetRequiresGrad("a", requires_grad=True), "make a a parameter"),
        (c.SetRequiresGrad("a", requires_grad=False), "make a a constant"),
        (c.SetAttribute("sum1", "dim", None), "set sum1.dim = none"),
        (c.SetAttribute("sum1", "keepdim", value=True), "set sum1.keepdim = true"),
        (c.SetAttribute("sum1", "dim", -1), "set sum1.dim = −1"),
        (c.SetRoot("L"), "set root L"),
        (c.SetRoot(), "choose no root"),
        (c.SetSeed([1.0, 1.0]), "set seed = [1, 1]"),
        (c.SetSeed(), "clear the seed"),
        (c.SetTitle("four weights"), "name the circuit four weights"),
        (c.Replace("{}", label="open four-weights"), "open four-weights"),
        (c.Batch("paste 3 nodes", []), "paste 3 nodes"),
        (c.Rename("x" * 100, "<img>"), "rename " + "x" * 39 + "… → <img>"),
    ],
)
def test_label(command: c.Command, text: str) -> None:
    assert label(command) == text


def test_labels_stay_short_and_on_one_line() -> None:
    assert label(c.Batch("a\nb" * 1000, [])) == ("a�b" * 1000)[:119] + "…"
