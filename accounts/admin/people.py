"""What do staff see of people, who makes staff?"""

from typing import TYPE_CHECKING, Any, cast

from allauth.account.models import EmailAddress
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.forms import AdminUserCreationForm
from django.contrib.auth.models import Group
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from unfold.forms import AdminPasswordChangeForm, UserChangeForm, UserCreationForm
from unfold.widgets import UnfoldAdminCheckboxSelectMultipleWidget

from accounts.desk import StaffAdmin, StaffInline, link_to_list, may_see_contact, when
from accounts.guarding import confirmed_to_post
from accounts.models import AddressChange, Membership, User
from accounts.operations import enrolling
from accounts.policy import FACTOR_KEEPERS
from accounts.queries import factors_of
from accounts.sites import staff_site
from kit.clock import now
from kit.http import Forbidden
from kit.words import in_words

if TYPE_CHECKING:
    _CreationForm = AdminUserCreationForm[User]
else:
    _CreationForm = UserCreationForm


class NewPersonForm(_CreationForm):
    """People are told apart by their e-mail address, kept in lower case."""

    class Meta:
        model = User
        fields = ("email",)

    def clean_email(self) -> str:
        """As the table keeps it."""
        return str(self.cleaned_data["email"]).strip().lower()


class MembershipInline(StaffInline):
    model = Membership
    fields = readonly_fields = ("organisation", "role")


class AddressChangeInline(StaffInline):
    """To which addresses somebody moved, or wanted to."""

    model = AddressChange
    fields = readonly_fields = ("was", "became", "asked", "confirmed_at", "undone_at")
    ordering = ("-id",)

    @admin.display(description=_("Asked"))
    def asked(self, change: AddressChange) -> str:
        return when(change.created_at)


def _group(group: Group) -> str:
    words = in_words(group.name)
    return words if words == group.name else f"{words} ({group.name})"


class GroupFilter(admin.SimpleListFilter):
    """People of one group of staff."""

    title = _("Group of staff")
    parameter_name = "group"

    def lookups(self, request: HttpRequest, model_admin: Any) -> list[tuple[str, str]]:
        """The groups, in words."""
        return [(str(group.pk), _group(group)) for group in Group.objects.order_by("name")]

    def queryset(self, request: HttpRequest, queryset: QuerySet[User]) -> QuerySet[User]:
        """Narrowed to who is in it."""
        value = self.value() or ""
        return queryset.filter(groups__id=value) if value.isdigit() else queryset


@admin.register(User, site=staff_site)
class PersonAdmin(UserAdmin, StaffAdmin):  # type: ignore[type-arg]
    """Everybody who can sign in; only superusers change what somebody may do."""

    test_rows = Q(sandbox=True)
    nothing = _("Nobody is known: people sign up over REST, and staff are added here.")
    form = UserChangeForm
    add_form = NewPersonForm
    change_password_form = AdminPasswordChangeForm
    list_display = ("email", "name", "language", "is_active", "is_staff", "joined")
    list_filter = ("is_active", "is_staff", "is_superuser", GroupFilter, "language")
    search_fields = ("email", "name")
    ordering = ("email",)
    # Six boxes fit a phone, two lists beside each other don't.
    filter_horizontal = ()
    fieldsets = (
        (None, {"fields": ("email", "name", "language", "password")}),
        (_("Rights"), {"fields": ("is_active", "is_staff", "is_superuser", "groups")}),
        (_("Facts"), {"fields": ("joined", "last_login", "proves", "tokens", "keys")}),
    )
    add_fieldsets = ((None, {"fields": ("email", "password1", "password2")}),)
    readonly_fields = ("joined", "last_login", "proves", "tokens", "keys")
    inlines = (MembershipInline, AddressChangeInline)
    actions = ("reset_factors",)
    verbs = {"reset_factors": FACTOR_KEEPERS}
    confirmed_verbs = ("reset_factors",)

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        """Groups by what they do, with the name that the docs have for them."""
        is_group = db_field.name == "groups"
        if is_group:
            kwargs["widget"] = UnfoldAdminCheckboxSelectMultipleWidget()
        field = super().formfield_for_manytomany(db_field, request, **kwargs)
        if is_group and field is not None:
            choices: Any = field
            choices.label_from_instance = _group
            # Django's own tells of keys that tick nothing here.
            choices.help_text = _("What somebody may do: that of all groups they are in.")
        return field

    def get_queryset(self, request: HttpRequest) -> QuerySet[User]:
        """Whoever needs no buyer's contact sees our own people and those who act for an organisation."""
        rows: QuerySet[User] = super().get_queryset(request)
        if may_see_contact(request):
            return rows
        member = Membership.objects.filter(user=OuterRef("pk"))
        return rows.filter(Q(is_staff=True) | Exists(member))

    def tells_buyers(self, request: HttpRequest) -> bool:
        """Most people buy."""
        return may_see_contact(request)

    def has_add_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Only superusers make people here; everybody else signs up."""
        return bool(request.user.is_authenticated and request.user.is_superuser)

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Rights are given by superusers alone."""
        return self.has_add_permission(request)

    def offers(self, verb: str, row: User) -> bool:
        """To whom there is something to reset."""
        return factors_of(row).exists()

    # Who may sign in, and what they may do, is changed by whoever proved lately who they are.

    def add_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form of a new person."""
        return confirmed_to_post(super().add_view)(request, *args, **kwargs)

    def change_view(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form of a person's rights."""
        return confirmed_to_post(super().change_view)(request, *args, **kwargs)

    def user_change_password(self, request: HttpRequest, *args: Any, **kwargs: Any) -> Any:
        """The form of somebody's new password."""
        return confirmed_to_post(super().user_change_password)(request, *args, **kwargs)

    @admin.action(description=_("Reset the second factor"))
    def reset_factors(self, request: HttpRequest, queryset: QuerySet[User]) -> None:
        def call(person: User) -> object:
            # Whoever is above all groups is let in anew by their equals alone.
            if person.is_superuser and not cast("User", request.user).is_superuser:
                raise Forbidden
            return enrolling.reset_factors(user=person, at=now(), by=self.actor(request))

        self.perform(request, queryset, call, done=_("has to enrol anew"))

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        """A person made here is known to us, so their address counts as confirmed."""
        if change:
            obj.version += 1
        else:
            obj.created_at = now()
        super().save_model(request, obj, form, change)
        if change and "is_staff" in form.changed_data:
            # What was signed in by a password alone would be staff's from now on.
            enrolling.end_sign_ins(user=obj, at=now())
        if not change:
            EmailAddress.objects.create(user=obj, email=obj.email, verified=True, primary=True)

    @admin.display(description=_("Since"), ordering="created_at")
    def joined(self, user: User) -> str:
        return when(user.created_at)

    @admin.display(description=_("Second factors"))
    def proves(self, user: User) -> str:
        return str(factors_of(user).count())

    @admin.display(description=_("Sign-ins"))
    def tokens(self, user: User) -> str:
        return link_to_list("accounts.accesstoken", _("show"), user__id__exact=user.pk)

    @admin.display(description=_("API keys"))
    def keys(self, user: User) -> str:
        return link_to_list("accounts.apikey", _("show"), user__id__exact=user.pk)
