from __future__ import annotations

import copy
import pickle

import pytest

from viz_autograd import errors

BUILTINS = {
    "CircuitError": ValueError,
    "CycleError": ValueError,
    "OccupiedPortError": ValueError,
    "DuplicateNameError": ValueError,
    "InvalidNameError": ValueError,
    "InvalidValueError": ValueError,
    "UnknownNodeError": KeyError,
    "UnknownPortError": KeyError,
    "UnknownOpError": KeyError,
    "UnknownAttributeError": TypeError,
    "ShapeError": RuntimeError,
    "DimensionError": IndexError,
    "LimitError": ValueError,
    "RootError": RuntimeError,
    "FileError": ValueError,
    "CommandError": ValueError,
    "CancelledError": RuntimeError,
    "ArgumentError": ValueError,
    "BackwardError": RuntimeError,
    "DeviceError": AssertionError,
    "DtypeError": TypeError,
    "GraphFreedError": RuntimeError,
    "InPlaceError": RuntimeError,
    "OptimizerError": RuntimeError,
    "PositionError": IndexError,
    "ResumeError": KeyError,
    "SingularError": RuntimeError,
    "TensorError": RuntimeError,
    "UnsupportedError": NotImplementedError,
}


def test_the_whole_family_is_here() -> None:
    assert {"VizAutogradError", *BUILTINS} == set(errors.__all__) - {"shown"}


@pytest.mark.parametrize("name", BUILTINS)
def test_each_is_also_the_builtin_and_shows_its_message(name: str) -> None:
    error = getattr(errors, name)("no node 'a'", node="a", port="b", place="nodes[3].value")
    assert isinstance(error, errors.VizAutogradError)
    assert isinstance(error, BUILTINS[name])
    assert str(error) == "no node 'a'"
    assert (error.node, error.port, error.place) == ("a", "b", "nodes[3].value")


def test_edits_are_circuit_errors() -> None:
    for name in list(BUILTINS)[1:10]:
        assert issubclass(getattr(errors, name), errors.CircuitError)


def test_a_cycle_names_its_nodes() -> None:
    error = errors.CycleError(nodes=["a", "b", "a"], node="b", port="a")
    assert str(error) == "a cycle would arise: a → b → a"
    assert error.nodes == ("a", "b", "a")
    assert str(errors.CycleError("a node cannot feed itself", nodes=["a", "a"])) == "a node cannot feed itself"


def test_places_are_unknown_unless_told() -> None:
    error = errors.ShapeError("clash")
    assert (error.node, error.port, error.place) == (None, None, None)


@pytest.mark.parametrize("duplicate", [copy.copy, lambda error: pickle.loads(pickle.dumps(error))])  # noqa: S301
def test_a_copy_keeps_everything(duplicate: object) -> None:
    error = duplicate(errors.CycleError(nodes=("a", "b", "a"), node="b", port="a", place="edges[0]"))
    assert str(error) == "a cycle would arise: a → b → a"
    assert (error.nodes, error.node, error.port, error.place) == (("a", "b", "a"), "b", "a", "edges[0]")


def test_a_name_is_shown_short_and_visible() -> None:
    assert errors.shown("ähm 𝛛 <b>") == "ähm 𝛛 <b>"
    assert errors.shown("x" * 80) == "x" * 80
    assert errors.shown("x" * 81) == "x" * 79 + "…"
    assert errors.shown("a\u202eb\ud800\u200b\n") == "a�b���"
