"""Every port, or every node, that one end of an edge could be joined to: asked once when a drag begins."""

from __future__ import annotations

from collections import ChainMap
from dataclasses import dataclass, field
from heapq import heappop, heappush

from viz_autograd.circuit.cycles import Reached
from viz_autograd.circuit.foreseeing import Foreseeing
from viz_autograd.circuit.limits import check_total
from viz_autograd.circuit.nodes import Edge, Leaf, Node, Shape, State
from viz_autograd.circuit.settling import NO_STATES, States, Wires, constant_elements, elements
from viz_autograd.errors import VizAutogradError
from viz_autograd.ops import GATES

# Shapes worked out for one question, about a second. What is left then is answered as if it fitted; `connect` refuses.
MOST_WORK = 300_000


@dataclass(slots=True)
class Question:
    """What all answers about one source share. `ends`: what follows once a node, and it alone, has another shape.

    An end is the reason why not, or None, and by how many elements a run grows.
    """

    source: str
    away: Edge | None
    base: dict[str, State]
    growth: int
    work: int = 0
    ends: dict[tuple[str, Shape | None], tuple[str | None, int]] = field(default_factory=dict)


class Questions(Foreseeing):
    """A wiring that answers for all ends at once what `refusal` does for one."""

    def refusals_into(
        self, target: str | Node, port: str, ignoring: tuple[str, str] | None = None
    ) -> dict[str, str | None]:
        """Why an edge from each node into a port would be refused, None where it would not; nodes in creation order.

        `ignoring` is as in `refusal`. Raises UnknownNodeError, UnknownPortError.
        """
        if self._loose:
            self._tighten()
        name = self._known(target)
        self._check_port(name, port)
        away = self._away(ignoring)
        if occupied := self._occupied(name, port, away):
            return dict.fromkeys(self._names(), str(occupied))
        reached = Reached(name, self._successors if away is None else lambda one: self._successors_without(one, away))
        base = self._base(Edge(name, name, port), away)
        # Nothing that may be joined lies downstream, so of a source only its shape counts.
        by_shape: dict[Shape | None, str | None] = {}
        answers: dict[str, str | None] = {}
        for source in self._names():
            if source in reached:
                answers[source] = reached.told_into(source)
                continue
            shape = (base.get(source) or self._states[source]).shape
            if shape not in by_shape:
                enough = len(by_shape) * len(reached) > MOST_WORK
                by_shape[shape] = None if enough else self._clash(Edge(source, name, port), away, base)
            answers[source] = by_shape[shape]
        return answers

    def _clash(self, edge: Edge, away: Edge | None, base: States) -> str | None:
        try:
            self._spread(edge, away, base, shapes_only=True)
        except VizAutogradError as error:
            return str(error)
        return None

    def refusals_from(
        self, source: str | Node, ignoring: tuple[str, str] | None = None
    ) -> dict[tuple[str, str], str | None]:
        """Why an edge from a node into each port would be refused, None where it would not; by (target, port).

        `ignoring` is as in `refusal`. Targets in creation order. Raises UnknownNodeError.
        """
        if self._loose:
            self._tighten()
        name = self._known(source)
        away = self._away(ignoring)
        if away is None:
            reached = Reached(name, self._graph.predecessors)
            question = Question(name, None, {}, 0)
        else:
            reached = Reached(name, lambda one: self._predecessors_without(one, away))
            change = self._settle([away.target], wires={(away.target, away.port): None})
            question = Question(name, away, change.states, change.elements)
        answers: dict[tuple[str, str], str | None] = {}
        for target in self._names():
            node = self._nodes[target]
            for port in () if isinstance(node, Leaf) else GATES[node.op].ports:
                if occupied := self._occupied(target, port, away):
                    answers[target, port] = str(occupied)
                elif target in reached:
                    answers[target, port] = reached.told_from(target)
                elif away is not None and (target, port) == (away.target, away.port):
                    answers[target, port] = self._clash(Edge(name, target, port), away, NO_STATES)
                else:
                    answers[target, port] = self._answer(question, target, port)
        return answers

    def _predecessors_without(self, name: str, away: Edge) -> list[str]:
        sources = list(self._graph.predecessors(name))
        if name == away.target and len(self._graph[away.source][name]) == 1:
            sources.remove(away.source)
        return sources

    def _answer(self, question: Question, target: str, port: str) -> str | None:
        """Why an edge from the question's source into a port would be refused for shapes or size, or None."""
        away, source = question.away, question.source
        wires: Wires = {} if away is None else {(away.target, away.port): None}
        wires = {**wires, (target, port): Edge(source, target, port)}
        growth = question.growth + elements((question.base.get(source) or self._states[source]).shape)
        node = self._unconstant(target, port)
        if node is not None:
            growth += constant_elements(node) - constant_elements(self._nodes[target])
        problem, more = self._follow(question, target, node or self._nodes[target], wires)
        if problem is None and growth + more > 0:
            try:
                check_total(self._elements + growth + more)
            except VizAutogradError as error:
                return str(error)
        return problem

    def _follow(self, question: Question, start: str, node: Node, wires: Wires) -> tuple[str | None, int]:
        """As `_settle` from one node, for shapes alone: the reason why not, and the growth.

        Where nothing else is waiting, what follows depends on one node and its new shape alone, and is kept: chains
        would take quadratic time otherwise.
        """
        position, ends, away = self._order.position, question.ends, question.away
        changed: ChainMap[str, State] | dict[str, State] = ChainMap({}, question.base) if question.base else {}
        passed: list[tuple[str, Shape | None, int]] = []
        problem: str | None = None
        growth = 0
        queued = {start}
        heap = [(position(start), start)]
        while heap:
            if question.work > MOST_WORK:
                return None, growth
            name = heappop(heap)[1]
            question.work += 1
            try:
                state = self._derive(node if name == start else self._nodes[name], wires, changed)
            except VizAutogradError as error:
                problem = str(error)
                break
            before = changed.get(name) or self._states[name]
            if state.shape == before.shape:
                continue
            if not heap:
                if (name, state.shape) in ends:
                    problem, more = ends[name, state.shape]
                    growth += more
                    break
                passed.append((name, state.shape, growth))
            changed[name] = state
            edges = self._fan_out(name) - (away is not None and name == away.source)
            growth += (elements(state.shape) - elements(before.shape)) * (2 + edges)
            for target in self._successors(name):
                if target not in queued:
                    queued.add(target)
                    heappush(heap, (position(target), target))
        for name, shape, until in passed:
            ends[name, shape] = problem, growth - until
        return problem, growth
