"""How do letters about goods under way read?"""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from kit.letters import Content, Link, Writer
from kit.saying import page, spoken
from kit.words import say
from orders.letters.facts import Facts, Pairs, because, day, goods, hour, place
from orders.policy import CLAIM_WINDOW


def departed(facts: Facts) -> Content:
    """The train has left."""
    return _journey(
        facts,
        say(
            "Order %(number)s: your goods have left %(place)s",
            number=facts["order"],
            place=place(facts["origin"]),
        ),
        say(
            "The train with your goods has left %(origin)s for %(destination)s.",
            origin=place(facts["origin"]),
            destination=place(facts["destination"]),
        ),
    )


def at_border(facts: Facts) -> Content:
    """The train stands where the gauge changes."""
    paragraphs = [gettext("The train with your goods has reached the border.")]
    if facts["gauges"]:
        before, after = facts["gauges"]
        paragraphs = [
            say(
                "The train with your goods has reached the border at %(place)s.", place=place(facts["border"])
            ),
            say(
                "The tracks of the two countries differ in width, so the containers are lifted from the"
                " %(before)s mm train to the %(after)s mm one, and customs look at the papers."
                " All this is part of the journey and of the expected day.",
                before=before,
                after=after,
            ),
        ]
    return _journey(
        facts, say("Order %(number)s: your goods are at the border", number=facts["order"]), *paragraphs
    )


def held(facts: Facts) -> Content:
    """Customs want a closer look."""
    return _journey(
        facts,
        say("Order %(number)s: customs are holding your goods", number=facts["order"]),
        gettext("Customs want to take a closer look at your goods and hold them for now."),
        gettext("We deal with customs, and write to you at once should they need anything from you."),
    )


def arrived(facts: Facts) -> Content:
    """The train is there."""
    where = place(facts["destination"])
    return _journey(
        facts,
        say("Order %(number)s: your goods have arrived at %(place)s", number=facts["order"], place=where),
        say("The train with your goods has arrived at %(place)s.", place=where),
        gettext("Next they are unloaded and brought to your address."),
        expected=False,
    )


def delivered(facts: Facts) -> Content:
    """The goods are in the buyer's hands."""
    days = CLAIM_WINDOW.days
    return _journey(
        facts,
        say("Order %(number)s: your goods are delivered", number=facts["order"]),
        say("Your goods were delivered on %(when)s. Enjoy them!", when=hour(facts, "at")),
        ngettext(
            "If anything is missing or damaged, please tell us within %(days)s day.",
            "If anything is missing or damaged, please tell us within %(days)s days.",
            days,
        )
        % {"days": days},
        expected=False,
    )


def rolled(facts: Facts) -> Content:
    """They come on another day."""
    is_later = not facts["was_at"] or facts["eta_at"] > facts["was_at"]
    now, was, promised = (day(facts, name) for name in ("eta_at", "was_at", "promised_at"))
    paragraphs = [
        say("The way of your goods has changed: %(why)s.", why=because(facts["why"])),
        say("They are now expected on %(day)s instead of %(before)s.", day=now, before=was)
        if was
        else say("They are now expected on %(day)s.", day=now),
    ]
    if facts["is_broken"]:
        paragraphs.append(
            say("This is later than the %(day)s that you were promised. We are sorry.", day=promised)
        )
    elif promised:
        paragraphs.append(say("The promised %(day)s still holds.", day=promised))
    told = {"number": facts["order"], "day": now}
    subject = (
        say("Order %(number)s: your goods come later, on %(day)s", **told)
        if is_later
        else say("Order %(number)s: your goods come sooner, on %(day)s", **told)
    )
    return _journey(facts, subject, *paragraphs)


def waits(facts: Facts) -> Content:
    """They have lost their train, and no other has room yet."""
    return _journey(
        facts,
        say("Order %(number)s: your goods wait for another train", number=facts["order"]),
        say("Your goods were taken off their train: %(why)s.", why=because(facts["why"])),
        gettext("We are looking for the next train with room, and write as soon as they have a place."),
        expected=False,
    )


OF_JOURNEYS: Mapping[str, Writer] = {
    "shipment.departed": Writer(departed, topic="shipping"),
    "shipment.at_border": Writer(at_border, topic="shipping"),
    "shipment.held": Writer(held, topic="shipping"),
    "shipment.arrived": Writer(arrived, topic="shipping"),
    "shipment.delivered": Writer(delivered, topic="shipping"),
    "shipment.rolled": Writer(rolled, topic="shipping"),
    "shipment.waits": Writer(waits, topic="shipping"),
}


def _journey(facts: Facts, subject: str, *paragraphs: str, expected: bool = True) -> Content:
    told: Pairs = [(gettext("Order number"), facts["order"]), (gettext("Shipment"), facts["shipment"])]
    if facts["train"]:
        told.append((gettext("Train"), facts["train"]))
    if expected and facts["eta_at"]:
        told.append((gettext("Expected arrival"), day(facts, "eta_at")))
    address = page(f"/track/{facts['code']}", lang=spoken(), tz=facts["zone"])
    return Content(
        subject=subject,
        paragraphs=paragraphs,
        facts=told,
        goods=goods(facts),
        link=Link(gettext("Follow the journey"), address),
    )
