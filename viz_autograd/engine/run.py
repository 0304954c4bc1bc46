"""Run a circuit: one loop forward, one back, and everything it computed kept."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from viz_autograd.circuit import Circuit, Edge, Value, as_value
from viz_autograd.engine.plan import Plan
from viz_autograd.engine.tape import Tape
from viz_autograd.engine.tiers import compute
from viz_autograd.engine.trace import ACCUMULATE, CONTRIBUTION, FORWARD, SEED, Trace, table
from viz_autograd.engine.work import Watch
from viz_autograd.errors import RootError, UnknownNodeError, UnknownPortError

Block = NDArray[np.float64]

SHOWN = 6


class Run:
    """The numbers of one run, in one read-only block of float64, and the order in which they came about.

    `block[value_at[i]:value_at[i] + size[i]]` is the value of node `names[i]`, likewise `grad_at`;
    `contribution_at[j]` is where the contribution along `edges[j]` begins, as large as its source's value. −1 means
    there is none.
    """

    __slots__ = ("_numbers", "_plan", "tape")

    def __init__(self, tape: Tape, plan: Plan, numbers: Block | tuple[float, ...]) -> None:
        self.tape = tape
        self._plan = plan
        self._numbers = numbers

    @property
    def block(self) -> Block:
        """Every number, read-only."""
        numbers = self._numbers
        if isinstance(numbers, tuple):  # a small run is over sooner than an array is made
            numbers = self._numbers = np.array(numbers, np.float64)
        numbers.flags.writeable = False
        return numbers

    @property
    def root(self) -> str | None:
        """What was differentiated; None when only forward was run."""
        return None if self._plan.root is None else self.names[self._plan.root]

    @property
    def trace(self) -> Trace:
        """The events in order; empty when nothing was recorded."""
        return self._plan.trace

    @property
    def names(self) -> tuple[str, ...]:
        """Every node of the circuit, in creation order."""
        return self.tape.names

    @property
    def edges(self) -> tuple[Edge, ...]:
        """Every edge of the circuit, by the target's creation and then in port order."""
        return self.tape.edges

    @property
    def size(self) -> NDArray[np.int64]:
        """Per node the elements of its value; 0 where it cannot be computed."""
        return self.tape.size

    @property
    def value_at(self) -> NDArray[np.int64]:
        """Per node where its value begins in `block`, or −1."""
        return self._plan.values.at

    @property
    def grad_at(self) -> NDArray[np.int64]:
        """Per node where its gradient begins in `block`, or −1."""
        return self._plan.grads.at

    @property
    def contribution_at(self) -> NDArray[np.int64]:
        """Per edge where its contribution begins in `block`, or −1."""
        return self._plan.contributions.at

    def value(self, name: str) -> Value | None:
        """A node's value, read-only float64; None when it cannot be computed. Raises UnknownNodeError."""
        at = self._index(name)
        return self._part(int(self.value_at[at]), at)

    def grad(self, name: str) -> Value | None:
        """A node's gradient, the sum of its contributions; None when none reached it. Raises UnknownNodeError."""
        at = self._index(name)
        return self._part(int(self.grad_at[at]), at)

    def contribution(self, edge: Edge) -> Value | None:
        """What an edge carried back, in the shape of its source; None when nothing was. Raises UnknownPortError."""
        at = self.tape.edge_at(edge.target, edge.port)
        if at is None or self.edges[at] != edge:
            raise UnknownPortError(f"there was no edge {edge.source} → {edge.target}.{edge.port} in this run")
        return self._contribution(at)

    def contributions(self, name: str) -> list[tuple[Edge, Value]]:
        """What reached a node, edge by edge, in the order it arrived. Raises UnknownNodeError."""
        found = []
        for at in self._plan.arrivals(self._index(name)):
            part = self._contribution(at)
            if part is not None:  # it is when nothing was recorded
                found.append((self.edges[at], part))
        return found

    def __repr__(self) -> str:
        return f"<Run: root {self.root}, {len(self.names)} nodes, {len(self.trace)} events>"

    def __str__(self) -> str:
        """A row for each event with the number it made."""
        rows = [
            (*row, _told(self._made(kind, node, edge)))
            for row, kind, node, edge in zip(
                self.trace.rows(),
                self.trace.kind.tolist(),
                self.trace.node.tolist(),
                self.trace.edge.tolist(),
                strict=True,
            )
        ]
        return table([("event", "kind", "node", "along", "number"), *rows])

    def _made(self, kind: int, node: int, edge: int) -> Value | None:
        if kind == FORWARD:
            return self._part(int(self.value_at[node]), node)
        if kind == CONTRIBUTION:
            return self._contribution(edge)
        if kind in (SEED, ACCUMULATE):
            return self._part(int(self.grad_at[node]), node)
        return None

    def _index(self, name: str) -> int:
        at = self.tape.at(name)
        if at is None:
            raise UnknownNodeError(f"there was no node {name!r} in this run", node=name)
        return at

    def _contribution(self, edge: int) -> Value | None:
        return self._part(int(self.contribution_at[edge]), int(self.tape.edge_source[edge]))

    def _part(self, offset: int, node: int) -> Value | None:
        shape = self.tape.shapes[node]
        if offset < 0 or shape is None:
            return None
        if isinstance(self._numbers, tuple):
            one = np.array(self._numbers[offset])
            one.flags.writeable = False
            return one
        return self.block[offset : offset + int(self.size[node])].reshape(shape)


