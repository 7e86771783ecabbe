"""Do feeds follow the goods, rewrite no more than what changed, and drop nothing?"""

import csv
import re
from datetime import timedelta
from decimal import Decimal
from io import StringIO
from xml.etree import ElementTree as ET

import pytest
from django.db import connection
from django.db.models import F
from django.test.utils import CaptureQueriesContext

from catalog.models import Brand, Listing, Lot, Seller, StockLevel, Variant
from catalog.operations.adjusting import adjust
from catalog.operations.listing import pause, resume
from catalog.operations.quarantining import quarantine
from channels import policy
from channels.models import GoodsFeed, GoodsFeedItem
from channels.operations import feeding
from channels.queries.feeds import due_feeds
from channels.readers.kaspi import KaspiReader
from channels.readers.tables import TableReader
from channels.readers.yml import YmlReader
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from news.models import Event
from tests.catalog.trade import Trade
from tests.channels.feed_goods import (
    CSV,
    GOOGLE,
    KASPI,
    YML,
    editions,
    goods,
    look,
    opened,
    rated,
    reprice,
    text,
)
from tests.channels.files import rows_of

_G = "{http://base.google.com/ns/1.0}"


@pytest.fixture
def trade(db: None) -> Trade:
    """A mill and a farm."""
    return Trade()


def google(feed: GoodsFeed) -> dict[str, dict[str, str]]:
    """The items as a reader of the vocabulary has them."""
    found = {}
    for item in ET.fromstring(text(feed)).iter("item"):
        said = {each.tag.removeprefix(_G): each.text or "" for each in item}
        found[said["id"]] = said
    return found


def test_one_price_rewrites_one_row(trade: Trade) -> None:
    flour = goods(trade)
    goods(trade, "FLR-5KG", minor=4_200)
    feed = opened(trade, GOOGLE)
    assert (feed.status, feed.rewritten, google(feed)["FLR-2KG"]["price"]) == ("ready", 2, "17.50 CNY")
    assert look(feed) == 0
    reprice(flour, 1_800)
    assert look(feed) == 1
    assert (feed.rewritten, feed.rewritten_ever, feed.edition) == (1, 3, 2)
    assert editions(feed) == {"FLR-2KG": 2, "FLR-5KG": 1}
    assert google(feed)["FLR-2KG"]["price"] == "18.00 CNY"


def test_what_reads_as_before_is_not_rewritten(trade: Trade) -> None:
    flour = goods(trade)
    feed = opened(trade, GOOGLE)
    Brand.objects.create(code="other", names={"en": "Other"}, created_at=now())
    Seller.objects.filter(pk=trade.mill.pk).update(version=F("version") + 1)
    assert (look(feed), feed.edition) == (0, 1)
    reprice(flour, 1_800)
    assert (look(feed), feed.edition) == (1, 2)


def test_a_name_that_went_to_other_goods_stands_in_it_once(trade: Trade) -> None:
    old = goods(trade)
    feed = opened(trade, GOOGLE)
    owns_transaction(pause)(listing=listing(old), at=now(), by=SYSTEM)
    look(feed)
    Variant.objects.filter(pk=old.variant_id).update(sku="FLR-OLD")
    new = goods(trade, "FLR-NEW")
    Variant.objects.filter(pk=new.variant_id).update(sku="FLR-2KG", version=F("version") + 1)
    look(feed)
    assert [each["availability"] for each in google(feed).values()] == ["in_stock"]
    assert text(feed).count("<g:id>FLR-2KG</g:id>") == 1


def test_messages_that_piled_up_look_once(trade: Trade) -> None:
    goods(trade)
    feed = opened(trade, GOOGLE)
    goods(trade, "FLR-5KG")
    again = owns_transaction(feeding.look_at)
    assert again(feed_id=feed.pk, at=now()).rewritten == 0
    assert again(feed_id=feed.pk, at=now() + policy.FEED_LOOK_EVERY).rewritten == 1


def test_goods_whose_papers_ended_are_withdrawn(trade: Trade) -> None:
    flour = goods(trade)
    feed = opened(trade, GOOGLE)
    Listing.objects.filter(pk=flour.pk).update(status="withheld")
    assert look(feed) == 1
    assert google(feed)["FLR-2KG"]["availability"] == "out_of_stock"


