"""Which scopes could a key of somebody use at all?"""

from accounts.entry import is_admitted
from accounts.policy import SCOPES
from accounts.rights import doors
from kit.actors import Actor


def scopes_within(actor: Actor) -> list[str]:
    """The scopes of doors that let somebody in, as these say; with others a key can do no more."""
    found = set()
    for door in doors():
        for action, named in (("read", door.readers), ("write", door.writers)):
            if is_admitted(named.get(actor.kind), actor):
                found.add(f"{door.resource}:{action}")
    return sorted(found & SCOPES)
