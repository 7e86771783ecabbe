"""Which plan does a child make, that is allowed and another one each time?"""

from typing import Any


def toy_plan(document: dict[str, Any], *, seed: int) -> dict[str, Any]:
    """Everything first fit into containers, on trains in an order that turns with the seed."""
    trains = sorted(document["departures"], key=lambda train: train["dep_h"])
    turn = seed % max(1, len(trains))
    trains = trains[turn:] + trains[:turn]
    containers: list[dict[str, Any]] = []
    assign: dict[str, str] = {}
    for row in document["shipments"]:
        box = "42G1" if row["temp"] == "AMBIENT_DRY" else "45R1"
        for train in trains:
            if row["ready_h"] > train["cutoff_h"] or not _goes(row, train):
                continue
            found = _room(row, box, train, containers, document)
            if found is not None:
                assign[str(row["id"])] = found
                break
    bound = {name: document[name] for name in ("previous", "frozen")}
    rows = [{name: each[name] for name in ("id", "departure", "type", "o", "d")} for each in containers]
    return {"containers": rows, "assign": assign, **bound}


def _goes(row: dict[str, Any], train: dict[str, Any]) -> bool:
    return any((leg["o"], leg["d"]) == (row["o"], row["d"]) for leg in train["legs"])


def _room(
    row: dict[str, Any],
    box: str,
    train: dict[str, Any],
    containers: list[dict[str, Any]],
    document: dict[str, Any],
) -> str | None:
    """The id of a container that takes it, if there is one or one more has a place."""
    kind = (train["id"], box, row["o"], row["d"], row["temp"], row["seg"])
    bears = document["types"][box]
    for each in containers:
        if each["kind"] == kind and each["kg"] >= row["kg"] and each["m3"] >= row["m3"]:
            each["kg"] -= row["kg"]
            each["m3"] -= row["m3"]
            return str(each["id"])
    there = [each for each in containers if each["departure"] == train["id"]]
    plugs = sum(document["types"][each["type"]]["plug"] for each in there) + bears["plug"]
    if 2 * len(there) + bears["teu"] > train["teu"] or plugs > train["plugs"]:
        return None
    new = {"id": f"C{len(containers)}", "departure": train["id"], "type": box, "o": row["o"], "d": row["d"]}
    new |= {"kind": kind, "kg": bears["payload_kg"] - row["kg"], "m3": bears["usable_m3"] - row["m3"]}
    containers.append(new)
    return str(new["id"])
