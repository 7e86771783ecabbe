"""Does the staff site ignore rows, ids and columns that a page never offered?"""

from typing import Any

import pytest
from django.contrib.admin import ModelAdmin
from django.contrib.auth.models import Group
from django.db import connection, models
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Organisation, User
from accounts.sites import staff_site
from kit.clock import now
from kit.ids import uuid7
from payments.models import CommissionRule
from tests import desks

REGISTERED = sorted(staff_site._registry, key=lambda model: model._meta.label)
WITH_INLINES = [
    model
    for model in REGISTERED
    if isinstance(staff_site._registry[model], ModelAdmin) and staff_site._registry[model].inlines
]
_PASSWORD = "the camel knows the way"


def sign_in(user: User) -> Client:
    client = Client()
    desks.sign_in(client, user)
    return client


def of_group(name: str) -> User:
    user = User.objects.create_user(f"{name}@example.com", is_staff=True)
    user.groups.add(Group.objects.get_or_create(name=name)[0])
    return user


def address(model: type[models.Model], page: str, *args: object) -> str:
    return reverse(f"admin:{model._meta.label_lower.replace('.', '_')}_{page}", args=args)


def changes(queries: CaptureQueriesContext, model: type[models.Model]) -> list[str]:
    """What was written to the table of a model."""
    table = f'"{model._meta.db_table}"'
    return [
        each["sql"]
        for each in queries
        if any(f"{verb} {table}" in each["sql"] for verb in ("INSERT INTO", "UPDATE", "DELETE FROM"))
    ]


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("model", REGISTERED, ids=lambda model: model._meta.label)
def test_no_list_takes_rows_that_are_typed_into_it(db: None, model: type[models.Model]) -> None:
    admin: Any = staff_site._registry[model]
    assert not admin.list_editable
    forged = {
        "form-TOTAL_FORMS": "1",
        "form-INITIAL_FORMS": "0",
        "form-0-id": str(uuid7()),
        **{f"form-0-{field.name}": "1" for field in model._meta.concrete_fields},
        "_save": "Save",
    }
    for who in (of_group("viewer"), User.objects.create_superuser("boss@example.com", _PASSWORD)):
        desk = sign_in(who)
        with CaptureQueriesContext(connection) as queries:
            desk.post(address(model, "changelist"), forged)
        assert model is User or changes(queries, model) == []


@pytest.mark.usefixtures("unpainted")
@pytest.mark.parametrize("model", WITH_INLINES, ids=lambda model: model._meta.label)
def test_rows_that_are_forged_into_a_page_are_not_made(full_house: None, model: type[models.Model]) -> None:
    admin: Any = staff_site._registry[model]
    row: Any = model._default_manager.order_by("pk").first() or model(pk=0)
    given: dict[str, str] = {
        field.name: str(getattr(row, field.attname) or "") for field in model._meta.concrete_fields
    }
    for inline in admin.inlines:
        fields = {field.name: "1" for field in inline.model._meta.concrete_fields}
        for prefix in {inline.model._meta.model_name, *_prefixes(model, inline.model)}:
            given |= {f"{prefix}-TOTAL_FORMS": "1", f"{prefix}-INITIAL_FORMS": "0"}
            given |= {f"{prefix}-0-{name}": value for name, value in fields.items()}
    desk = sign_in(User.objects.create_superuser("boss@example.com", _PASSWORD))
    with CaptureQueriesContext(connection) as queries:
        desk.post(address(model, "change", row.pk), given)
    for inline in admin.inlines:
        assert changes(queries, inline.model) == [], inline


def _prefixes(owner: type[models.Model], model: type[models.Model]) -> set[str]:
    """What Django calls the forms of an inline: by the reverse name of its foreign key."""
    return {
        field.remote_field.get_accessor_name() or ""
        for field in model._meta.concrete_fields
        if isinstance(field, models.ForeignKey) and field.related_model is owner
    }


def test_a_rule_keeps_its_id_whatever_a_form_sends(db: None) -> None:
    kept, other = (
        CommissionRule.objects.create(position=place, percent=8, valid_from="2026-01-01", created_at=now())
        for place in (1, 2)
    )
    given = {"position": "1", "percent": "9", "valid_from": "2026-01-01"}
    forged = {**given, "id": str(other.pk), "pk": str(other.pk), "version": "99", "created_at": "2020-01-01"}
    answered = sign_in(of_group("finance")).post(address(CommissionRule, "change", kept.pk), forged)
    assert answered.status_code == 302
    assert CommissionRule.objects.count() == 2
    found = [(int(rule.percent), rule.version) for rule in CommissionRule.objects.order_by("position")]
    assert found == [(9, 2), (8, 1)]


def test_nobody_makes_themselves_a_superuser(db: None) -> None:
    user = of_group("support")
    sign_in(user).post(
        address(User, "change", user.pk), {"email": user.email, "is_superuser": "on", "is_staff": "on"}
    )
    user.refresh_from_db()
    assert not user.is_superuser


def test_verbs_on_rows_that_are_not_there_do_nothing(db: None) -> None:
    desk = sign_in(User.objects.create_superuser("boss@example.com", _PASSWORD))
    row = Organisation.objects.create(kind="seller", name="Mill", created_at=now())
    for chosen in (str(uuid7()), "1 OR 1=1", ""):
        answered = desk.post(
            address(Organisation, "changelist"), {"action": "delete_selected", "_selected_action": chosen}
        )
        assert answered.status_code in (200, 302)
    assert Organisation.objects.get(pk=row.pk).version == 1
