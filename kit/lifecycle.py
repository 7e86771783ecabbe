"""Which moves from one status to another are legal?"""

from collections.abc import Iterable, Mapping


class Lifecycle:
    """
    The legal moves of one kind of row, as a table.

    `Lifecycle("cart", {"open": {"checked_out", "expired"}})`: the first key is
    the status of a new row, and states that are only reached are terminal.
    """

    def __init__(self, name: str, moves: Mapping[str, Iterable[str]]) -> None:
        self.name = name
        table = {was: tuple(became) for was, became in moves.items()}
        reached = sorted({became for targets in table.values() for became in targets} - set(table))
        self.moves: dict[str, tuple[str, ...]] = {**table, **dict.fromkeys(reached, ())}

    @property
    def initial(self) -> str:
        """The status that a new row starts with."""
        return next(iter(self.moves))

    @property
    def states(self) -> tuple[str, ...]:
        """Every status, in the order of the table, terminal ones last."""
        return tuple(self.moves)

    @property
    def terminal(self) -> frozenset[str]:
        """The states that nothing leaves."""
        return frozenset(state for state, targets in self.moves.items() if not targets)

    @property
    def choices(self) -> list[tuple[str, str]]:
        """The states as a model field's `choices`."""
        return [(state, state.replace("_", " ")) for state in self.moves]

    def allows(self, was: str, became: str) -> bool:
        """Whether `was` may become `became`."""
        return became in self.moves.get(was, ())

    def sources_of(self, became: str) -> frozenset[str]:
        """The states from which `became` can be reached in one move."""
        return frozenset(was for was, targets in self.moves.items() if became in targets)

    def __repr__(self) -> str:
        return f"Lifecycle({self.name!r})"
