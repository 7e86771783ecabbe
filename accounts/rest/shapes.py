"""Which shapes do the doors of accounts take and give?"""

from typing import Any

from rest_framework import serializers

from accounts.models import AccessToken, ApiKey, Factor, User
from accounts.models.people import LANGUAGES
from accounts.policy import SANDBOX_MAIL, SCOPES
from kit.actors import Actor
from kit.rest import In, TextField


class ReachableEmail(serializers.EmailField):
    """An address that somebody may read mail at; those of the test world are our own, and nobody's."""

    default_error_messages = {"unreachable": "no mail reaches this address"}

    def to_internal_value(self, data: Any) -> str:
        """Refuse our own domain of the test world, whatever its letters."""
        email: str = super().to_internal_value(data)
        if email.lower().endswith((f"@{SANDBOX_MAIL}", f".{SANDBOX_MAIL}")):
            self.fail("unreachable")
        return email


class SignUpIn(In):
    """A new account."""

    email = ReachableEmail(max_length=254)
    password = TextField(max_length=200, trim_whitespace=False)
    name = TextField(max_length=200, required=False, default="", allow_blank=True)
    language = serializers.ChoiceField(
        choices=LANGUAGES,
        required=False,
        help_text="Of mails and pages; without it that of `Accept-Language`.",
    )


class KeyIn(In):
    """The key out of a mailed link."""

    key = TextField(max_length=300)


class SignInIn(In):
    """What a person knows."""

    email = serializers.EmailField(max_length=254)
    password = TextField(max_length=200, trim_whitespace=False)


class NewAddressIn(In):
    """Another address, and the account's password."""

    email = ReachableEmail(max_length=254)
    password = TextField(max_length=200, trim_whitespace=False)


class EmailIn(In):
    """An address to write to."""

    email = serializers.EmailField(max_length=254)


class NewPasswordIn(In):
    """The key out of a mailed link, and the password to set."""

    key = TextField(max_length=300)
    password = TextField(max_length=200, trim_whitespace=False)


class AcceptedOut(serializers.Serializer[Any]):
    """The same words whether or not the address is known."""

    detail = serializers.CharField()


class TokenIssuedOut(serializers.Serializer[Any]):
    """A sign-in; the token is shown once."""

    id = serializers.UUIDField()
    token = serializers.CharField()
    expires_at = serializers.DateTimeField()


class SignInOut(TokenIssuedOut):
    """A sign-in, or half of one: the token is shown once."""

    step = serializers.ChoiceField(
        choices=AccessToken.Step.choices,
        help_text=(
            "What is still to be done: empty when you are signed in, `code` for a code of your second factor,"
            " `enrol` to set one up. Until then the token opens that step alone, and is good for ten minutes."
        ),
    )


class CodeIn(In):
    """A code of a second factor, or a recovery code."""

    code = TextField(max_length=40)


class ProofIn(In):
    """A code; whoever has no second factor gives their password."""

    code = TextField(max_length=40, required=False, default="", allow_blank=True)
    password = TextField(max_length=200, required=False, default="", allow_blank=True, trim_whitespace=False)


class ConfirmedOut(serializers.Serializer[Any]):
    """Until when what needs such a proof may be done with this token."""

    confirmed_until = serializers.DateTimeField()


class FactorIn(In):
    """A second factor to be set up."""

    name = TextField(max_length=50, required=False, default="Authenticator app")


class FactorOut(serializers.ModelSerializer[Factor]):
    """A second factor without its secret."""

    class Meta:
        model = Factor
        fields = ("id", "name", "confirmed_at", "last_used_at")


class FactorsOut(serializers.Serializer[Any]):
    """With what somebody signs in besides their password."""

    items = FactorOut(many=True)
    recovery_codes_left = serializers.IntegerField()
    is_required = serializers.BooleanField(help_text="Whether you need one, as who looks after money does.")


class BegunFactorOut(serializers.Serializer[Any]):
    """A second factor that waits for its first code; its secret is shown once."""

    id = serializers.UUIDField(source="row.id")
    name = serializers.CharField(source="row.name")
    secret = serializers.CharField(help_text="Base32, to be typed into an app.")
    address = serializers.CharField(
        help_text="`otpauth:` address: draw it as a QR code, without asking others."
    )


class EnrolledOut(serializers.Serializer[Any]):
    """What came of a first code; codes and token are shown once."""

    factor = FactorOut()
    recovery_codes = serializers.ListField(
        child=serializers.CharField(), help_text="With the first second factor, else empty."
    )
    sign_in = TokenIssuedOut(
        allow_null=True, help_text="Your whole sign-in, where half of one waited for this; else null."
    )


class RecoveryCodesOut(serializers.Serializer[Any]):
    """Recovery codes, each good once."""

    recovery_codes = serializers.ListField(child=serializers.CharField())


class TokenOut(serializers.ModelSerializer[AccessToken]):
    """A sign-in as its owner sees it later."""

    current = serializers.SerializerMethodField()

    class Meta:
        model = AccessToken
        fields = ("id", "user_agent", "created_at", "last_used_at", "expires_at", "current")

    def get_current(self, row: AccessToken) -> bool:
        """Whether this very request came with it."""
        return bool(row == self.context.get("current"))


class MembershipOut(serializers.Serializer[Any]):
    """An organisation for which a person acts."""

    organisation_id = serializers.UUIDField()
    name = serializers.CharField(source="organisation.name")
    kind = serializers.CharField(source="organisation.kind")
    role = serializers.CharField()


class MeOut(serializers.ModelSerializer[User]):
    """A person as they see themselves."""

    kind = serializers.SerializerMethodField()
    roles = serializers.SerializerMethodField()
    memberships = MembershipOut(many=True)

    class Meta:
        model = User
        fields = ("id", "email", "name", "language", "kind", "roles", "memberships")

    def get_kind(self, row: User) -> str:
        """As what they act: buyer, seller, partner or staff."""
        return self._actor.kind

    def get_roles(self, row: User) -> list[str]:
        """Their roles in the organisation for which they act now."""
        return sorted(self._actor.roles)

    @property
    def _actor(self) -> Actor:
        actor: Actor = self.context["actor"]
        return actor


class MeIn(In):
    """What a person may change of themselves."""

    name = TextField(max_length=200, required=False, allow_blank=True)
    language = serializers.ChoiceField(choices=LANGUAGES, required=False)


class ApiKeyIn(In):
    """A key to be made."""

    name = TextField(max_length=100)
    scopes = serializers.ListField(child=TextField(max_length=64), allow_empty=False, max_length=len(SCOPES))
    expires_at = serializers.DateTimeField(required=False, allow_null=True, default=None)
    for_organisation = serializers.BooleanField(required=False, default=False)
    sandbox = serializers.BooleanField(
        required=False, default=False, help_text="A test key, which acts in the test world alone."
    )


class ApiKeyOut(serializers.ModelSerializer[ApiKey]):
    """A key without its secret."""

    class Meta:
        model = ApiKey
        fields = (
            "id",
            "name",
            "public_id",
            "scopes",
            "organisation_id",
            "simulates",
            "sandbox",
            "created_at",
            "expires_at",
            "last_used_at",
            "revoked_at",
        )


class NewApiKeyOut(ApiKeyOut):
    """A key with the secret that is shown once."""

    secret = serializers.SerializerMethodField()

    class Meta(ApiKeyOut.Meta):
        fields = (*ApiKeyOut.Meta.fields, "secret")  # type: ignore[assignment]

    def get_secret(self, row: ApiKey) -> str:
        """The whole key, to be sent as a bearer credential."""
        return str(self.context["secret"])
