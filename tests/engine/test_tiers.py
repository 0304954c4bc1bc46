"""Every way to compute a run does the same events in the same order, and makes the same numbers."""

from __future__ import annotations

from importlib.util import find_spec

import numpy as np
import pytest
from hypothesis import given, reject, settings
from hypothesis import strategies as st

from tests.engine.tutorials import four_weights, tanh_mse
from tests.strategies import circuits
from viz_autograd import Circuit, Run, run
from viz_autograd.circuit import OpNode
from viz_autograd.engine import compiled, kernels
from viz_autograd.engine.tape import Tape
from viz_autograd.engine.templates import TEMPLATES
from viz_autograd.errors import InvalidValueError
from viz_autograd.ops import GATES

EXACT = ("add", "sub", "mul", "div", "neg", "max", "min", "square", "sqrt", "abs", "relu", "mse")
ULPS = 4

TIERS = ["generated", "listed", "batched", "kernels"]
if find_spec("numba") is not None:
    TIERS.append("compiled")

SPECIAL = st.sampled_from([0.0, -0.0, 1.0, -1.0, np.inf, -np.inf, np.nan, 1e308, 5e-324, 800.0])
NUMBERS = st.floats(-3, 3) | st.floats() | SPECIAL


@st.composite
def scalar_circuits(draw: st.DrawFn, ops: tuple[str, ...] = tuple(TEMPLATES), most: int = 20) -> Circuit:
    """Leaves with any float64 and ops between them, with constants in some ports."""
    circuit = Circuit()
    for _ in range(draw(st.integers(1, 4))):
        circuit.leaf(circuit.free_name("x"), draw(NUMBERS), draw(st.integers(0, 3)) > 0)
    for _ in range(draw(st.integers(0, most))):
        op = GATES[draw(st.sampled_from(ops))]
        names = [node.name for node in circuit.nodes()]
        inputs = [draw(st.sampled_from(names)) if draw(st.integers(0, 9)) else draw(NUMBERS) for _ in op.ports]
        circuit.op(op.name, *inputs)
    return circuit


def in_tier(circuit: Circuit, tier: str, root: str | None = None, *, record: bool = True) -> Run:
    """A run in a tier; "kernels" are the loops of the compiled tier as plain Python."""
    if tier == "kernels":
        return in_kernels(circuit, root, record)
    if tier == "compiled":
        compiled.warm_up(wait=True)
        assert compiled.problem() is None
    return run(circuit, root, tier=tier, record=record)


def in_kernels(circuit: Circuit, root: str | None, record: bool) -> Run:
    plain = run(circuit, root, tier="plain", record=record)
    tape = Tape.of(circuit)
    plan = tape.plan(None if plain.root is None else tape.at(plain.root), record)
    assert plan.program is not None
    assert plan.lines is not None
    row = plan.program.row(tape.leaves.numbers(circuit), 1.0)
    try:
        with np.errstate(all="ignore"):
            kernels.forward(*plan.lines.forward, row)
            if plan.root is not None:
                kernels.backward(*plan.lines.backward, row)
    except (ValueError, ArithmeticError):  # what numba answers with NaN or an infinity
        reject()
    return Run(tape, plan, row[: plan.elements])


@pytest.mark.parametrize("tier", TIERS)
@settings(max_examples=120, deadline=None)
@given(circuit=scalar_circuits(ops=EXACT))
def test_where_the_arithmetic_is_exact_every_bit_is_the_same(circuit: Circuit, tier: str) -> None:
    plain, other = run(circuit, tier="plain"), in_tier(circuit, tier)

    # Of a NaN only that it is one: its sign and payload are the processor's.
    assert bits(other.block) == bits(plain.block)
    assert other.trace is plain.trace
    assert bits(in_tier(circuit, tier, record=False).block) == bits(run(circuit, tier="plain", record=False).block)


def bits(block: np.ndarray) -> bytes:
    return np.where(np.isnan(block), np.nan, block).tobytes()


@pytest.mark.parametrize("tier", TIERS)
@settings(max_examples=60, deadline=None)
@given(op=st.sampled_from([name for name in TEMPLATES if name not in EXACT]), a=NUMBERS, b=NUMBERS)
def test_each_transcendental_op_is_right_to_a_few_last_places(op: str, a: float, b: float, tier: str) -> None:
    circuit = Circuit()
    inputs = [circuit.leaf(name, value, requires_grad=True) for name, value in zip("ab", (a, b), strict=True)]
    circuit.op(op, *inputs[: len(GATES[op].ports)], name="y")
    plain, other = run(circuit, tier="plain"), in_tier(circuit, tier)

    assert close(other.block, plain.block)


