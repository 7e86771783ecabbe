"""Which shapes do the doors of webhooks take and give?"""

from typing import Any

from rest_framework import serializers

from kit.paging import PageQuery
from kit.rest import In, TextField
from news.event_types import catalogue, strange_types
from news.guarding import LONGEST_URL
from news.models import Delivery, Endpoint
from news.policy import MOST_EVENT_TYPES

_TYPES = "Types of events, such as `order.placed`; none are all that concern you."


class WebhookEndpointIn(In):
    """Where to call, and about what."""

    url = TextField(
        max_length=LONGEST_URL,
        help_text="`https`, without a user and a fragment, at port 443 or one above 1023; it must lead to"
        " public addresses alone, whenever it is called.",
    )
    description = TextField(max_length=200, required=False, allow_blank=True, default="")
    event_types = serializers.ListField(
        child=TextField(max_length=64),
        max_length=MOST_EVENT_TYPES,
        required=False,
        default=list,
        help_text=_TYPES,
    )


class RotateWebhookSecretIn(In):
    """What may become of a secret that still signs."""

    end_old = serializers.BooleanField(
        default=False,
        help_text="End the secret before the last rotation now, before its `old_secret_until`.",
    )


class WebhookEndpointOut(serializers.Serializer[Any]):
    """An endpoint without its secret."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    url = serializers.CharField()
    description = serializers.CharField()
    event_types = serializers.ListField(child=serializers.CharField(), help_text=_TYPES)
    envelope = serializers.IntegerField(help_text="The version of what surrounds an event's data.")
    status = serializers.ChoiceField(choices=["enabled", "disabled"])
    disabled_reason = serializers.ChoiceField(
        choices=Endpoint.Off.values, allow_blank=True, help_text="Empty while it is enabled."
    )
    failing_since = serializers.DateTimeField(
        allow_null=True,
        help_text="The first failure since the last success; after seven days it is switched off.",
    )
    old_secret_until = serializers.DateTimeField(
        allow_null=True, help_text="Until when the secret before the last rotation signs, too."
    )
    created_at = serializers.DateTimeField()


class NewWebhookEndpointOut(WebhookEndpointOut):
    """An endpoint with the secret that is shown this once."""

    secret = serializers.SerializerMethodField()

    def get_secret(self, row: Endpoint) -> str:
        """What its receiver checks signatures with: `whsec_` and base64."""
        return str(self.context["secret"])


class WebhookDeliveryOut(serializers.Serializer[Any]):
    """One event on its way to one endpoint."""

    id = serializers.UUIDField()
    endpoint_id = serializers.UUIDField()
    event_id = serializers.UUIDField(help_text="What is sent as `webhook-id`, however often.")
    type = serializers.CharField(source="event.type")
    aggregate_id = serializers.UUIDField()
    seq = serializers.IntegerField()
    kind = serializers.ChoiceField(choices=Delivery.Kind.values)
    state = serializers.ChoiceField(choices=Delivery.State.values)
    attempts = serializers.IntegerField()
    next_attempt_at = serializers.DateTimeField(
        allow_null=True, help_text="When it is sent next, at the earliest; null when it is done."
    )
    answer_status = serializers.IntegerField(allow_null=True, help_text="Of the last answer.")
    error = serializers.CharField(
        help_text="Why there was none: `timeout`, `dns`, `connect`, `tls` and the like."
    )
    created_at = serializers.DateTimeField()
    done_at = serializers.DateTimeField(allow_null=True, help_text="When it was taken or given up.")


class WebhookSentOut(serializers.Serializer[Any]):
    """What was sent."""

    headers = serializers.DictField(child=serializers.CharField(), source="request_headers")
    body = serializers.CharField(source="request_body")


class WebhookAnsweredOut(serializers.Serializer[Any]):
    """What came back."""

    status = serializers.IntegerField(source="answer_status", allow_null=True)
    headers = serializers.DictField(child=serializers.CharField(), source="answer_headers")
    body = serializers.CharField(source="answer_body", help_text="The first 2 kB.")
    error = serializers.CharField(help_text="Why nothing came back.")


class WebhookAttemptOut(serializers.Serializer[Any]):
    """One call as it was made."""

    at = serializers.DateTimeField()
    duration_ms = serializers.IntegerField()
    request = WebhookSentOut(source="*")
    answer = WebhookAnsweredOut(source="*")


class WebhookDeliveryDetailOut(WebhookDeliveryOut):
    """A delivery with its calls, the first one first."""

    log = WebhookAttemptOut(many=True)


class DeliveriesQuery(PageQuery):
    """Which calls to list."""

    endpoint = serializers.UUIDField(required=False, help_text="At one of your endpoints.")
    state = serializers.ChoiceField(choices=Delivery.State.values, required=False)
    type = serializers.CharField(max_length=64, required=False, help_text="Such as `order.placed`.")
    event = serializers.UUIDField(required=False, help_text="Of one event.")
    since = serializers.DateTimeField(required=False, help_text="Made due then or later.")

    def validate_type(self, given: str) -> str:
        """The name of a type that there is."""
        if why := strange_types([given], catalogue()):
            raise serializers.ValidationError(why)
        return given


class ReplayFailedWebhooksIn(In):
    """From when on to look for what was given up."""

    since = serializers.DateTimeField(help_text="When the first of them was made due.")


class ReplayedWebhooksOut(serializers.Serializer[Any]):
    """How much is sent once more."""

    replayed = serializers.IntegerField(help_text="At most 1,000: call again until it is 0.")
