"""Which people are known, and for which organisations do they act?"""

from collections.abc import Iterator
from typing import Any, ClassVar

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import PermissionsMixin
from django.db import models
from django.db.models.functions import Lower
from django.utils.crypto import salted_hmac
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.clock import now
from kit.models import Row

LANGUAGES = [("en", "English"), ("ru", "Русский"), ("kk", "Қазақша"), ("zh-Hans", "简体中文")]


class UserManager(BaseUserManager["User"]):
    """Makes users, whose e-mail addresses are kept in lower case."""

    def create_user(self, email: str, password: str | None = None, **columns: Any) -> "User":
        """A new user; without a password nobody can sign in as them."""
        columns.setdefault("created_at", now())
        user = self.model(email=email.strip().lower(), **columns)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(self, email: str, password: str | None = None, **columns: Any) -> "User":
        """A member of staff who may do everything in the admin."""
        return self.create_user(email, password, is_staff=True, is_superuser=True, **columns)

    def get_by_natural_key(self, username: str | None) -> "User":
        """The user of an e-mail address, however it was capitalised."""
        return self.get(email=(username or "").strip().lower())


@audited(exclude=["password", "last_login", "sessions_ended"])
class User(Row, AbstractBaseUser, PermissionsMixin):
    """A person who can sign in; `sessions_ended` counts how often all their browsers were signed out."""

    email = models.EmailField(unique=True)
    name = models.CharField(max_length=200, blank=True, default="")
    language = models.CharField(max_length=10, choices=LANGUAGES, default="en")
    is_active = models.BooleanField(default=True)
    is_staff = models.BooleanField(default=False)
    sandbox = models.BooleanField(
        _("in the sandbox"),
        default=False,
        editable=False,
        help_text=_("Of the test world, where nobody signs in."),
    )
    twin_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="twin", null=True, blank=True, editable=False
    )
    sessions_ended = models.PositiveIntegerField(default=0, editable=False)

    objects: ClassVar[UserManager] = UserManager()

    USERNAME_FIELD = "email"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = []

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(condition=models.Q(email=Lower("email")), name="email_in_lower_case"),
            models.CheckConstraint(
                condition=models.Q(sandbox=False, twin_of__isnull=True)
                | models.Q(sandbox=True, is_staff=False),
                name="user_of_the_sandbox_is_a_twin_or_made",
            ),
        ]

    def __str__(self) -> str:
        return self.email

    def get_session_auth_hash(self) -> str:
        """What a browser's session is bound to: the password, and that nobody has ended it."""
        return self._bound_to(None)

    def get_session_auth_fallback_hash(self) -> Iterator[str]:
        """The same under the keys of before."""
        return (self._bound_to(key) for key in settings.SECRET_KEY_FALLBACKS)

    def _bound_to(self, key: str | None) -> str:
        bound = f"{self.password}:{self.sessions_ended}"
        return salted_hmac("accounts.session", bound, secret=key, algorithm="sha256").hexdigest()

    def get_full_name(self) -> str:
        """What the admin greets with."""
        return self.name or self.email

    def get_short_name(self) -> str:
        """What the admin greets with, in brief."""
        return self.get_full_name()


@audited()
class Organisation(Row):
    """A legal person for whom people act: us, a seller, a carrier, a terminal, a declarant."""

    class Kind(models.TextChoices):
        """What it does here."""

        OPERATOR = "operator", _("Operator")
        SELLER = "seller", _("Seller")
        CARRIER = "carrier", _("Carrier")
        TERMINAL = "terminal", _("Terminal")
        DECLARANT = "declarant", _("Declarant")

    kind = models.CharField(max_length=16, choices=Kind.choices)
    name = models.CharField(max_length=200)
    sandbox = models.BooleanField(
        _("in the sandbox"), default=False, editable=False, help_text=_("Of the test world.")
    )
    twin_of = models.OneToOneField(
        "self", on_delete=models.PROTECT, related_name="twin", null=True, blank=True, editable=False
    )

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.CheckConstraint(
                condition=models.Q(sandbox=True) | models.Q(twin_of__isnull=True),
                name="organisation_twin_is_of_the_sandbox",
            ),
        ]

    def __str__(self) -> str:
        return self.name


@audited()
class Membership(Row):
    """One person's role in one organisation."""

    class Role(models.TextChoices):
        """Which part of the organisation's business is theirs."""

        OWNER = "owner", _("Owner")
        CATALOGUE = "catalogue", _("Catalogue")
        WAREHOUSE = "warehouse", _("Warehouse")
        FINANCE = "finance", _("Finance")

    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=16, choices=Role.choices)

    class Meta:
        constraints: ClassVar[list[models.BaseConstraint]] = [
            models.UniqueConstraint(fields=["user", "organisation"], name="one_role_in_each_organisation")
        ]

    def __str__(self) -> str:
        return f"{self.user} · {self.organisation} · {self.get_role_display()}"
