"""What do staff see of credentials, which never show their secret?"""

from django.contrib import admin
from django.db.models import Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, link, when
from accounts.models import AccessToken, ApiKey
from accounts.operations import keying, signing_in
from accounts.policy import CONTACT_GROUPS
from accounts.sites import staff_site
from kit.clock import now


@admin.register(AccessToken, site=staff_site)
class AccessTokenAdmin(StaffAdmin):
    """Sign-ins by machine."""

    nothing = _("Nobody is signed in by machine: buyers' clients get a token when they sign in over REST.")
    viewers = CONTACT_GROUPS
    list_display = ("person", "user_agent", "made", "used", "expires", "revoked")
    list_display_links = ("made",)
    list_filter = (("revoked_at", admin.EmptyFieldListFilter),)
    search_fields = ("user__email", "user_agent")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = readonly_fields = ("person", "user_agent", "made", "used", "expires", "revoked")
    actions = ("revoke",)
    verbs = {"revoke": {"support"}}

    def offers(self, verb: str, row: AccessToken) -> bool:
        """Once."""
        return row.revoked_at is None

    @admin.display(description=_("Person"), ordering="user__email")
    def person(self, token: AccessToken) -> str:
        return link(token.user)

    @admin.display(description=_("Made"), ordering="created_at")
    def made(self, token: AccessToken) -> str:
        return when(token.created_at)

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def used(self, token: AccessToken) -> str:
        return when(token.last_used_at)

    @admin.display(description=_("Expires"), ordering="expires_at")
    def expires(self, token: AccessToken) -> str:
        return when(token.expires_at)

    @admin.display(description=_("Revoked"))
    def revoked(self, token: AccessToken) -> str:
        return when(token.revoked_at)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[AccessToken]) -> None:
        def call(token: AccessToken) -> object:
            return signing_in.revoke_token(user=token.user, token_id=token.pk, at=now())

        self.perform(request, queryset, call, done=_("revoked"))


@admin.register(ApiKey, site=staff_site)
class ApiKeyAdmin(StaffAdmin):
    """Keys of machines, by owner."""

    nothing = _(
        "There is no key: people and organisations make their own over REST, staff on their page of keys."
    )
    test_rows = Q(sandbox=True)
    list_display = ("name", "public_id", "owner", "simulates", "used", "expires", "revoked")
    list_filter = ("simulates", ("revoked_at", admin.EmptyFieldListFilter))
    search_fields = ("name", "public_id", "user__email", "organisation__name")
    list_select_related = ("user", "organisation")
    personal = ("owner", "user__email")
    ordering = ("-id",)
    fields = readonly_fields = (
        *("name", "public_id", "owner", "scopes", "simulates", "made", "used", "expires", "revoked"),
    )
    actions = ("revoke",)
    verbs = {"revoke": {"support"}}

    def offers(self, verb: str, row: ApiKey) -> bool:
        """Once."""
        return row.revoked_at is None

    @admin.display(description=_("Owner"))
    def owner(self, key: ApiKey) -> str:
        return link(key.organisation or key.user)

    @admin.display(description=_("Made"), ordering="created_at")
    def made(self, key: ApiKey) -> str:
        return when(key.created_at)

    @admin.display(description=_("Last used"), ordering="last_used_at")
    def used(self, key: ApiKey) -> str:
        return when(key.last_used_at)

    @admin.display(description=_("Expires"))
    def expires(self, key: ApiKey) -> str:
        return when(key.expires_at)

    @admin.display(description=_("Revoked"))
    def revoked(self, key: ApiKey) -> str:
        return when(key.revoked_at)

    @admin.action(description=_("Revoke"))
    def revoke(self, request: HttpRequest, queryset: QuerySet[ApiKey]) -> None:
        verb = keying.revoke_key
        self.perform(request, queryset, lambda key: verb(key=key, at=now()), done=_("revoked"))
