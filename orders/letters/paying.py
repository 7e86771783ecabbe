"""How do letters about a checkout and its money read?"""

from collections.abc import Mapping

from django.utils.translation import gettext, ngettext

from kit.letters import Content, Link, Writer
from kit.words import say
from orders.letters.facts import Facts, Pairs, arrives, goods, hour, money, number_of, of_checkout, of_order
from orders.policy import REFUND_BANKING_DAYS


def placed(facts: Facts) -> Content:
    """The order is in the books, its goods are set aside."""
    paragraphs = [
        gettext("Thank you for your order. Here is what you chose and what it costs, all included.")
    ]
    if facts["until_at"]:
        paragraphs.append(
            say(
                "The goods are set aside for you until %(until)s. Please start the payment before then;"
                " afterwards they go back on sale.",
                until=hour(facts, "until_at"),
            )
        )
    return Content(
        subject=say("Order %(number)s is placed", number=number_of(facts)),
        paragraphs=paragraphs,
        facts=[*of_checkout(facts), *_sums(facts), *arrives(facts)],
        goods=goods(facts),
    )


def started(facts: Facts) -> Content:
    """Where the money is to go, and until when."""
    action, told = facts["action"], {"amount": money(facts["amount"]), "until": hour(facts, "until_at")}
    subject = say("How to pay for order %(number)s", number=number_of(facts))
    if action.get("kind") == "redirect":
        return Content(
            subject=subject,
            paragraphs=[
                say("Please pay %(amount)s by %(until)s. The button leads to the payment page.", **told)
            ],
            facts=of_checkout(facts),
            goods=goods(facts),
            link=Link(gettext("Pay now"), action["url"]),
        )
    return Content(
        subject=subject,
        paragraphs=[
            say("Please transfer %(amount)s so that it is with us by %(until)s.", **told),
            gettext(
                "Write the reference into the purpose of the payment exactly as it stands here:"
                " it tells us that the money is yours."
            ),
        ],
        facts=[
            (gettext("Amount"), told["amount"]),
            (gettext("Payee"), action.get("payee", "")),
            *_codes(action),
            (gettext("Bank"), action.get("bank", "")),
            (gettext("Account number"), action.get("account", "")),
            (gettext("Payment reference"), action.get("invoice_reference", "")),
            (gettext("Pay by"), told["until"]),
        ],
        goods=goods(facts),
        after=[gettext("If the money comes later, the order lapses and we send the money back.")],
    )


def received(facts: Facts) -> Content:
    """The money is there, what comes next."""
    sellers = len(facts["orders"])
    return Content(
        subject=say("We have your payment for order %(number)s", number=number_of(facts)),
        paragraphs=[
            say("Thank you, %(amount)s has arrived.", amount=money(facts["paid"])),
            ngettext(
                "The seller has been told to prepare your goods, and we are looking for a place on a train."
                " We write again when the order is accepted.",
                "The sellers have been told to prepare your goods, and we are looking for places on trains."
                " We write again when each order is accepted.",
                sellers,
            ),
        ],
        facts=[
            *of_checkout(facts),
            (gettext("Amount"), money(facts["paid"])),
            *arrives(facts),
        ],
        goods=goods(facts),
    )


def expired(facts: Facts) -> Content:
    """Nobody paid in time."""
    return Content(
        subject=say("Order %(number)s has lapsed", number=number_of(facts)),
        paragraphs=[
            gettext("No payment arrived in time, so the order has lapsed and its goods are on sale again."),
            gettext(
                "If your money is still on its way to us, we send it back. To buy the goods, order anew."
            ),
        ],
        facts=of_checkout(facts),
        goods=goods(facts),
    )


def refunded(facts: Facts) -> Content:
    """Money is on its way back."""
    amount = money(facts["amount"])
    return Content(
        subject=say("We have sent back your money for order %(number)s", number=facts["order"]),
        paragraphs=[
            ngettext(
                "We have sent %(amount)s back the way you paid. Banks take up to %(days)s banking day.",
                "We have sent %(amount)s back the way you paid. Banks take up to %(days)s banking days.",
                REFUND_BANKING_DAYS,
            )
            % {"amount": amount, "days": REFUND_BANKING_DAYS}
        ],
        facts=[*of_order(facts), (gettext("Sent back"), amount)],
        goods=goods(facts),
        after=[gettext("If it has not come by then, please write to our support.")],
    )


# Owed to whoever bought: none of them has a topic.
OF_MONEY: Mapping[str, Writer] = {
    "order.placed": Writer(placed),
    "payment.started": Writer(started),
    "payment.received": Writer(received),
    "order.expired": Writer(expired),
    "refund.done": Writer(refunded),
}


def _codes(action: Mapping[str, str]) -> Pairs:
    """What else an invoice of Kazakhstan asks for; older payments were told none of it."""
    codes = (
        (gettext("Payee's business number (BIN)"), "payee_bin"),
        (gettext("Bank code (BIC)"), "bic"),
        (gettext("Payee's code (KBe)"), "kbe"),
        (gettext("Purpose code (KNP)"), "knp"),
    )
    return [(words, action[name]) for words, name in codes if action.get(name)]


def _sums(facts: Facts) -> Pairs:
    return [
        (gettext("Goods"), money(facts["goods_alone"])),
        (gettext("Delivery and insurance"), money(facts["carriage"])),
        (gettext("Duty and taxes"), money(facts["taxes"])),
        (gettext("Total"), money(facts["total"])),
    ]
