"""How is everything compiled before somebody waits for it?"""

from shipping.planning.caching import is_compiled, note_compiled
from shipping.planning.rehearsing import rehearse


def compile_all() -> None:
    """Compile what isn't yet, by planning a book of nothing much; takes half a minute where nothing is."""
    if not is_compiled():
        rehearse()
        note_compiled()


if __name__ == "__main__":
    compile_all()
