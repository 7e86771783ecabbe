"""Who is who in the demonstration, with which keys?"""

import secrets
from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple

from accounts.models import ApiKey, Organisation, User
from accounts.operations.enrolling import begin_enrolling, finish_enrolling
from accounts.operations.keying import create_key, revoke_key
from accounts.operations.organising import add_member, found_organisation, put_into_group
from accounts.operations.proving import holds
from accounts.operations.registering import register
from accounts.policy import STAFF_GROUPS
from accounts.queries import must_prove, signed_in_by
from accounts.totp import code_of, new_secret, step_of
from catalog.queries import seller_organisations
from kit.actors import Actor
from kit.transactions import inside_transaction
from shipping.operations.loading import allow_reports

CARRIER = "Steel Camel demo carrier"
SELLERS = ("KZ01", "KZ04")
# Everything on the road of a parcel from Kostanay or Shymkent to Lianyungang, over either crossing:
# on a holiday the next train may be one over Dostyk.
REPORTING_PLACES = (
    *("KZ-KOSTANAY-WH", "KZ-SHYMKENT-WH", "KZ-ALMATY-CFS", "KZ-ALMATY1", "KZ-ALTYNKOL"),
    *("KZ-AKTOGAY", "KZ-DOSTYK", "KZ-DOSTYK-YARD", "CN-ALASHANKOU"),
    *("KZ-KHORGOS-GW", "CN-HORGOS", "CN-JINGHE", "CN-URUMQI-LP", "CN-LANZHOU", "CN-XIAN-ILP"),
    *("CN-ZHENGZHOU", "CN-XUZHOU", "CN-LYG-BASE", "CN-LYG-CFS"),
)

# Whoever is told what happens, by being called or by asking.
_TOLD = ("webhooks", "events")
_BUYER = ("me", "api-keys", "carts", "orders", "payments", "shipments", "products", *_TOLD)
_SELLING = (
    *("sellers", "products", "listings", "stock", "lots", "orders", "shipments", "departures"),
    *("allotments", "payouts"),
)
_CARRYING = ("transport-events", "shipments", "departures", "containers")
_SELLER, _PARTNER = (*_SELLING, *_TOLD), (*_CARRYING, *_TOLD)
_STAFF = (*_SELLING, *_CARRYING, "embargoes", "payments", "refunds", "reports")


class _Person(NamedTuple):
    """A row of the credentials file, and what its holder may do; `place` leads to the row."""

    place: tuple[str, int | None]
    email: str
    name: str
    language: str
    scopes: tuple[str, ...] = ()


ADMIN = _Person(("admin", None), "admin@demo.example", "Demo administrator", "en")
STAFF = _Person(("staff", None), "dispatcher@demo.example", "Demo dispatcher", "en", _STAFF)
BUYERS = (
    _Person(("buyers", 0), "buyer1@demo.example", "Li Wei", "zh-Hans", _BUYER),
    _Person(("buyers", 1), "buyer2@demo.example", "Wang Fang", "zh-Hans", _BUYER),
)
OWNERS = (
    _Person(("sellers", 0), "kz01@demo.example", "Aigerim Serikova", "kk", _SELLER),
    _Person(("sellers", 1), "kz04@demo.example", "Daniyar Akhmetov", "ru", _SELLER),
)


@inside_transaction
def settle_people(*, known: Mapping[str, Any], at: datetime, by: Actor) -> dict[str, Any]:
    """
    Make the demo's people, organisations and keys; the credentials file's new content.

    `known` is its old content: a password or key in it that is good stays good.
    A key that isn't known is issued anew, and the one before it is revoked.
    """
    admin = _user(ADMIN, staff=True, at=at)
    User.objects.filter(pk=admin.pk, is_superuser=False).update(is_superuser=True)
    staff = _user(STAFF, staff=True, at=at)
    for group in STAFF_GROUPS:
        put_into_group(user=staff, group=group)
    return {
        "admin": _with_password(ADMIN, admin, known, at),
        "buyers": [_of_person(each, _user(each, at=at), known, at, by) for each in BUYERS],
        "sellers": [
            _of_seller(code, each, known, at, by) for code, each in zip(SELLERS, OWNERS, strict=True)
        ],
        "partner": _of_partner(known, at, by),
        "staff": _of_person(STAFF, staff, known, at, by),
    }


