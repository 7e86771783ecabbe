"""Who is signed in, and what may they do?"""

from collections.abc import Iterable
from datetime import datetime
from functools import cache
from typing import Any, NamedTuple
from uuid import UUID

from django.contrib.auth.models import Group
from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Case, F, OuterRef, Q, QuerySet, Subquery, UUIDField, When
from django.db.models.functions import Cast, Coalesce, JSONObject, Substr

from accounts.keys import KEY_PREFIX, TOKEN_PREFIX, digest, public_id_of, same
from accounts.models import AccessToken, ApiKey, Factor, Invitation, Membership, Organisation, User
from accounts.policy import STAFF_GROUPS, TREASURERS
from kit.actors import Actor, ActorKind

# How what an organisation reported is told from what a kind of actor did: this, then its id.
OF_ORGANISATION = "organisation:"

_KIND_OF_ORGANISATION: dict[str, ActorKind] = {
    Organisation.Kind.OPERATOR: "staff",
    Organisation.Kind.SELLER: "seller",
    Organisation.Kind.CARRIER: "partner",
    Organisation.Kind.TERMINAL: "partner",
    Organisation.Kind.DECLARANT: "partner",
}


class SignedIn(NamedTuple):
    """Who a credential belongs to: `user` is None for an organisation's key."""

    user: User | None
    actor: Actor
    credential: AccessToken | ApiKey


def signed_in_by(credential: str, *, at: datetime, organisation: UUID | None = None) -> SignedIn | None:
    """
    The owner of a bearer credential that is good at `at`, in one query.

    `organisation` picks one of a person's memberships; without it the oldest
    counts. None for anything unknown, expired, revoked or switched off.
    """
    if credential.startswith(TOKEN_PREFIX):
        return _by_token(credential, at, organisation)
    if credential.startswith(KEY_PREFIX):
        return _by_key(credential, at, organisation)
    return None


def people() -> QuerySet[User]:
    """People with their memberships and groups, for `actor_of`. One query."""
    return _people().all()


def actor_of(user: User, *, organisation: UUID | None = None) -> Actor:
    """
    What a person may do when they come through the admin or a command rather than a door.

    One query; none for one of `people`.
    """
    known: Any = user if hasattr(user, "in_groups") else people().get(pk=user.pk)
    return _actor_of_person(user, known.member_of, known.in_groups, organisation)


def staff_at_work() -> QuerySet[User]:
    """Those of our own people who may sign in and are in one of the ready-made groups."""
    return User.objects.filter(is_active=True, is_staff=True, sandbox=False, groups__name__in=STAFF_GROUPS)


def names_of(ids: Iterable[UUID]) -> dict[UUID, str]:
    """How people, and keys, are called, by their ids. One query, none for nobody."""
    wanted = set(ids)
    if not wanted:
        return {}
    # What the admin greets with.
    called = Case(When(name="", then=F("email")), default=F("name"))
    users = User.objects.filter(pk__in=wanted).values_list("pk", called)
    keys = ApiKey.objects.filter(pk__in=wanted).order_by().values_list("pk", "name")
    return dict(users.union(keys, all=True))