def close(found: np.ndarray, due: np.ndarray) -> bool:
    with np.errstate(all="ignore"):
        apart = np.abs(found - due)
        near = apart <= ULPS * np.spacing(np.maximum(np.abs(found), np.abs(due)))
    # Slopes such as 1 − tanh² are differences: their last places are those of 1.
    return bool(
        np.all(near | (found == due) | (np.isnan(found) & np.isnan(due)) | (apart <= ULPS * 2 * np.spacing(1.0)))
    )


@pytest.mark.parametrize("tier", TIERS)
@pytest.mark.parametrize("circuit", [four_weights(), tanh_mse()])
def test_the_tutorials_in_every_tier(circuit: Circuit, tier: str) -> None:
    plain, other = run(circuit, tier="plain"), in_tier(circuit, tier)

    assert np.allclose(other.block, plain.block, rtol=1e-14, atol=0)
    assert str(other.trace) == str(plain.trace)
    assert in_tier(circuit, tier, "a" if "a" in circuit else "x").root in ("a", "x")


@settings(max_examples=100, deadline=None)
@given(circuits())
def test_run_again_and_again_it_is_the_same_whatever_tier_is_taken(circuit: Circuit) -> None:
    root = circuit.default_root()
    seed = None if root is None else np.ones(circuit.shape(root) or ())
    plain = run(circuit, seed=seed, tier="plain")
    for _ in range(5):
        again = run(circuit, seed=seed)
        assert np.allclose(again.block, plain.block, rtol=1e-11, atol=1e-11, equal_nan=True)
        assert again.trace is plain.trace


def test_small_circuits_come_to_be_run_by_generated_code_that_follows_new_values() -> None:
    circuit = four_weights()
    for _ in range(4):
        run(circuit)
    tape = Tape.of(circuit)
    assert tape.plan(tape.at("L")).ready is not None
    circuit.set_value("a", 5.0)
    assert run(circuit).block.tolist() == run(circuit, tier="plain").block.tolist()
    circuit.set_value("a", np.inf)
    assert run(circuit).value("L") == -np.inf


def test_what_math_refuses_the_plain_tier_does() -> None:
    circuit = Circuit()
    circuit.leaf("x", 0.0, requires_grad=True)
    circuit.op("log", "x", name="y")
    for _ in range(4):
        done = run(circuit)

    assert done.value("y") == -np.inf
    assert done.grad("x") == np.inf


def test_names_are_no_part_of_the_generated_code() -> None:
    circuit = Circuit()
    circuit.leaf("__import__('os').system('echo')", 2.0, requires_grad=True)
    circuit.op("mul", "__import__('os').system('echo')", 3.0, name="seed\u2003= 0")
    for _ in range(4):
        done = run(circuit)

    assert done.grad("__import__('os').system('echo')") == 3.0


def test_a_tier_that_cannot_says_so() -> None:
    circuit = four_weights()
    circuit.set_value("a", [1.0, 2.0])
    with pytest.raises(InvalidValueError, match="scalars only"):
        run(circuit, "b", [1.0, 1.0], tier="batched")
    with pytest.raises(InvalidValueError, match="no tier 'fast'"):
        run(circuit, "b", [1.0, 1.0], tier="fast")


def test_templates_and_kernels_know_ports() -> None:
    assert set(kernels.OPS_HERE) <= set(TEMPLATES) <= set(GATES)
    assert all(len(TEMPLATES[name].backward) == len(GATES[name].ports) for name in TEMPLATES)


def test_a_chain_of_100_000_nodes() -> None:
    circuit = Circuit()
    name = circuit.leaf("x", 0.5, requires_grad=True).name
    for at in range(99_999):
        name = circuit.op(("sin", "tanh", "neg")[at % 3], name).name
    done = run(circuit)
    plain = run(circuit, tier="plain")

    assert np.allclose(done.block, plain.block, rtol=1e-9)
    assert len(done.trace) == 2 * 99_999 + 2
    assert all(isinstance(node, OpNode) for node in circuit.nodes()[1:])
