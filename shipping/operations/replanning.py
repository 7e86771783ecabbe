"""How are all trains planned anew?"""

from datetime import datetime

from django.db import connection, transaction

from shipping.booked import Book
from shipping.queries.booked import the_book


def snapshot(*, at: datetime) -> Book:
    """The book as it stands in one instant of the database, whatever is booked meanwhile."""
    with transaction.atomic(durable=True):
        with connection.cursor() as cursor:
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
        return the_book(at=at)
