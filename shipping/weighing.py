"""What sets two plans of two railways apart: cost, containers, who is refused, train by train?"""

from collections import Counter, defaultdict
from collections.abc import Mapping
from typing import Any

from shipping.refereeing import Referee, Verdict

Document = Mapping[str, Any]
# Trains, of which a railway has hundreds.
_SHOWN = 60


class NotAllowed(ValueError):
    """A plan breaks a rule of its railway."""


def weighed(
    today: Document, today_plan: Document, supposed: Document, supposed_plan: Document
) -> dict[str, Any]:
    """
    Both plans, judged for their own railways: `today` and `supposed` side by side, in whole cents.

    `trains` are the first that differ, in the order in which they leave: containers and TEU
    in both plans, None where a train doesn't run; `more` differ besides.

    :raises NotAllowed: if either breaks a rule.
    """
    trains_today, trains_then = _trains(today, today_plan), _trains(supposed, supposed_plan)
    departs = {each["id"]: each["dep_h"] for document in (today, supposed) for each in document["departures"]}
    names = {key: name for each in (today, supposed) for key, name in _names(each).items()}
    differing = [
        {"train": names.get(name, name), "today": trains_today.get(name), "supposed": trains_then.get(name)}
        for name in sorted(departs, key=lambda name: (departs[name], name))
        if trains_today.get(name) != trains_then.get(name)
    ]
    return {
        "today": _told(Referee(today).judge(today_plan), today),
        "supposed": _told(Referee(supposed).judge(supposed_plan), supposed),
        "trains": differing[:_SHOWN],
        "more": len(differing[_SHOWN:]),
    }


def _names(document: Document) -> Mapping[str, str]:
    """What people call the trains, where the instance says it."""
    names: Mapping[str, str] = (document.get("meta") or {}).get("departures") or {}
    return names


def _told(verdict: Verdict, document: Document) -> dict[str, Any]:
    if not verdict.is_allowed:
        raise NotAllowed("; ".join(verdict.errors[:3]))
    return {
        "cents": round(100 * verdict.objective),
        "costs": {kind: round(100 * cost) for kind, cost in verdict.costs.items()},
        "shipments": len(document["shipments"]),
        "trains": len(document["departures"]),
        "containers": verdict.containers,
        "refused": verdict.refused,
        "late": verdict.late,
    }


def _trains(document: Document, plan: Document) -> dict[str, dict[str, int]]:
    boxes: dict[str, Counter[str]] = defaultdict(Counter)
    for each in plan["containers"]:
        boxes[each["departure"]][each["type"]] += 1
    teu = {name: box["teu"] for name, box in document["types"].items()}
    return {
        each["id"]: {
            "containers": boxes[each["id"]].total(),
            "teu": sum(teu[name] * count for name, count in boxes[each["id"]].items()),
        }
        for each in document["departures"]
    }