def test_stock_is_followed_to_the_last_unit(trade: Trade) -> None:
    flour = goods(trade, units=3)
    rated("70")
    feed = opened(trade, YML)
    assert re.search("<count>3</count>", text(feed))
    level = StockLevel.objects.get(lot__variant=flour.variant_id)
    owns_transaction(adjust)(level=level, quantity=-3, reason="Counted.", at=now(), by=SYSTEM)
    assert look(feed) == 1
    assert 'available="false"' in text(feed)
    assert "<count>0</count>" in text(feed)


def test_goods_in_quarantine_or_past_their_day_are_not_told_of(trade: Trade) -> None:
    flour = goods(trade, units=3)
    feed = opened(trade, CSV)
    lot = flour.variant.lots.get()
    assert look(feed, days=400) == 1
    assert [row["stock"] for row in table(feed)] == ["0"]
    assert look(feed) == 1
    owns_transaction(quarantine)(lot=Lot.objects.get(pk=lot.pk), reason="Mould", at=now(), by=SYSTEM)
    assert look(feed) == 1
    assert [row["stock"] for row in table(feed)] == ["0"]


def test_what_goes_off_sale_is_withdrawn_and_comes_back(trade: Trade) -> None:
    flour = goods(trade)
    rated("70")
    feed = opened(trade, KASPI)
    owns_transaction(pause)(listing=listing(flour), at=now(), by=SYSTEM)
    assert look(feed) == 1
    [row] = rows_of(KaspiReader(), text(feed).encode())
    assert (row.sku, row.is_withdrawn) == ("FLR-2KG", True)
    assert look(feed) == 0
    owns_transaction(resume)(listing=listing(flour), at=now(), by=SYSTEM)
    assert look(feed) == 1
    [row] = rows_of(KaspiReader(), text(feed).encode())
    assert not row.is_withdrawn


def test_a_suspended_seller_sells_nothing_anywhere(trade: Trade) -> None:
    goods(trade)
    goods(trade, "FLR-5KG")
    feed = opened(trade, GOOGLE)
    Seller.objects.filter(pk=trade.mill.pk).update(status="suspended", suspended_at=now())
    assert look(feed) == 2
    assert {each["availability"] for each in google(feed).values()} == {"out_of_stock"}


def test_words_and_names_of_categories_are_followed(trade: Trade) -> None:
    flour = goods(trade)
    feed = opened(trade, GOOGLE)
    product = flour.variant.product
    assert product.category is not None
    product.category.names = {**product.category.names, "ru": "Мучное"}
    product.category.save()
    assert look(feed) == 1
    assert google(feed)["FLR-2KG"]["product_type"].endswith("> Мучное")


def test_another_sellers_goods_and_those_of_another_market_are_no_part_of_it(trade: Trade) -> None:
    goods(trade)
    trade.market.listing(trade.mill, "ONLY-KZ", market="KZ")
    trade.market.listing(trade.farm, "OTHERS")
    assert set(google(opened(trade, GOOGLE))) == {"FLR-2KG"}


