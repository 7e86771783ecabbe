"""Which bytes are the papers of orders that are packed together?"""

from collections.abc import Collection, Sequence
from datetime import datetime

from django.utils import translation

from kit.saying import name_said
from kit.typesetting import Label, Sheet, typeset
from orders.errors import NotPacked, TooManyLabels
from orders.papers import packing_slip, parcel_labels, pick_list, printed
from orders.policy import MAX_LABELS_PRINTED, MAX_ORDERS_PRINTED
from orders.queries.packing import ToPack, summed

__all__ = ["MAX_ORDERS_PRINTED"]

PICK_LIST, SLIPS, LABELS = "pick-list", "slips", "labels"
PARTS = (PICK_LIST, SLIPS, LABELS)


def packing_papers(packed: Sequence[ToPack], *, parts: Collection[str], language: str, at: datetime) -> bytes:
    """
    One PDF with some of `PARTS`: the pick list of all, a slip of each, a label of each parcel.

    Orders that aren't packed yet have no label: its SSCC comes with the packages, and stays. Never inside
    a transaction.

    :raises TooManyLabels: if there are more parcels than are printed at once.
    :raises NotPacked: if labels alone are asked for, and there is none.
    :raises TypesetterBusy: if as many papers are being drawn as there are cores.
    """
    sheets: list[Sheet] = []
    labels: list[Label] = []
    with translation.override(language.lower()):
        if PICK_LIST in parts:
            sheets.append(pick_list(packed, [(pick, name_said(names)) for pick, names in summed(packed)]))
        if SLIPS in parts:
            sheets += [packing_slip(each) for each in packed]
        if LABELS in parts:
            if sum(len(each.parcels) for each in packed) > MAX_LABELS_PRINTED:
                raise TooManyLabels(most=MAX_LABELS_PRINTED)
            labels += [label for each in packed for label in parcel_labels(each)]
        if not sheets and not labels:
            raise NotPacked
        paper = printed(sheets, labels, at=at)
    return typeset(paper)
