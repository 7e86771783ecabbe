"""Is every change of a status, of money or of stock on record, out of the application's reach?"""

import pytest
from django.apps import apps
from django.db import connection, models

OURS = ("accounts", "news", "catalog", "shipping", "payments", "orders", "channels")
COUNTED = {"status", "on_hand", "reserved", "free_g", "free_mteu", "quantity"}
# Records of their own.
ONLY_ADDED = {
    *("TransportEvent", "ContactSearch", "IdentityReading", "LookAsSeller", "Note", "Attachment"),
    *("LedgerAccount", "LedgerTransaction", "LedgerEntry"),
    *("IssuedDocument", "InvoiceBalance"),
}
# A status code that was answered, a wish that promises nothing, a line of books that are a record themselves,
# documents that never change, the sum of their corrections, which triggers keep.
NOT_MEANT = {"IdempotencyRecord", "CartLine", "LedgerEntry", "IssuedDocument", "InvoiceBalance"}


def ours() -> list[type[models.Model]]:
    """Our models that aren't themselves a record."""
    return [
        model
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if not model.__name__.endswith("Audit")
        and (not model.__name__.endswith("Move") or model.__name__ == "StockMove")
    ]


def matters(model: type[models.Model]) -> bool:
    """Whether the model holds a status, money or stock."""
    names = {field.name for field in model._meta.concrete_fields}
    return model.__name__ not in NOT_MEANT and bool(
        names & COUNTED or any(name.endswith("_minor") for name in names)
    )


def test_every_table_with_a_status_money_or_stock_is_audited() -> None:
    unrecorded = [
        model.__name__
        for model in ours()
        if matters(model) and f"{model.__name__.lower()}audit" not in apps.all_models[model._meta.app_label]
    ]
    assert unrecorded == []


@pytest.mark.parametrize("right", ["UPDATE", "DELETE", "TRUNCATE"])
def test_the_application_cannot_rewrite_history(db: None, right: str) -> None:
    tables = [
        model._meta.db_table
        for label in OURS
        for model in apps.get_app_config(label).get_models()
        if model.__name__.endswith(("Audit", "Move")) or model.__name__ in ONLY_ADDED
    ]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT name FROM unnest(%s::text[]) AS name WHERE has_table_privilege(current_user, name, %s)",
            [tables, right],
        )
        assert cursor.fetchall() == []
    assert len(tables) > 30
