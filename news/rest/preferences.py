"""Through which door does a member choose what they hear by mail?"""

from typing import Any

from rest_framework import serializers
from rest_framework.request import Request
from rest_framework.response import Response

from accounts.doors import SIGNED_IN, Door
from accounts.models import User
from kit.clock import now
from kit.errors import NotFound
from kit.openapi import operation
from kit.rest import In
from news.operations.preferring import choose_offered
from news.queries.mails import offered_to
from news.topics import MODES

_EXAMPLE = {
    "orders": "at_once",
    "shipping": "digest",
    "catalogue": "at_once",
    "notices": "off",
    "attention": "at_once",
}


def _mode(about: str) -> serializers.ChoiceField:
    return serializers.ChoiceField(choices=list(MODES), required=False, help_text=about)


class NotificationPreferencesIn(In):
    """How to hear of some topics; the others stay as they are."""

    orders = _mode("Orders and payments.")
    shipping = _mode("Shipments on their way.")
    catalogue = _mode("Goods on sale: papers, stock, reviews. For members of a seller.")
    notices = _mode("Goods that are back in stock or cheaper.")
    attention = _mode("What the shop's staff should look at. For them.")


class NotificationPreferencesOut(serializers.Serializer[Any]):
    """How a member hears of each topic by mail; a topic of which they never hear is left out."""

    orders = serializers.ChoiceField(choices=list(MODES))
    shipping = serializers.ChoiceField(choices=list(MODES))
    catalogue = serializers.ChoiceField(choices=list(MODES), required=False)
    notices = serializers.ChoiceField(choices=list(MODES))
    attention = serializers.ChoiceField(choices=list(MODES), required=False)


class NotificationPreferencesDoor(Door):
    """What I hear by mail, and how."""

    resource = "me"
    readers = writers = SIGNED_IN

    @operation(
        id="showNotificationPreferences",
        summary="How do I hear of each topic by mail: at once, in one mail a day, or not at all?",
        response=NotificationPreferencesOut,
        response_example=_EXAMPLE,
    )
    def get(self, request: Request) -> Response:
        """Show the mode of each topic."""
        return self._shown(self._person())

    @operation(
        id="changeNotificationPreferences",
        summary="Choose how to hear of some topics by mail",
        request=NotificationPreferencesIn,
        response=NotificationPreferencesOut,
        request_example={"shipping": "digest", "notices": "off"},
        response_example=_EXAMPLE,
    )
    def patch(self, request: Request) -> Response:
        """Change the modes that were sent."""
        given = self.body(NotificationPreferencesIn, partial=True)
        user = User.objects.select_for_update().get(pk=self._person().pk)
        # Preferences are rows of their own, so the version of the person would say too little.
        self.matched(user, self._shown(user))
        choose_offered(user_id=user.pk, modes=given, at=now())
        return self._shown(user)

    def _person(self) -> User:
        if not isinstance(self.request.user, User):
            raise NotFound("an organisation's key belongs to no person")
        return self.request.user

    def _shown(self, user: User) -> Response:
        return self.answer(NotificationPreferencesOut(offered_to(user.pk)), row=user)