def test_a_long_feed_is_filled_piece_by_piece_before_anybody_may_fetch_it(
    trade: Trade, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(feeding, "FEED_ROWS_AT_ONCE", 2)
    for number in range(5):
        goods(trade, f"FLR-{number}")
    feed = opened(trade, CSV)
    assert (feed.status, GoodsFeedItem.objects.count()) == ("filling", 2)
    assert look(feed) == 2
    assert feed.status == "filling"
    assert (look(feed), feed.status, len(table(feed))) == (1, "ready", 5)


def test_a_look_takes_few_queries_however_many_goods_there_are(trade: Trade) -> None:
    feed = opened(trade, CSV)
    counts = []
    for number in range(3):
        goods(trade, f"A{number}")
        goods(trade, f"B{number}")
        with CaptureQueriesContext(connection) as queries:
            look(feed)
        counts.append(len(queries))
    assert counts[0] == counts[1] == counts[2] <= 26


def test_kaspi_gets_whole_tenge_and_no_tiyn(trade: Trade) -> None:
    # 17.50 yuan at 71.4572 are 1,250.501 tenge, 42.00 yuan 3,001.2024.
    goods(trade)
    goods(trade, "FLR-5KG", minor=4_200)
    rated("71.4572")
    feed = opened(trade, KASPI)
    rows = {row.sku: row for row in rows_of(KaspiReader(), text(feed).encode())}
    prices = {sku: row.prices[0].amount for sku, row in rows.items()}
    assert prices == {"FLR-2KG": 1251, "FLR-5KG": 3001}
    assert "<merchantid>30123456</merchantid>" in text(feed)
    assert 'storeId="PP1"' in text(feed)


def test_prices_follow_the_rate_and_stay_where_none_is_fresh(trade: Trade) -> None:
    goods(trade)
    rated("70", days_ago=1)
    feed = opened(trade, CSV, currency="KZT")
    assert [row["price"] for row in table(feed)] == ["1225.00"]
    rated("72")
    assert (look(feed), [row["price"] for row in table(feed)]) == (1, ["1260.00"])
    # A month later no rate counts any more; stock still does.
    StockLevel.objects.update(on_hand=7)
    assert (look(feed, days=30), feed.rate) == (1, Decimal(72))
    assert [(row["price"], row["stock"]) for row in table(feed)] == [("1260.00", "7")]


def test_without_a_rate_no_price_is_invented(trade: Trade) -> None:
    goods(trade)
    feed = opened(trade, CSV, currency="KZT")
    assert (feed.status, GoodsFeedItem.objects.count()) == ("filling", 0)
    rated("70")
    assert (look(feed), feed.status) == (1, "ready")


def test_our_own_readers_read_what_is_written(trade: Trade) -> None:
    goods(trade)
    rated("70")
    [offer] = rows_of(YmlReader(), text(opened(trade, YML)).encode())
    [line] = rows_of(TableReader(), text(opened(trade, CSV, currency="KZT")).encode())
    for row in (offer, line):
        assert row.sku == "FLR-2KG"
        assert row.names["ru"] == "Мука & отруби <1>"
        assert (row.prices[0].amount, row.prices[0].currency) == (Decimal(1225), "KZT")
        assert [each.digits for each in row.barcodes] == ["4870000000012"]
        assert row.gross_g == 2044
        assert row.stock is not None
        assert row.stock.units == 40


def test_a_barcode_for_use_inside_a_shop_is_not_told(trade: Trade) -> None:
    flour = goods(trade)
    flour.variant.gtin13 = "2000000000015"
    flour.variant.save()
    said = google(opened(trade, GOOGLE))["FLR-2KG"]
    assert ("gtin" in said, said["identifier_exists"]) == (False, "no")


def test_cells_that_a_spreadsheet_would_run_are_inert(trade: Trade) -> None:
    flour = goods(trade)
    flour.variant.product.names = {"ru": "=HYPERLINK(1)"}
    flour.variant.product.save()
    assert [row["name"] for row in table(opened(trade, CSV))] == ["'=HYPERLINK(1)"]


def test_webhooks_are_told_of_rows_that_changed(trade: Trade) -> None:
    flour = goods(trade)
    feed = opened(trade, GOOGLE)
    assert [each.type for each in Event.objects.filter(aggregate="goods_feed")] == ["goods_feed.ready"]
    reprice(flour, 990)
    look(feed)
    told = Event.objects.filter(aggregate="goods_feed").latest("seq").payload
    row = {"sku": "FLR-2KG", "price": {"amount": "9.90", "currency": "CNY"}, "stock": 40, "is_sold": True}
    assert (told["edition"], told["rewritten"], told["rows"]) == (2, 1, [row])


def test_what_nobody_looked_at_lately_is_due_and_closed_ones_never(trade: Trade) -> None:
    goods(trade)
    feed, other = opened(trade, GOOGLE), opened(trade, CSV)
    at = now()
    assert due_feeds(at=at) == []
    owns_transaction(feeding.close_feed)(feed=other, at=at, by=SYSTEM)
    assert due_feeds(at=at + policy.FEED_LOOK_EVERY + timedelta(seconds=1)) == [feed.pk]
    assert not GoodsFeedItem.objects.filter(feed=other).exists()
    assert look(other, minutes=1) == 0


def listing(made: Listing) -> Listing:
    """The row, held as its verbs want it."""
    return Listing.objects.get(pk=made.pk)


def table(feed: GoodsFeed) -> list[dict[str, str]]:
    """The lines of a table by the names of their columns."""
    return list(csv.DictReader(StringIO(text(feed).removeprefix("\ufeff"))))
