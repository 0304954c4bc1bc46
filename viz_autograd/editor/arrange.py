"""Places for nodes that have none: in columns by distance from the leaves, each column ordered by its neighbours."""

from __future__ import annotations

from collections.abc import Mapping

from viz_autograd.circuit import Circuit, Leaf

Neighbours = dict[str, list[str]]

MAX_POSITION = 1e7
COLUMN = 210.0
ROW = 110.0
GAP = 150.0
SWEEPS = 4


def arrange(circuit: Circuit, placed: Mapping[str, tuple[float, float]]) -> dict[str, tuple[float, float]]:
    """Top left corners, in canvas units, for the nodes of `circuit` that `placed` lacks.

    The new ones stand in a block of their own, under everything that has a place.
    """
    near: Neighbours = {node.name: [] for node in circuit.nodes() if node.name not in placed}
    if not near:
        return {}
    for source, target, _ in circuit.edges():
        if source in near and target in near:
            near[source].append(target)
            near[target].append(source)
    columns = _ordered(near, _columns(circuit, near))
    height = max(len(column) for column in columns)
    # A hundred thousand in a row reach beyond the canvas: they stand closer then.
    across, down = min(COLUMN, MAX_POSITION / len(columns)), min(ROW, MAX_POSITION / height)
    left = min((place[0] for place in placed.values()), default=0.0)
    top = max((place[1] + GAP for place in placed.values()), default=0.0)
    return {
        name: (_within(left + x * across), _within(top + (y + (height - len(column)) / 2) * down))
        for x, column in enumerate(columns)
        for y, name in enumerate(column)
    }


def _within(position: float) -> float:
    return max(-MAX_POSITION, min(MAX_POSITION, position))


def _columns(circuit: Circuit, near: Neighbours) -> list[list[str]]:
    """The nodes by column: an op right of all its inputs, a leaf just left of the first op it feeds."""
    order = [name for name in circuit.order() if name in near]
    at: dict[str, int] = {}
    for name in order:
        at[name] = max((at[source] + 1 for source in near[name] if source in at), default=0)
    for name in order:
        if isinstance(circuit.node(name), Leaf):
            at[name] = max(min((at[target] for target in near[name]), default=1) - 1, 0)
    columns: list[list[str]] = [[] for _ in range(max(at.values()) + 1)]
    for name in near:
        columns[at[name]].append(name)
    return [column for column in columns if column]


def _ordered(near: Neighbours, columns: list[list[str]]) -> list[list[str]]:
    """Each column sorted by the mean height of its nodes' neighbours, a few times over: few edges cross then."""
    heights = {name: y - len(column) / 2 for column in columns for y, name in enumerate(column)}
    for _ in range(SWEEPS):
        for column in columns:
            means = {name: _mean_height(name, near[name], heights) for name in column}
            column.sort(key=means.__getitem__)
            for y, name in enumerate(column):
                heights[name] = y - len(column) / 2
    return columns


def _mean_height(name: str, near: list[str], heights: Mapping[str, float]) -> float:
    return sum(map(heights.__getitem__, near)) / len(near) if near else heights[name]
