"""Of what may a member choose how to hear?"""

from collections.abc import Mapping

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.words import Words

# In the order in which they are offered. What is owed or was asked for has no topic: it is always sent.
TOPICS: Mapping[str, Words] = {
    "orders": _("Orders and payments"),
    "shipping": _("Shipments on their way"),
    "catalogue": _("Goods on sale (papers, stock, reviews)"),
    "notices": _("Back in stock, new prices"),
    "attention": _("What the shop's staff should look at"),
}
# Of these hear those alone who act for an organisation, or work here.
FOR_MEMBERS = frozenset({"catalogue"})
FOR_STAFF = frozenset({"attention"})
# By which a digest is taken leave of: it is none of the topics, but all that are heard that way.
DIGEST = "digest"

MODES: Mapping[str, Words] = {
    "at_once": _("At once"),
    "digest": _("Once a day, in one mail"),
    "off": pgettext_lazy("of mails", "Not at all"),
}
AT_ONCE, OFF = "at_once", "off"
