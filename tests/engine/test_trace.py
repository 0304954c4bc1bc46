"""The promised order of events."""

from __future__ import annotations

from itertools import groupby

import networkx as nx
import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.engine.tutorials import four_weights
from tests.strategies import circuits
from viz_autograd import Circuit, run
from viz_autograd.circuit import Edge, OpNode
from viz_autograd.engine import ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Run, Tape

OPENING = """\
event  kind          node  along     number
    1  forward       b               8
    2  forward       c               20
    3  forward       p               72
    4  forward       q               140
    5  forward       d               212
    6  forward       L               -202
    7  seed          L               1
    8  contribution  L     L.b → d   -1
    9  contribution  d     d.a → p   -1
   10  contribution  d     d.b → q   -1
   11  contribution  p     p.a → w3  -8
   12  contribution  p     p.b → b   -9
   13  contribution  q     q.a → w4  -20
   14  contribution  q     q.b → c   -7
   15  contribution  b     b.a → w1  -36
   16  contribution  b     b.b → a   -18
   17  contribution  c     c.a → w2  -28
   18  contribution  c     c.b → a   -35
   19  accumulate    a               -53
   20  accumulate    w1              -36
   21  accumulate    w2              -28
   22  accumulate    w3              -8
   23  accumulate    w4              -20"""


def test_the_opening_circuit_has_its_23_events_in_order() -> None:
    done = run(four_weights())

    assert str(done) == OPENING
    assert done.trace.wave.tolist() == [0, 0, 1, 1, 2, 3, 4, 5, 6, 6, 7, 7, 7, 7, 8, 8, 8, 8, 9, 9, 9, 9, 9]
    assert str(done.trace).splitlines()[7].split() == ["7", "seed", "L"]


def test_columns_are_small_read_only_and_shared_by_runs() -> None:
    circuit = four_weights()
    first = run(circuit).trace
    circuit.set_value("a", 5.0)
    second = run(circuit).trace

    assert first is second
    assert first.kind.dtype == np.uint8
    assert all(column.dtype == np.int32 for column in (first.node, first.edge, first.wave))
    assert not any(column.flags.writeable for column in (first.kind, first.node, first.edge, first.wave))


def expected(circuit: Circuit, root: str) -> list[tuple[int, str, Edge | None]]:
    """The order by its definition, with networkx's longest paths."""
    serial = {node.name: node.serial for node in circuit.nodes()}
    ops = {node.name for node in circuit.nodes() if isinstance(node, OpNode) and not circuit.lacks(node.name)}
    graph = circuit.graph
    from_sources: dict[str, int] = {}
    to_root = {root: 0}
    for name in nx.topological_sort(graph):
        from_sources[name] = max((from_sources[before] + 1 for before in graph.predecessors(name)), default=name in ops)
    for name in reversed(list(nx.topological_sort(graph))):
        distances = [to_root[after] + 1 for after in graph.successors(name) if after in to_root]
        if distances and circuit.requires_grad(name):
            to_root[name] = max(distances)
    events: list[tuple[int, str, Edge | None]] = [
        (FORWARD, name, None) for name in sorted(ops, key=lambda name: (from_sources[name], serial[name]))
    ]
    events.append((SEED, root, None))
    for name in sorted(to_root, key=lambda name: (to_root[name], serial[name])):
        for edge in circuit.inputs(name).values():
            if circuit.requires_grad(edge.source):
                events.append((CONTRIBUTION, name, edge))
    leaves = sorted((name for name in to_root if name not in ops), key=serial.__getitem__)
    return events + [(ACCUMULATE, name, None) for name in leaves]


def events(done: Run) -> list[tuple[int, str, Edge | None]]:
    columns = zip(done.trace.kind.tolist(), done.trace.node.tolist(), done.trace.edge.tolist(), strict=True)
    return [(kind, done.names[node], None if edge < 0 else done.edges[edge]) for kind, node, edge in columns]


@settings(max_examples=150, deadline=None)
@given(circuits(), st.data())
def test_any_circuit_keeps_the_promise_from_any_root(circuit: Circuit, data: st.DataObject) -> None:
    roots = [node.name for node in circuit.nodes() if not circuit.lacks(node.name) and circuit.requires_grad(node.name)]
    roots = [name for name in roots if circuit.shape(name) is not None]
    if not roots:
        return
    root = data.draw(st.sampled_from(roots))
    done = run(circuit, root, np.ones(circuit.shape(root) or ()))

    assert events(done) == expected(circuit, root)
    check_waves(done)
    for name in done.names:
        arrived = [edge for kind, _, edge in events(done) if edge is not None and edge.source == name]
        assert [edge for edge, _ in done.contributions(name)] == arrived


def check_waves(done: Run) -> None:
    """Waves grow without gaps, hold one kind each, and what is needed for an event came in an earlier one."""
    waves = done.trace.wave.tolist()
    assert waves == sorted(waves)
    assert sorted(set(waves)) == list(range(len(set(waves))))
    arrival: dict[str, int] = {}
    for wave, group in groupby(zip(waves, events(done), strict=True), key=lambda item: item[0]):
        members = [event for _, event in group]
        assert len({kind for kind, _, _ in members}) == 1
        for kind, name, edge in members:
            if kind == CONTRIBUTION and edge is not None:
                assert arrival.get(name, -1) < wave
        for kind, name, edge in members:
            if kind == SEED:
                arrival[name] = wave
            elif edge is not None:
                arrival[edge.source] = wave


def test_the_tape_prints_itself_and_survives_new_values() -> None:
    circuit = four_weights()
    tape = Tape.of(circuit)
    circuit.set_value("a", 5.0)

    assert Tape.of(circuit) is tape
    assert str(tape).splitlines()[0] == "b = mul(w1, a)"
    circuit.set_value("a", [1.0, 2.0])
    assert Tape.of(circuit) is not tape
