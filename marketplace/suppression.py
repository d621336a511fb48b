"""Which numbers of a table with totals are kept back, so that no small one can be worked out from those shown.

A number above nobody and below `smallest` is hidden, and with it as many others as it takes: for every hidden number
at least `smallest` values agree with all that is shown, with rows and columns that add up, and with the rule that
nobody is always shown, so that a hidden number is at least one. No database.

Numbers of a table with totals are a circulation: each is an arc between its row and its column, and rows and columns
pass on what they get. So how far one hidden number may move is what flows the other way around through hidden ones,
and all whole numbers up to there are possible. What is hidden beside is the cheapest way around, totals last.
"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from heapq import heappop, heappush
from typing import Final

SMALLEST: Final = 5  # people: the least that `smallest` may be set to, for what was told with it can't be taken back
LARGEST: Final = 50  # people: the most
Position = tuple[int, int]  # row and column; one more than the last is a total
Node = tuple[str, int]
Way = tuple[Position, bool]  # a number that grows, or one that shrinks
_TOTAL_COSTS: Final = 10**9
_WITHOUT_END: Final = 10**9


@dataclass(frozen=True)
class Table:
    """Numbers of people with their totals: by position, and between which two sums each of them stands.

    `first` are those whose loss is the least: they are hidden before any other that would do.
    """

    numbers: Mapping[Position, int]
    arcs: Mapping[Position, tuple[Node, Node]]
    totals: frozenset[Position]
    first: frozenset[Position] = frozenset()

    def cost(self, position: Position) -> int:
        """What is lost by hiding a number: the people in it; totals are lost last."""
        if position in self.first:
            return 0
        return self.numbers[position] + (_TOTAL_COSTS if position in self.totals else 0)


def one_way(numbers: Sequence[int]) -> Table:
    """A row of numbers with their sum behind them, at (0, number of columns). ValueError for no or negative ones."""
    last = len(numbers)
    _check([numbers])
    around: tuple[Node, Node] = (("row", 0), ("column", 0))
    return Table(
        {(0, column): number for column, number in enumerate((*numbers, sum(numbers)))},
        {(0, column): around if column < last else around[::-1] for column in range(last + 1)},
        frozenset({(0, last)}),
    )


def two_way(rows: Sequence[Sequence[int]]) -> Table:
    """Rows and columns with all their sums. ValueError unless there are two of each at least, none negative."""
    _check(rows)
    height, width = len(rows), len(rows[0])
    if min(height, width) == 1:
        raise ValueError("a table with one row or column is one_way: its sums would say the same twice")
    whole = [[*row, sum(row)] for row in rows]
    whole.append([sum(column) for column in zip(*whole, strict=True)])
    places = [(row, column) for row in range(height + 1) for column in range(width + 1)]
    return Table(
        {(row, column): whole[row][column] for row, column in places},
        # sums run the other way: grand total to rows, rows to columns, columns back to the grand total
        {
            (row, column): _ends(("row", row), ("column", column), back=(row == height) != (column == width))
            for row, column in places
        },
        frozenset(place for place in places if place[0] == height or place[1] == width),
    )


def hidden(table: Table, smallest: int) -> frozenset[Position]:
    """The positions whose numbers are not to be shown. Nothing is hidden from a table without small numbers."""
    small = {position for position, number in table.numbers.items() if 0 < number < smallest}
    kept = set(small)
    while weak := next((one for one in sorted(kept) if span(table, kept, one, smallest) < smallest), None):
        kept |= _beside(table, kept, weak)
    return frozenset(_without_needless(table, kept, small, smallest))


def shown(table: Table, smallest: int) -> Mapping[Position, int | None]:
    """Every number of a table, totals included; None for those that are kept back."""
    kept = hidden(table, smallest)
    return {position: None if position in kept else number for position, number in table.numbers.items()}


def span(table: Table, kept: set[Position] | frozenset[Position], position: Position, enough: int) -> int:
    """How many values a hidden number may have for whoever sees the rest; counted up to `enough`."""
    flow = _Flow(table, kept, position)
    return 1 + flow.more(enough - 1) + flow.less(enough - 1)


def _check(rows: Sequence[Sequence[int]]) -> None:
    if not rows or not rows[0] or len({len(row) for row in rows}) > 1:
        raise ValueError("a table has rows of one length, and numbers in them")
    if any(number < 0 for row in rows for number in row):
        raise ValueError("there are no fewer than no people")


def _ends(row: Node, column: Node, *, back: bool) -> tuple[Node, Node]:
    return (column, row) if back else (row, column)


def _without_needless(table: Table, kept: set[Position], small: set[Position], smallest: int) -> set[Position]:
    """Show again what turns out not to be needed, the greatest loss first."""
    for one in sorted(kept - small, key=lambda place: (-table.cost(place), place)):
        fewer = kept - {one}
        if all(span(table, fewer, other, smallest) >= smallest for other in fewer):
            kept = fewer
    return kept


def _beside(table: Table, kept: set[Position], weak: Position) -> set[Position]:
    """What is hidden with a number that can be worked out: the cheapest way that lets it move further.

    There always is one: where a number is, its sums are, so that it can grow with them.
    """
    flow = _Flow(table, kept, weak)
    ways = [way for way in (flow.way_to_grow(), flow.way_to_shrink()) if way is not None]
    return set(min(ways)[1]) - kept


@dataclass
class _Flow:
    """How far one hidden number may move, as the others move with it."""

    table: Table
    kept: set[Position] | frozenset[Position]
    position: Position
    moved: dict[Position, int] = field(default_factory=lambda: defaultdict(int))

    def more(self, enough: int) -> int:
        """By how much it may grow, up to `enough`."""
        tail, head = self.table.arcs[self.position]
        self.moved.clear()
        return self._push(head, tail, enough)

    def less(self, enough: int) -> int:
        """By how much it may shrink, up to `enough`."""
        tail, head = self.table.arcs[self.position]
        self.moved.clear()
        return self._push(tail, head, min(enough, self.table.numbers[self.position] - 1))

    def way_to_grow(self) -> tuple[int, list[Position]] | None:
        """The cheapest numbers to hide so that it may grow further, with what they cost."""
        tail, head = self.table.arcs[self.position]
        self.more(_WITHOUT_END)
        return self._told(self._way(head, tail, everywhere=True))

    def way_to_shrink(self) -> tuple[int, list[Position]] | None:
        """The cheapest numbers to hide so that it may shrink further, with what they cost; None if it may not."""
        tail, head = self.table.arcs[self.position]
        if self.less(_WITHOUT_END) >= self.table.numbers[self.position] - 1:
            return None
        return self._told(self._way(tail, head, everywhere=True))

    def _told(self, way: list[Way] | None) -> tuple[int, list[Position]] | None:
        if way is None:
            return None
        passed = sorted({position for position, _grows in way})
        return sum(self.table.cost(one) for one in passed if one not in self.kept), passed

    def _push(self, here: Node, there: Node, enough: int) -> int:
        pushed = 0
        while pushed < enough and (way := self._way(here, there, everywhere=False)):
            step = min(enough - pushed, *(self._room(position, grows=grows) for position, grows in way))
            for position, grows in way:
                self.moved[position] += step if grows else -step
            pushed += step
        return pushed

    def _room(self, position: Position, *, grows: bool) -> int:
        return _WITHOUT_END if grows else self.table.numbers[position] + self.moved[position] - 1

    def _way(self, here: Node, there: Node, *, everywhere: bool) -> list[Way] | None:
        """The cheapest way from one sum to another, through hidden numbers alone or through all of them."""
        known: set[Node] = set()
        waiting: list[tuple[int, int, Node, list[Way]]] = [(0, 0, here, [])]
        seen = 0
        while waiting:
            cost, _seen, node, way = heappop(waiting)
            if node == there:
                return way
            if node in known:
                continue
            known.add(node)
            for step, onward in self._steps(node, everywhere=everywhere):
                seen += 1
                price = 0 if step[0] in self.kept else self.table.cost(step[0])
                heappush(waiting, (cost + price, seen, onward, [*way, step]))
        return None

    def _steps(self, node: Node, *, everywhere: bool) -> Iterator[tuple[Way, Node]]:
        for position, (tail, head) in self.table.arcs.items():
            open_to = position in self.kept or (everywhere and self.table.numbers[position] > 0)
            if position == self.position or not open_to:
                continue
            if tail == node:
                yield (position, True), head
            if head == node and self._room(position, grows=False) > 0:
                yield (position, False), tail