def _user(person: _Person, *, at: datetime, staff: bool = False) -> User:
    found = User.objects.filter(email=person.email).first()
    return found or register(
        email=person.email,
        password=None,
        name=person.name,
        language=person.language,
        confirmed=True,
        staff=staff,
        at=at,
    )


def _of_person(
    person: _Person, user: User, known: Mapping[str, Any], at: datetime, by: Actor
) -> dict[str, str]:
    kept = _kept(known, person.place)
    key = _key(kept, person.email, person.scopes, at=at, by=by, user=user)
    return _with_password(person, user, known, at) | {"api_key": key}


def _of_seller(
    code: str, person: _Person, known: Mapping[str, Any], at: datetime, by: Actor
) -> dict[str, str]:
    """An owner of the seller, and a key of the seller's own."""
    organisation = Organisation.objects.get(pk=seller_organisations(codes=SELLERS)[code])
    user = _user(person, at=at)
    if not user.memberships.filter(organisation=organisation).exists():
        add_member(user=user, organisation=organisation, role="owner", at=at)
    kept = _kept(known, person.place)
    key = _key(kept, code, person.scopes, at=at, by=by, organisation=organisation)
    return {"code": code} | _with_password(person, user, known, at) | {"api_key": key}


def _of_partner(known: Mapping[str, Any], at: datetime, by: Actor) -> dict[str, str]:
    """The carrier, whose reports are dated by the plan."""
    carrier = Organisation.objects.filter(kind="carrier", name=CARRIER).first()
    carrier = carrier or found_organisation(kind="carrier", name=CARRIER, at=at)
    allow_reports(organisation_id=carrier.pk, location_codes=REPORTING_PLACES, at=at)
    kept = _kept(known, ("partner", None))
    key = _key(kept, "partner", _PARTNER, at=at, by=by, organisation=carrier, simulates=True)
    return {"api_key": key}


def _with_password(person: _Person, user: User, known: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Keep the password of the file if it is this user's, else set a new one."""
    kept = _kept(known, person.place).get("password", "")
    if not (kept and user.check_password(kept)):
        kept = secrets.token_urlsafe(12)
        user.set_password(kept)
        user.save(update_fields=["password"])
    return {"email": person.email, "password": kept} | _with_factor(person, user, known, at)


def _with_factor(person: _Person, user: User, known: Mapping[str, Any], at: datetime) -> dict[str, str]:
    """Keep the second factor of the file if it is this user's, else set up a new one for who needs one."""
    if not must_prove(user):
        return {}
    kept = str(_kept(known, person.place).get("totp_secret", ""))
    if not (kept and holds(user=user, secret=kept)):
        kept = new_secret()
        user.factors.all().delete()
        factor = begin_enrolling(user=user, name="demo", at=at, secret=kept).row
        # By the code before this one, so that the one that is shown now can still be used.
        code = code_of(kept, step_of(at) - 1)
        finish_enrolling(user=user, factor_id=factor.pk, code=code, at=at)
    return {"totp_secret": kept}


def _key(
    kept: Mapping[str, Any],
    name: str,
    resources: tuple[str, ...],
    *,
    at: datetime,
    by: Actor,
    user: User | None = None,
    organisation: Organisation | None = None,
    simulates: bool = False,
) -> str:
    """The file's key if it is good for all of this, else a new one in place of earlier ones of its name."""
    secret = str(kept.get("api_key", ""))
    scopes = [f"{resource}:{action}" for resource in resources for action in ("read", "write")]
    found = signed_in_by(secret, at=at)
    if found is not None and found.actor.scopes is not None and found.actor.scopes.issuperset(scopes):
        return secret
    name = f"demo: {name}"
    mine = ApiKey.objects.filter(name=name, user=user, organisation=organisation)
    for key in mine.filter(revoked_at__isnull=True):
        revoke_key(key=key, at=at)
    return create_key(
        name=name, scopes=scopes, at=at, by=by, user=user, organisation=organisation, simulates=simulates
    ).secret


def _kept(known: Mapping[str, Any], place: tuple[str, int | None]) -> Mapping[str, Any]:
    """The row of the file at a place, whatever stands there."""
    name, number = place
    row = known.get(name)
    if number is not None:
        row = row[number] if isinstance(row, list) and number < len(row) else None
    return row if isinstance(row, dict) else {}
