"""Which examples do webhooks show in the API document?"""

from collections.abc import Mapping

_ID = "019ab2d4-7c1e-7b3a-9d53-0d6c7be5f001"
_SECRET = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"  # noqa: S105 the published example of the standard
_ENDPOINT: Mapping[str, object] = {
    "description": "ERP",
    "disabled_reason": "",
    "envelope": 1,
    "event_types": ["order.placed", "order.paid"],
    "secret": _SECRET,
    "status": "enabled",
    "url": "https://erp.example.com/steel-camel",
}
_DELIVERY: Mapping[str, object] = {
    "answer_status": 204,
    "attempts": 1,
    "error": "",
    "kind": "event",
    "seq": 3,
    "state": "delivered",
    "type": "order.paid",
}
_SENT = {
    "webhook-id": _ID,
    "webhook-timestamp": "1796461200",
    "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
}
OF_WEBHOOKS: Mapping[str, object] = {
    **{
        f"{component}.{name}": value
        for component in ("WebhookEndpoint", "NewWebhookEndpoint", "WebhookEndpointRequest")
        for name, value in _ENDPOINT.items()
    },
    **{
        f"{component}.{name}": value
        for component in ("WebhookDelivery", "WebhookDeliveryDetail")
        for name, value in _DELIVERY.items()
    },
    "WebhookAttempt.duration_ms": 84,
    "WebhookSent.headers": _SENT,
    "WebhookSent.body": '{"data":{"number":"SC-26-00000123-5"},"seq":3,"type":"order.paid"}',
    "WebhookAnswered.status": 204,
    "WebhookAnswered.headers": {"Server": "nginx"},
    "WebhookAnswered.body": "",
    "WebhookAnswered.error": "",
    "ReplayedWebhooks.replayed": 12,
}
