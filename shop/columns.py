"""Which columns bear an English word that stands for something else elsewhere?"""

from collections.abc import Mapping

from django.utils.translation import pgettext_lazy

from kit.words import Words

_THING = pgettext_lazy("of a thing, not a person", "name")
_MEASURE = pgettext_lazy("of measure", "unit")

# By table and column. What isn't here is called by the word alone: a person's name, a level of stock, a
# unit that is loaded, a container that is sealed.
MEANT: Mapping[tuple[str, str], Words] = {
    ("accounts.apikey", "name"): _THING,
    ("accounts.idempotencyrecord", "sealed"): pgettext_lazy("with a key", "sealed"),
    ("accounts.organisation", "name"): _THING,
    ("catalog.attribute", "level"): pgettext_lazy("of goods", "level"),
    ("catalog.attribute", "unit"): _MEASURE,
    ("catalog.variant", "unit"): _MEASURE,
    ("orders.deliveryzone", "name"): _THING,
    ("shipping.containertype", "name"): _THING,
    ("shipping.crossing", "name"): _THING,
    ("shipping.trainservice", "name"): _THING,
}
