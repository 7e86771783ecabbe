"""On whose behalf does something happen?"""

from dataclasses import dataclass, field
from typing import Literal
from uuid import UUID

ActorKind = Literal["anonymous", "buyer", "seller", "partner", "staff", "system"]


@dataclass(frozen=True, slots=True)
class Actor:
    """
    Who acts, for which organisation, with which rights.

    `roles` are membership roles of a seller's people or the group names of
    staff. `scopes` are `<resource>:read` or `<resource>:write` of an API key,
    None when the credential carries all that the roles allow. `simulates` marks
    a key whose reports are dated by the plan, `sandbox` one of the test world.
    """

    kind: ActorKind
    user_id: UUID | None = None
    organisation_id: UUID | None = None
    key_id: UUID | None = None
    roles: frozenset[str] = field(default_factory=frozenset)
    scopes: frozenset[str] | None = None
    simulates: bool = False
    sandbox: bool = False

    @property
    def id(self) -> UUID | None:
        """What history rows remember: the key when one was used, else the user."""
        return self.key_id or self.user_id

    @property
    def person_id(self) -> UUID:
        """
        The user, for rows that belong to one: nobody's rows never match a missing owner.

        :raises LookupError: if no person acts.
        """
        if self.user_id is None:
            raise LookupError(f"no person behind a {self.kind}")
        return self.user_id

    @property
    def firm_id(self) -> UUID:
        """
        The organisation, for rows that belong to one.

        :raises LookupError: if the actor acts for none.
        """
        if self.organisation_id is None:
            raise LookupError(f"no organisation behind a {self.kind}")
        return self.organisation_id

    def has_role(self, *roles: str) -> bool:
        """Whether any of `roles` is held."""
        return not self.roles.isdisjoint(roles)

    def has_scope(self, resource: str, action: str) -> bool:
        """Whether the credential reaches `resource` for `action` (read or write)."""
        return self.scopes is None or f"{resource}:{action}" in self.scopes


SYSTEM = Actor(kind="system")
ANONYMOUS = Actor(kind="anonymous", scopes=frozenset())
# Whoever has a test key without the scope of a door reads what strangers read, in the test world.
ANONYMOUS_IN_SANDBOX = Actor(kind="anonymous", scopes=frozenset(), sandbox=True)
