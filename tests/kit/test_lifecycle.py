"""Does a table of moves say what is legal?"""

from kit.lifecycle import Lifecycle

CART = Lifecycle("cart", {"open": ("checked_out", "expired")})


def test_only_moves_in_the_table_are_legal() -> None:
    assert CART.allows("open", "expired")
    assert not CART.allows("expired", "open")
    assert not CART.allows("nowhere", "open")


def test_states_that_are_only_reached_are_terminal() -> None:
    assert CART.initial == "open"
    assert CART.states == ("open", "checked_out", "expired")
    assert CART.terminal == {"checked_out", "expired"}


def test_choices_read_as_words() -> None:
    assert ("checked_out", "checked out") in CART.choices


def test_sources_are_where_a_move_can_start() -> None:
    assert CART.sources_of("expired") == {"open"}
    assert CART.sources_of("open") == frozenset()