def _told(value: Value | None) -> str:
    """A number with at most six significant digits; of an array the first ones and its shape."""
    if value is None:
        return ""
    if value.ndim == 0:
        return f"{float(value):.6g}"
    numbers = [f"{number:.6g}" for number in value.ravel()[:SHOWN].tolist()]
    more = ", …" if value.size > SHOWN else ""
    return f"[{', '.join(numbers)}{more}] {'×'.join(map(str, value.shape))}"


def run(
    circuit: Circuit,
    root: str | None = None,
    seed: object = None,
    *,
    backward: bool = True,
    record: bool = True,
    watch: Watch | None = None,
    tier: str | None = None,
) -> Run:
    """Compute every value that can be computed and, from the root, every gradient.

    Without a root the circuit's default one is taken; where there is none, only forward is run. `seed` is the
    gradient put in at the root, in its shape; None is 1 for a root of one element. With `backward=False` no gradient
    is computed; with `record=False` neither contributions nor trace are kept. `watch` is called after each step (of
    a run in machine code, once) with the part of the work that is done, an estimate that rises to 1; what it raises
    ends the run and goes on. `tier`
    says how to compute (`tiers.TIERS`); None leaves that to size. Raises UnknownNodeError, RootError,
    InvalidValueError (seed, tier).
    """
    tape: Tape | None = circuit.tape
    if tape is None or tape.structure != circuit.structure:
        tape = Tape.of(circuit)
    plan = tape.asked.get((root, backward, record)) if seed is None else None
    if plan is not None:
        if plan.ready is not None and tier is None and watch is None:  # a circuit that takes a microsecond
            try:
                return Run(tape, plan, plan.ready(tape.leaves.floats(circuit), 1.0))
            except (ArithmeticError, ValueError):  # an infinity or NaN, which math does not make
                tier = "plain"
        return Run(tape, plan, compute(circuit, tape, plan, None, watch, tier))
    if root is not None and root not in circuit:
        raise UnknownNodeError(f"there is no node {root!r}", node=root)
    chosen = root if root is not None else circuit.default_root()
    at = None if chosen is None or not backward else tape.at(chosen)
    given = None
    if at is not None:
        given = None if seed is None else as_value(seed)
        problem = root_problem(circuit, chosen, given)
        if problem is not None:
            raise problem
    plan = tape.plan(at, record)
    if seed is None:
        tape.ask(root, backward, record, plan)
    return Run(tape, plan, compute(circuit, tape, plan, given, watch, tier))


def root_problem(circuit: Circuit, root: str | None, seed: object = None) -> RootError | None:
    """Why `run` would refuse to differentiate this root with this seed, or None; without a root, the default one.

    Raises UnknownNodeError, and InvalidValueError for a seed that is no value.
    """
    chosen = root if root is not None else circuit.default_root()
    if chosen is None:
        return None
    shape = circuit.shape(chosen)
    if shape is None:
        return RootError(f"{chosen} cannot be computed: {'; '.join(circuit.lacks(chosen))}", node=chosen)
    if not circuit.requires_grad(chosen):
        return RootError("element 0 of tensors does not require grad and does not have a grad_fn", node=chosen)
    if seed is None:
        if all(length == 1 for length in shape):
            return None
        return RootError("grad can be implicitly created only for scalar outputs", node=chosen)
    given = as_value(seed).shape
    if given != shape:
        return RootError(
            f"Mismatch in shape: grad_output[0] has a shape of torch.Size({list(given)}) "
            f"and output[0] has a shape of torch.Size({list(shape)}).",
            node=chosen,
        )
    return None
