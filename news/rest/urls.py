"""Which addresses under /api/v1 belong to news?"""

from django.urls import path

from news.rest import deliveries, endpoints, events

_ENDPOINT = "webhook-endpoints/<uuid:endpoint_id>"
_DELIVERY = "webhook-deliveries/<uuid:delivery_id>"

urlpatterns = [
    path("webhook-endpoints", endpoints.EndpointsDoor.as_view()),
    path(_ENDPOINT, endpoints.EndpointDoor.as_view()),
    path(f"{_ENDPOINT}/test", endpoints.TestEndpointDoor.as_view()),
    path(f"{_ENDPOINT}/rotate-secret", endpoints.RotateSecretDoor.as_view()),
    path(f"{_ENDPOINT}/enable", endpoints.EnableEndpointDoor.as_view()),
    path(f"{_ENDPOINT}/disable", endpoints.DisableEndpointDoor.as_view()),
    path(f"{_ENDPOINT}/replay-failed", deliveries.ReplayFailedDoor.as_view()),
    path("webhook-deliveries", deliveries.DeliveriesDoor.as_view()),
    path(_DELIVERY, deliveries.DeliveryDoor.as_view()),
    path(f"{_DELIVERY}/replay", deliveries.ReplayDoor.as_view()),
    path("event-types", events.EventTypesDoor.as_view()),
    path("events", events.EventsDoor.as_view()),
]
