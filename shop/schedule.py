"""Which jobs come by the clock?"""

from datetime import timedelta
from typing import Any

from celery.schedules import crontab

from channels.policy import FEED_LOOK_EVERY
from news.policy import DISPATCH_EVERY, MAIL_EVERY, SEND_EVERY
from payments.policy import POLL_EVERY
from shipping.policy import PLANNING_ASKED_EVERY
from storefront.policy import ESTIMATE_EVERY, RECOUNT_EVERY, REFRESH_EVERY

# What a lost message would have said is asked again this often.
_SWEEP = timedelta(seconds=30)
_EVERY_FEW_SECONDS = (
    *("news.dispatch", "news.send_mail", "news.send_webhooks", "storefront.refresh", "payments.poll"),
)

_OF_MONEY: dict[str, Any] = {
    "payments.sweep_pending": _SWEEP,
    "payments.sweep_calls": _SWEEP,
    "payments.poll": POLL_EVERY,
    # Whose hour has come is worked out by each publisher's own clock.
    "payments.fetch_rates": crontab(minute="*/5"),
    "payments.release_sales": crontab(minute="*/10"),
    # In the morning at home, before the bank closes its day.
    "payments.schedule_payouts": crontab(hour="3", minute="10"),
}


_OF_ORDERS: dict[str, Any] = {
    "orders.sweep_unpaid": _SWEEP,
    "orders.sweep_paid": _SWEEP,
    "orders.sweep_shipped": _SWEEP,
    "orders.forget_identities": crontab(minute="45"),
    "orders.write_documents": _SWEEP,
    "orders.sweep_claims": _SWEEP,
    "orders.follow_recalls": _SWEEP,
}
# Within a minute after a paper has ended its goods are off sale.
_GATE = timedelta(seconds=20)
_OF_FILES: dict[str, Any] = {
    "catalog.import_sweep": _SWEEP,
    "channels.sweep_imports": _SWEEP,
    "channels.sweep_feeds": FEED_LOOK_EVERY,
    "channels.sweep_exchanges": _SWEEP,
    "channels.forget_exchanges": crontab(minute="35"),
    "catalog.forget_imports": crontab(minute="55"),
}


def beat_schedule(*, demo: bool) -> dict[str, dict[str, Any]]:
    """The schedule of the one beat, by job name; `demo` adds what keeps demonstration data fresh."""
    times: dict[str, Any] = {
        "shipping.sweep_waiting": _SWEEP,
        **_OF_ORDERS,
        **_OF_FILES,
        **_OF_MONEY,
        "catalog.watch_gate": _GATE,
        "shipping.close_departures": _SWEEP,
        "shipping.sweep_allotments": _SWEEP,
        "shipping.plan_trains": PLANNING_ASKED_EVERY,
        "shipping.plan_scenarios": _SWEEP,
        "news.dispatch": DISPATCH_EVERY,
        "news.send_webhooks": SEND_EVERY,
        "news.forget_log": crontab(minute="20"),
        "news.send_mail": MAIL_EVERY,
        "news.send_digests": crontab(minute="*/10"),
        "news.forget_facts": crontab(hour="20", minute="25"),
        "storefront.refresh": REFRESH_EVERY,
        "storefront.find_due_notices": _SWEEP,
        "storefront.turn_the_day": crontab(minute="3"),
        "storefront.estimate": ESTIMATE_EVERY,
        "storefront.recount_terms": RECOUNT_EVERY,
        "accounts.forget_expired": crontab(minute="40"),
        "catalog.forget_pictures": crontab(minute="50"),
        "news.shorten_feeds": crontab(hour="2", minute="20"),
        # At eight at home, once a day.
        "consoles.tell_staff": crontab(hour="3", minute="0"),
        # In the morning of sellers in both countries.
        "catalog.remind_of_papers": crontab(hour="3", minute="0"),
        "catalog.remind_of_stock": crontab(minute="20"),
        "shipping.extend_timetable": crontab(hour="1", minute="10"),
        "shipping.forget_plans": crontab(hour="2", minute="40"),
        "shop.refresh_sandbox": crontab(hour="0", minute="20"),
    }
    if demo:
        times["shop.refresh_demo"] = crontab(hour="0", minute="5")
    schedule = {name: {"task": name, "schedule": time} for name, time in times.items()}
    # A nudge of every few seconds that nobody took up in time must not queue up behind itself.
    for name in _EVERY_FEW_SECONDS:
        schedule[name]["options"] = {"expires": 5}
    schedule["shipping.plan_scenarios"]["options"] = {"expires": _SWEEP.total_seconds()}
    schedule["shipping.plan_trains"]["options"] = {"expires": PLANNING_ASKED_EVERY.total_seconds()}
    schedule["catalog.watch_gate"]["options"] = {"expires": _GATE.total_seconds()}
    return schedule
