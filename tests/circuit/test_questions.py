"""Asking for every end at once gives what asking for each alone does, and is quick."""

from __future__ import annotations

from itertools import pairwise
from time import perf_counter

import networkx as nx
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.circuit.edits import edit
from tests.strategies import circuits
from viz_autograd import Circuit
from viz_autograd.circuit import limits, questions
from viz_autograd.circuit.nodes import Edge
from viz_autograd.errors import CycleError, UnknownNodeError, UnknownPortError, VizAutogradError

CYCLE = "a cycle would arise: "


def same(circuit: Circuit, reason: str | None, edge: Edge, away: Edge | None) -> bool:
    """Whether `reason` is what `refusal` says; of several cycles any may be named."""
    error = circuit.refusal(*edge, ignoring=None if away is None else (away.target, away.port))
    if not isinstance(error, CycleError):
        return reason == (None if error is None else str(error))
    assert reason is not None
    assert reason.startswith(CYCLE)
    graph = nx.MultiDiGraph((source, target, port) for source, target, port in circuit.graph.edges(keys=True))
    if away is not None:
        graph.remove_edge(away.source, away.target, key=away.port)
    names = reason.removeprefix(CYCLE).split(" → ")
    pairs = [pair for pair in pairwise(names[1:]) if not any("more)" in name for name in pair)]
    return (
        names[:2] == [edge.source, edge.target] and names[-1] == edge.source and all(graph.has_edge(*p) for p in pairs)
    )


@settings(max_examples=60, deadline=None)
@given(st.data(), circuits(max_ops=16), st.sampled_from([limits.MAX_BYTES, 1500, 700]))
def test_all_at_once_is_each_alone(data: st.DataObject, circuit: Circuit, most: int) -> None:
    for _ in range(data.draw(st.integers(0, 8))):
        try:
            edit(data, circuit)
        except VizAutogradError:
            continue
    names = [node.name for node in circuit.nodes()]
    places = [(name, port) for name in names for port in circuit.ports(name)]
    away = data.draw(st.sampled_from([None, *circuit.edges()]))
    ignoring = None if away is None else (away.target, away.port)
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(limits, "MAX_BYTES", most)
        for source in names:
            answers = circuit.refusals_from(source, ignoring)
            assert list(answers) == places
            for (target, port), reason in answers.items():
                assert same(circuit, reason, Edge(source, target, port), away)
        for target, port in places:
            into = circuit.refusals_into(target, port, ignoring)
            assert list(into) == names
            for source, reason in into.items():
                assert same(circuit, reason, Edge(source, target, port), away)


def long_chain(length: int) -> Circuit:
    """n0 → n1 → …, each an add with a constant; a vector and a matrix beside it."""
    circuit = Circuit()
    circuit.leaf("n0", 1.0)
    for index in range(1, length):
        circuit.op("add", f"n{index - 1}", 1.0, name=f"n{index}")
    circuit.leaf("v", [1.0, 2.0])
    circuit.op("add", "v", f"n{length // 2}", name="last")
    return circuit


@pytest.mark.parametrize(("length", "most"), [(1_000, 1.5), (10_000, 20.0)])
def test_a_long_chain_is_answered_quickly(length: int, most: float) -> None:
    circuit = long_chain(length)
    start = perf_counter()
    for end in ("n0", f"n{length // 2}", f"n{length - 1}", "v"):
        circuit.refusals_from(end)
        circuit.refusals_from(end, ("n5", "a"))
    for name in ("n1", f"n{length // 2}", f"n{length - 1}"):
        circuit.refusals_into(name, "b")
        circuit.refusals_into(name, "a", (name, "a"))
        circuit.refusals_into(name, "b", ("n5", "a"))
    spent = perf_counter() - start
    assert spent < most  # fourteen questions, on a machine that may be busy


def test_what_is_too_much_work_is_answered_as_far_as_it_is_known(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(questions, "MOST_WORK", 5)
    circuit = long_chain(30)
    answers = circuit.refusals_from("v")
    assert len(answers) == 60
    assert answers["n3", "a"] == "port a of n3 already has an input, n2"
    assert answers["n3", "b"] is None
    into = circuit.refusals_into("n3", "b")
    assert (into["n0"], into["n9"] is None) == (None, False)


def test_a_question_about_what_is_not_there_is_refused() -> None:
    circuit = long_chain(3)
    with pytest.raises(UnknownNodeError):
        circuit.refusals_from("nobody")
    with pytest.raises(UnknownNodeError):
        circuit.refusals_into("nobody", "a")
    with pytest.raises(UnknownPortError):
        circuit.refusals_into("n1", "z")