def with_doers(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows of what was done, each with `doer`, the name of the member of staff or key that did it."""
    # Of buyers and sellers only the kind: who they are is not for everybody on a page.
    called = Case(When(name="", then=F("email")), default=F("name"))
    users = User.objects.filter(pk=OuterRef("by_id")).values(called=called)
    keys = ApiKey.objects.filter(pk=OuterRef("by_id")).values("name")
    named = Coalesce(Subquery(users), Subquery(keys))
    told: QuerySet[Any] = rows.annotate(doer=Case(When(by_kind="staff", then=named), default=None))
    return told


def members_of(ids: Iterable[UUID], *roles: str) -> dict[UUID, list[UUID]]:
    """Who acts for some organisations in one of some roles, by the organisation's id. One query."""
    rows = Membership.objects.filter(organisation__in=set(ids), role__in=roles, user__is_active=True)
    found: dict[UUID, list[UUID]] = {}
    for organisation_id, user_id in rows.order_by("id").values_list("organisation_id", "user_id"):
        found.setdefault(organisation_id, []).append(user_id)
    return found


def organisations_called(ids: Iterable[UUID]) -> dict[UUID, str]:
    """How organisations are called, by their ids. One query, none for nobody."""
    wanted = set(ids)
    return dict(Organisation.objects.filter(pk__in=wanted).values_list("pk", "name")) if wanted else {}


def readers_of_test_world(column: str) -> Q:
    """By which rows that name a person or an organisation by its id alone are of the test world."""
    people, firms = (each.objects.filter(sandbox=True).values("pk") for each in (User, Organisation))
    return Q(**{f"{column}__in": people}) | Q(**{f"{column}__in": firms})


def with_source_names(rows: QuerySet[Any]) -> QuerySet[Any]:
    """Rows with a column `source` of `organisation:<id>` or a kind of actor, each with its `source_name`."""
    key = Cast(Substr("source", len(OF_ORGANISATION) + 1), UUIDField())
    named = Organisation.objects.filter(pk=OuterRef("source_id")).values("name")
    named_rows: QuerySet[Any] = rows.annotate(
        source_id=Case(When(source__startswith=OF_ORGANISATION, then=key), default=None)
    ).annotate(source_name=Subquery(named))
    return named_rows


def unconfirmed_at(email: str) -> QuerySet[User]:
    """Who has an address that was never confirmed, and acts for nobody."""
    return User.objects.filter(
        email=email,
        is_staff=False,
        sandbox=False,
        last_login__isnull=True,
        memberships__isnull=True,
        emailaddress__email=email,
        emailaddress__verified=False,
    )


def owners_of(email: str) -> QuerySet[User]:
    """Whose an address is: nobody's while all that was done with it is signing up."""
    return User.objects.filter(email=email).exclude(pk__in=unconfirmed_at(email).values("pk"))


def factors_of(user: User) -> QuerySet[Factor]:
    """The second factors of a person that count, the oldest first."""
    return user.factors.filter(confirmed_at__isnull=False).order_by("id")


def recovery_codes_left(user: User) -> int:
    """How many recovery codes somebody has not used yet. One query."""
    return user.recovery_codes.filter(used_at__isnull=True).count()


def must_prove(user: User) -> bool:
    """Whether somebody needs a second factor: our people, and who looks after a seller's money. One query."""
    if user.is_staff:
        return True
    return user.memberships.filter(organisation__kind=Organisation.Kind.SELLER, role__in=TREASURERS).exists()


def live_tokens_of(user: User, *, at: datetime) -> QuerySet[AccessToken]:
    """The sign-ins of a person that are still good, newest first."""
    return user.tokens.filter(revoked_at__isnull=True, expires_at__gt=at).order_by("-id")


def organisation_of(actor: Actor) -> Organisation:
    """The organisation for which an actor acts."""
    return Organisation.objects.get(pk=actor.firm_id)


def memberships_of(actor: Actor) -> QuerySet[Membership]:
    """Who acts for the organisation that an actor acts for, each with the person."""
    return Membership.objects.filter(organisation=actor.firm_id).select_related("user")


def invitations_of(actor: Actor) -> QuerySet[Invitation]:
    """The open invitations of the organisation that an actor acts for, expired ones too."""
    return open_invitations(actor.firm_id).select_related("organisation", "invited_by")


def open_invitations(organisation_id: UUID) -> QuerySet[Invitation]:
    """What an organisation has sent that was neither accepted nor taken back."""
    waiting = Invitation.objects.filter(organisation=organisation_id)
    return waiting.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


def keys_of(actor: Actor) -> QuerySet[ApiKey]:
    """The API keys that an actor may see: their own, and their organisation's if they own it."""
    # A twin has none: test keys, too, belong to its original, who looks after them in the live world.
    mine = Q(user=actor.user_id) if actor.user_id else Q(pk__in=[])
    if actor.organisation_id and actor.has_role("owner"):
        mine |= Q(organisation=actor.organisation_id)
    return ApiKey.objects.filter(mine)


def _by_token(token: str, at: datetime, organisation: UUID | None) -> SignedIn | None:
    row: Any = _tokens().filter(digest=digest(token), expires_at__gt=at).first()
    if row is None:
        return None
    actor = _actor_of_person(row.user, row.member_of, row.groups, organisation)
    return SignedIn(row.user, actor, row) if _is_member(actor, organisation) else None


def _by_key(key: str, at: datetime, organisation: UUID | None) -> SignedIn | None:
    good = Q(expires_at__isnull=True) | Q(expires_at__gt=at)
    row: Any = _keys().filter(good, public_id=public_id_of(key) or "").first()
    if row is None or not same(row.digest, digest(key)):
        return None
    user, firm = row.user, row.organisation
    if row.sandbox:
        if user is not None and user.is_staff:
            return None
        user, firm = user and user.twin, firm and firm.twin
    if user is not None:
        actor = _actor_of_person(user, row.member_of, row.groups, organisation, key=row)
    else:
        assert firm is not None
        actor = _actor_of_organisation(row, firm)
    return SignedIn(user, actor, row) if _is_member(actor, organisation) else None


# The questions of every request, put together once: that takes longer than to be answered.


@cache
def _people() -> QuerySet[User]:
    return User.objects.annotate(member_of=_memberships("pk"), in_groups=_groups("pk"))


@cache
def _tokens() -> QuerySet[AccessToken]:
    good = AccessToken.objects.filter(revoked_at__isnull=True, user__is_active=True)
    return good.select_related("user").annotate(member_of=_memberships("user_id"), groups=_groups("user_id"))


@cache
def _keys() -> QuerySet[ApiKey]:
    good = ApiKey.objects.filter(Q(user__isnull=True) | Q(user__is_active=True), revoked_at__isnull=True)
    rows = good.select_related("user__twin", "organisation__twin").annotate(person_id=_PERSON_OF_KEY)
    return rows.annotate(member_of=_memberships("person_id"), groups=_groups("person_id"))


def _is_member(actor: Actor, organisation: UUID | None) -> bool:
    return organisation is None or actor.organisation_id == organisation


def _actor_of_person(
    user: User,
    memberships: list[dict[str, Any]],
    groups: list[str],
    organisation: UUID | None,
    *,
    key: ApiKey | None = None,
) -> Actor:
    ours = [row for row in memberships if organisation in {None, UUID(row["organisation"])}]
    kind: ActorKind = "buyer"
    if user.is_staff:
        kind = "staff"
    elif ours:
        kind = _KIND_OF_ORGANISATION[ours[0]["kind"]]
    roles = set(groups) if user.is_staff else {row["role"] for row in ours[:1]}
    return Actor(
        kind=kind,
        user_id=user.pk,
        organisation_id=UUID(ours[0]["organisation"]) if ours else None,
        key_id=key.pk if key else None,
        roles=frozenset(roles),
        scopes=frozenset(key.scopes) if key else None,
        # In the test world nobody waits for a real train: whatever is reported is dated by the plan.
        simulates=key.simulates or key.sandbox if key else False,
        sandbox=key.sandbox if key else False,
    )


def _actor_of_organisation(key: ApiKey, firm: Organisation) -> Actor:
    return Actor(
        kind=_KIND_OF_ORGANISATION[firm.kind],
        organisation_id=firm.pk,
        key_id=key.pk,
        roles=frozenset({"owner"}),
        scopes=frozenset(key.scopes),
        simulates=key.simulates or key.sandbox,
        sandbox=key.sandbox,
    )


# As whom a key's person acts.
_PERSON_OF_KEY = Case(When(sandbox=True, then=F("user__twin")), default=F("user_id"))


def _memberships(user: str) -> ArraySubquery:
    rows = Membership.objects.filter(user=OuterRef(user)).order_by("id")
    return ArraySubquery(
        rows.values(found=JSONObject(organisation="organisation_id", role="role", kind="organisation__kind"))
    )


def _groups(user: str) -> ArraySubquery:
    return ArraySubquery(Group.objects.filter(user=OuterRef(user)).values("name"))
