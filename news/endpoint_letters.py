"""What do the owners of a webhook endpoint read of it?"""

from collections.abc import Mapping
from datetime import datetime

from django.utils.translation import gettext as _

from kit.letters import Content
from news.policy import OFF_AFTER


def endpoint_switched_off(facts: Mapping[str, object]) -> Content:
    """To the owner of a webhook endpoint: nothing is sent there any more, why, and what to do."""
    url = str(facts["url"])
    if facts["reason"] == "gone":
        why = _("It answered 410: that there is nothing at this address any more.")
    elif facts["reason"] == "by_staff":
        return _by_staff(url, str(facts.get("words") or ""))
    else:
        why = _("For %(days)d days no call to it has succeeded.") % {"days": OFF_AFTER.days}
    since = facts.get("since")
    first = [(_("Failing since"), _moment(str(since)))] if since else []
    return Content(
        subject=_("Your webhook endpoint has been switched off"),
        paragraphs=[
            _("We have switched off a webhook endpoint of yours and send nothing to it any more."),
            why,
        ],
        facts=[(_("Address"), url), *first],
        after=[
            _(
                "Once it answers again, enable it over the API: what has waited for less than three days is "
                "then sent by itself, what was given up can be sent once more."
            )
        ],
    )


def _by_staff(url: str, words: str) -> Content:
    reason = [(_("Reason"), words)] if words else []
    return Content(
        subject=_("Your webhook endpoint has been switched off"),
        paragraphs=[
            _("Our staff have switched off a webhook endpoint of yours. We send nothing to it any more."),
        ],
        facts=[(_("Address"), url), *reason],
        after=[_("Only our staff can switch it on again: write to our support once the cause is gone.")],
    )


def _moment(text: str) -> str:
    return f"{datetime.fromisoformat(text):%Y-%m-%d %H:%M} UTC"
