"""With which request does each operation of webhooks succeed, on behalf of one side?"""

from typing import Any

from kit.clock import now
from news.models import Delivery
from tests.api import Api
from tests.openapi.sample import Recipe, Sample
from tests.openapi.world import Side, good

ENDPOINT = {"url": "https://erp.example.com/steel-camel", "description": "ERP"}


def endpoint(side: Side, verb: str = "", body: Any = None, *, api: Api | None = None) -> Sample:
    """A verb on an endpoint of the buyer, or of somebody else."""
    api = api or side.buyer
    made = good(api.post("/webhook-endpoints", ENDPOINT))
    return Sample(api, f"/webhook-endpoints/{made['id']}{verb}", body)


def delivery(side: Side, verb: str = "", *, api: Api | None = None) -> Sample:
    """A verb on what was sent to one of their endpoints."""
    tested = endpoint(side, "/test", api=api)
    sent = good(tested.api.post(tested.path))
    return Sample(tested.api, f"/webhook-deliveries/{sent['id']}{verb}")


def _list(side: Side) -> Sample:
    endpoint(side)
    return Sample(endpoint(side).api, "/webhook-endpoints")


def _disabled(side: Side) -> Sample:
    off = endpoint(side, "/disable")
    good(off.api.post(off.path))
    return Sample(off.api, off.path.replace("/disable", "/enable"))


def _log(side: Side) -> Sample:
    delivery(side)
    return Sample(delivery(side).api, "/webhook-deliveries")


def _given_up(side: Side) -> Sample:
    sent = delivery(side).path.rpartition("/")[2]
    Delivery.objects.filter(pk=sent).update(state="dead", kind="event", done_at=now())
    path = f"/webhook-endpoints/{Delivery.objects.get(pk=sent).endpoint_id}/replay-failed"
    return Sample(side.buyer, path, {"since": "2026-01-01T00:00:00Z"})


WEBHOOKS: dict[str, Recipe] = {
    "listWebhookEndpoints": _list,
    "createWebhookEndpoint": lambda side: Sample(side.buyer, "/webhook-endpoints", ENDPOINT),
    "showWebhookEndpoint": endpoint,
    "changeWebhookEndpoint": lambda side: endpoint(side, body={"description": "warehouse"}),
    "deleteWebhookEndpoint": endpoint,
    "testWebhookEndpoint": lambda side: endpoint(side, "/test"),
    "rotateWebhookSecret": lambda side: endpoint(side, "/rotate-secret", {"end_old": False}),
    "enableWebhookEndpoint": _disabled,
    "disableWebhookEndpoint": lambda side: endpoint(side, "/disable"),
    "replayFailedWebhookDeliveries": _given_up,
    "listWebhookDeliveries": _log,
    "showWebhookDelivery": delivery,
    "replayWebhookDelivery": lambda side: delivery(side, "/replay"),
}
