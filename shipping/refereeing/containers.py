"""What is wrong inside one container of a plan?"""

from collections.abc import Collection, Iterator, Sequence

from shipping.refereeing.verdict import KG, M3, Loaded, Row


def faults_inside(loaded: Loaded, train: Row, apart: Collection[Sequence[str]]) -> Iterator[str]:
    """
    Each rule that what is in it breaks, alone or together.

    :param apart: pairs of groups of goods that never share a container.
    """
    rows, name, box = loaded.inside, loaded.row["type"], loaded.box
    yield from _together(rows, apart)
    climates = {row["temp"] for row in rows}
    if len(climates) > 1 or not climates <= set(box["temps"]):
        yield f"climates {', '.join(sorted(climates))} in a {name}"
    full = [row for row in rows if row["fcl"]]
    if full and (len(rows) > 1 or full[0]["fcl"] != name):
        yield "a full load shares it, or asks for another type"
    if rows and not full and not box["lcl"]:
        yield f"a {name} takes no groupage"
    kg, m3 = sum(row["kg"] for row in rows), sum(row["m3"] for row in rows)
    if kg > box["payload_kg"] + KG:
        yield f"{kg:g} kg of {box['payload_kg']:g}"
    most_kg = (train.get("payload_kg") or {}).get(name)
    if most_kg is not None and kg > most_kg + KG:
        yield f"{kg:g} kg of the {most_kg:g} that {train['id']} allows in a {name}"
    if m3 > box["usable_m3"] + M3:
        yield f"{m3:g} m³ of {box['usable_m3']:g}"


def _together(rows: Sequence[Row], apart: Collection[Sequence[str]]) -> Iterator[str]:
    groups = [row["seg"] for row in rows]
    for one, other in apart:
        if one == other:
            if groups.count(one) > 1:
                yield f"{one} with its own kind"
        elif one in groups and other in groups:
            yield f"{one} with {other}"
