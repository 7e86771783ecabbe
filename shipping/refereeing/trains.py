"""What is wrong with all that a train carries, or that all trains take over a border?"""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence

from shipping.refereeing.verdict import KG, Loaded, Row

Aboard = Mapping[str, Sequence[Loaded]]


def faults_of_trains(trains: Mapping[str, Row], aboard: Aboard) -> Iterator[str]:
    """Each limit that a train breaks as a whole, on a stage of its run, or by what it keeps for others."""
    for key, loaded in aboard.items():
        train = trains[key]
        yield from (f"train {key}: {fault}" for fault in _beyond(train, loaded))
        for place, stage in enumerate(train.get("stages") or ()):
            over = [each for each in loaded if _rides(each, place)]
            yield from (f"train {key}, stage {place}: {fault}" for fault in _beyond(stage, over))
        if train.get("allotments"):
            yield from (f"train {key}: {fault}" for fault in _kept(train, loaded))


def faults_at_borders(limits: Sequence[Row], trains: Mapping[str, Row], aboard: Aboard) -> Iterator[str]:
    """Each limit of a border that the trains of its hours break together."""
    for limit in limits:
        over = [
            each
            for key, loaded in aboard.items()
            if (crosses := trains[key].get("crosses")) and crosses["border"] == limit["border"]
            if limit["from_h"] <= crosses["at_h"] < limit["until_h"]
            for each in loaded
        ]
        where = f"border {limit['border']} from {limit['from_h']:g} to {limit['until_h']:g}"
        teu = sum(each.box["teu"] for each in over)
        for name, amount in (("teu", teu), ("containers", len(over))):
            most = limit.get(name)
            if most is not None and amount > most:
                yield f"{where}: {name} {amount} of {most}"


def _rides(loaded: Loaded, place: int) -> bool:
    """Whether its way goes over a stage: over all, if it names none."""
    stages = loaded.way.get("stages")
    return stages is None or place in stages


def _beyond(limits: Row, loaded: Sequence[Loaded]) -> Iterator[str]:
    used = {
        "teu": sum(each.box["teu"] for each in loaded),
        "gross_kg": sum(each.gross_kg for each in loaded),
        "length_m": sum(each.box.get("length_m") or 0 for each in loaded),
        "plugs": sum(each.box["plug"] for each in loaded),
    }
    for name, amount in used.items():
        most = limits.get(name)
        if most is None:
            continue
        if amount > most + KG:
            yield f"{name} {amount:g} of {most:g}"
        elif name == "teu" and (places := _places(loaded)) > most:
            yield f"teu {places:g} of {most:g}, for one of a pair stands alone"


def _places(loaded: Sequence[Loaded]) -> int:
    """TEU that they take, where what goes in pairs takes places two by two."""
    paired = [each.box["teu"] for each in loaded if each.box.get("pairs")]
    alone: int = paired[0] if len(paired) % 2 else 0
    teu: int = sum(each.box["teu"] for each in loaded)
    return teu + alone


def _kept(train: Row, loaded: Sequence[Loaded]) -> Iterator[str]:
    """What is kept for a holder is taken, whether it is used or not; pairs are made within its own."""
    kept = {each["holder"]: each["teu"] for each in train["allotments"]}
    whose: dict[str | None, list[Loaded]] = defaultdict(list)
    for each in loaded:
        holders = {row.get("holder") for row in each.inside}
        holder = holders.pop() if len(holders) == 1 else None
        whose[holder if holder in kept else None].append(each)
    taken = sum(max(teu, _places(whose[holder])) for holder, teu in kept.items()) + _places(whose[None])
    if taken > train["teu"]:
        yield f"teu {taken:g} of {train['teu']:g} with what is kept for {', '.join(sorted(kept))}"
