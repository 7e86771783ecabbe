"""How does what legs have left change, all in one statement?"""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import BigIntegerField, Case, F, Value, When

from kit.database import Change
from kit.transactions import inside_transaction
from shipping.models import DepartureLeg
from shipping.queries.kept import Needs

NOTHING = Needs(mteu=0, gross_g=0, plugs=0, length_mm=0)


_ROOM = ("status", "version", "payload_g", "free_g", "volume_cm3", "free_cm3")
# What containers took of their legs, by the ledger rows that the part `given` has just ended.
_TAKEN = """
    UPDATE shipping_departureleg AS leg SET free_mteu = leg.free_mteu + back.mteu,
        free_gross_g = leg.free_gross_g + back.gross_g, free_plugs = leg.free_plugs + back.plugs,
        free_length_mm = leg.free_length_mm + back.length_mm
    FROM (SELECT departure_leg_id, sum(mteu) AS mteu, sum(gross_g) AS gross_g,
            sum(plugs) AS plugs, sum(length_mm) AS length_mm
        FROM given GROUP BY departure_leg_id) AS back
    WHERE leg.id = back.departure_leg_id
"""
_GIVE_PLACES_BACK = f"""
    WITH given AS (
        UPDATE shipping_containerleg SET released_at = %s, version = version + 1
        WHERE container_id = ANY(%s) AND released_at IS NULL
        RETURNING departure_leg_id, mteu, gross_g, plugs, length_mm
    ) {_TAKEN}
"""  # noqa: S608 no word of it comes from outside
_GIVE_ROOM_BACK = f"""
    WITH room AS (
        UPDATE shipping_slot SET free_g = free_g + %s, free_cm3 = free_cm3 + %s WHERE id = %s
        RETURNING container_id, {", ".join(_ROOM)}
    ), given AS (
        UPDATE shipping_containerleg AS place SET released_at = %s, version = place.version + 1
        FROM room WHERE place.container_id = room.container_id AND place.released_at IS NULL
            AND room.free_g = room.payload_g AND room.free_cm3 = room.volume_cm3
        RETURNING place.departure_leg_id, place.mteu, place.gross_g, place.plugs, place.length_mm
    ), back AS ({_TAKEN})
    SELECT {", ".join(_ROOM)} FROM room
"""  # noqa: S608 no word of it comes from outside


def freeing(changes: Mapping[UUID, Needs]) -> Change:
    """
    What `change_free` does, for whoever does it together with more.

    The caller holds the legs' locks. The CHECK constraints are the referee.
    """
    return DepartureLeg.objects.filter(pk__in=changes), {
        "free_mteu": _plus("free_mteu", {pk: change["mteu"] for pk, change in changes.items()}),
        "free_gross_g": _plus("free_gross_g", {pk: change["gross_g"] for pk, change in changes.items()}),
        "free_plugs": _plus("free_plugs", {pk: change["plugs"] for pk, change in changes.items()}),
        "free_length_mm": _plus(
            "free_length_mm", {pk: change["length_mm"] for pk, change in changes.items()}
        ),
    }


@inside_transaction
def change_free(changes: Mapping[UUID, Needs]) -> None:
    """
    Add to what each leg has left; negative amounts take.

    The caller holds the legs' locks. The CHECK constraints are the referee.

    :raises IntegrityError: if a leg would have less than nothing left, or more than its limits.
    """
    legs, values = freeing(changes)
    won = legs.update(**values)
    assert won == len(changes), "a leg that was locked has vanished"


@inside_transaction
def give_places_back(container_ids: Collection[UUID], *, at: datetime) -> None:
    """
    End the places of some containers on their legs, which have left again what those took.

    The caller holds the legs' locks. The ledger says how much that is, and the
    CHECK constraints are the referee.

    :raises IntegrityError: if a leg would have more left than its limits.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_PLACES_BACK, [at, list(container_ids)])


@inside_transaction
def give_room_back(slot_id: UUID, *, gross_g: int, volume_cm3: int, at: datetime) -> dict[str, Any]:
    """
    Add to the room of a slot; its columns then. Emptied by that, its container gives its places back.

    The caller holds the locks of the legs that the container rides.

    :raises IntegrityError: if it would have more room, or a leg more left, than there is.
    """
    with connection.cursor() as cursor:
        cursor.execute(_GIVE_ROOM_BACK, [gross_g, volume_cm3, slot_id, at])
        [room] = cursor.fetchall()
    return dict(zip(_ROOM, room, strict=True))


def times(needs: Needs, count: int) -> Needs:
    """So many of the same; a negative count takes."""
    return Needs(
        mteu=needs["mteu"] * count,
        gross_g=needs["gross_g"] * count,
        plugs=needs["plugs"] * count,
        length_mm=needs["length_mm"] * count,
    )


def plus(first: Needs, second: Needs) -> Needs:
    """Both together."""
    return Needs(
        mteu=first["mteu"] + second["mteu"],
        gross_g=first["gross_g"] + second["gross_g"],
        plugs=first["plugs"] + second["plugs"],
        length_mm=first["length_mm"] + second["length_mm"],
    )


def _plus(column: str, amounts: Mapping[UUID, int]) -> Any:
    # A CASE by leg: gauges differ in the length of a wagon.
    by_leg = Case(
        *(When(pk=pk, then=Value(amount)) for pk, amount in amounts.items()),
        default=Value(0),
        output_field=BigIntegerField(),
    )
    return F(column) + by_leg
