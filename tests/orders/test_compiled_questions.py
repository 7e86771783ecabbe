"""Is a question whose statement was made once answered for each value?"""

from uuid import UUID

from django.db import connection
from django.db.models import CharField, F, QuerySet, UUIDField
from django.test.utils import CaptureQueriesContext

from catalog.models import Listing, Product
from kit.compiled import Compiled, CompiledModels, Given
from kit.database import Among
from tests.orders.market import Market


def products(market: Market) -> list[UUID]:
    """Three of them, by id."""
    seller = market.seller()
    listings = [market.listing(seller, sku) for sku in ("A", "B", "C")]
    return sorted(each.variant.product_id for each in listings)


def test_each_value_has_its_own_rows_by_one_statement(market: Market) -> None:
    made: list[str] = []

    def make() -> QuerySet[Listing, tuple[UUID, str]]:
        made.append("once")
        sku = Given("sku", CharField())
        return Listing.objects.filter(variant__sku=sku, market="CN").values_list("pk", "variant__sku")

    products(market)
    question = Compiled(make)
    found = [[sku for _, sku in question.rows(sku=each)] for each in ("A", "B", "none")]
    assert (found, made) == ([["A"], ["B"], []], ["once"])


def test_rows_hold_the_values_that_the_orm_would_give(market: Market) -> None:
    ids = products(market)
    columns = ("pk", "names", "created_at", "attributes")
    asked = Product.objects.filter(Among(F("pk"), Given("ids", UUIDField()))).order_by("pk")
    question = Compiled(lambda: asked.values_list(*columns))
    rows = [tuple(row) for row in question.rows(ids=ids[:2])]
    assert rows == list(Product.objects.filter(pk__in=ids[:2]).order_by("pk").values_list(*columns))


def test_instances_have_their_columns_and_ask_for_the_rest(market: Market) -> None:
    ids = products(market)
    # Whatever the order in which they are named.
    question = CompiledModels(
        Product,
        ("temperature_class", "seller_id", "id"),
        lambda: Product.objects.filter(Among(F("pk"), Given("ids", UUIDField()))),
    )
    [found] = question.instances(ids=ids[:1])
    whole = Product.objects.get(pk=ids[0])
    with CaptureQueriesContext(connection) as queries:
        same = (found.pk, found.seller_id, found.temperature_class)
    assert same == (whole.pk, whole.seller_id, whole.temperature_class)
    assert len(queries) == 0
    assert found.names == whole.names
