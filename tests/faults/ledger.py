"""What does the database say while a scenario goes on?"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import psycopg

_ROWS = (
    "accounts_organisation",
    "accounts_user",
    "accounts_apikey",
    "accounts_idempotencyrecord",
    "catalog_seller",
    "catalog_product",
    "catalog_variant",
    "catalog_listing",
    "catalog_price",
    "catalog_stocklevel",
    "catalog_stockmove",
    "catalog_stockreservation",
    "orders_address",
    "orders_cart",
    "orders_cartline",
    "orders_quote",
    "orders_ordergroup",
    "orders_order",
    "orders_orderline",
    "orders_ordermove",
    "payments_payment",
    "payments_paymentevent",
    "payments_refund",
    "payments_sale",
    "payments_ledgertransaction",
    "payments_ledgerentry",
    "shipping_shipment",
    "shipping_slotassignment",
    "shipping_transportevent",
    "news_event",
)


_AT_A_GLANCE = b"""
SELECT count(*) FILTER (WHERE shipment.status IN ('planned', 'waiting')),
       count(taken.id)
FROM shipping_shipment AS shipment
LEFT JOIN shipping_slotassignment AS taken
       ON taken.shipment_id = shipment.id AND taken.released_at IS NULL
"""


class Eye:
    """Watches the queue over one connection, many times a second."""

    def __init__(self, connection: psycopg.Connection) -> None:
        self._connection = connection

    def look(self) -> tuple[int, int]:
        """How many shipments wait, and how many have a slot."""
        found = self._connection.execute(_AT_A_GLANCE).fetchone()
        assert found
        return int(found[0]), int(found[1])


class Ledger:
    """Counts by SQL as the application, on a connection for each question: the server may die in between."""

    def __init__(self, database_url: str) -> None:
        self._url = database_url

    def ask(self, sql: str, *values: Any) -> Any:
        """The first column of the first row."""
        return self.rows(sql, *values)[0][0]

    def rows(self, sql: str, *values: Any) -> list[tuple[Any, ...]]:
        """All rows."""
        with psycopg.connect(self._url, connect_timeout=3) as connection:
            return connection.execute(sql.encode(), values or None).fetchall()

    @contextmanager
    def watching(self) -> Iterator[Eye]:
        """An eye on the queue for as long as the block runs."""
        with psycopg.connect(self._url, connect_timeout=3, autocommit=True) as connection:
            yield Eye(connection)

    def waiting(self) -> int:
        """Shipments without a slot."""
        return int(self.ask("SELECT count(*) FROM shipping_shipment WHERE status IN ('planned', 'waiting')"))

    def assigned(self) -> int:
        """Assignments that stand."""
        return int(self.ask("SELECT count(*) FROM shipping_slotassignment WHERE released_at IS NULL"))

    def shipments(self) -> int:
        """Shipments asked for."""
        return int(self.ask("SELECT count(*) FROM shipping_shipment"))

    def doubled(self) -> int:
        """Shipments that stand on two slots, or ever stood on two without having been rolled."""
        return int(
            self.ask(
                "SELECT count(*) FROM (SELECT shipment_id FROM shipping_slotassignment"
                " GROUP BY shipment_id HAVING count(*) > 1) AS twice"
            )
        )

    def reserved(self, listing_ids: Sequence[str]) -> int:
        """Units of some listings that are promised to orders."""
        return int(
            self.ask(
                "SELECT coalesce(sum(level.reserved), 0) FROM catalog_stocklevel AS level"
                " JOIN catalog_lot AS lot ON lot.id = level.lot_id"
                " JOIN catalog_listing AS listing ON listing.variant_id = lot.variant_id"
                " WHERE listing.id = ANY(%s::uuid[])",
                list(listing_ids),
            )
        )

    def tally(self) -> dict[str, int]:
        """How many rows each table has that a request could add to."""
        return {table: int(self.ask(f"SELECT count(*) FROM {table}")) for table in _ROWS}
