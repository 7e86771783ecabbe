"""May a shipment ride a train: ready before its cut-off, there in time, and under no embargo?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from shipping.refereeing.verdict import H, Row

# Members of an embargo that a shipment is held against.
_OF_GOODS = ("o", "d", "seg", "temp")
Numbered = tuple[int, Row]


def embargoes_by_train(embargoes: Sequence[Row], trains: Sequence[Row]) -> Mapping[str, Sequence[Numbered]]:
    """Which embargoes each train meets on its way, whatever it carries; each with its number."""
    met: dict[str, list[Numbered]] = defaultdict(list)
    for place, embargo in enumerate(embargoes):
        for train in trains:
            if _meets(train, embargo):
                met[train["id"]].append((place, embargo))
    return met


def faults_of_riding(
    row: Row, train: Row, arrives_h: float, most_late_h: float, embargoes: Sequence[Numbered]
) -> Iterator[str]:
    """Each reason for which it may not ride this train."""
    key = row["id"]
    if row["ready_h"] > train["cutoff_h"] + H:
        yield f"shipment {key}: ready after the cut-off of {train['id']}"
    if arrives_h - row["due_h"] > most_late_h + H:
        yield f"shipment {key}: later than is allowed"
    arrive_by_h = row.get("arrive_by_h")
    if arrive_by_h is not None and arrives_h > arrive_by_h + H:
        yield f"shipment {key}: arrives at {arrives_h:g}, and its shelf life asks for {arrive_by_h:g}"
    for place, embargo in embargoes:
        if all(embargo.get(name) in (None, row[name]) for name in _OF_GOODS):
            yield f"shipment {key}: may not ride {train['id']} by embargoes[{place}]"


def _meets(train: Row, embargo: Row) -> bool:
    crosses, border = train.get("crosses"), embargo.get("border")
    if border is not None and (crosses is None or crosses["border"] != border):
        return False
    if embargo["by"] == "departure":
        at_h = train["dep_h"]
    elif crosses is not None:
        at_h = crosses["at_h"]
    else:
        return False
    return bool(embargo["from_h"] <= at_h < embargo["until_h"])
