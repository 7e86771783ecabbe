"""Which rows do files of goods leave in a full house, and the exchanges by which 1C brings them?"""

from catalog.models import ImportJob, Seller
from catalog.operations.working import work
from channels.intending import Document
from channels.models import Exchange, ExchangeFile
from channels.operations import feeding
from channels.operations.exchanging import begin, note_answer
from channels.operations.handing_over import set_orders
from channels.operations.taking_back import end_reading, take_back
from kit.clock import now
from kit.transactions import owns_transaction
from tests.catalog.files import bare, read, row
from tests.channels.exchanging import keyed

_FEED = {"format": "csv", "market": "CN", "language": "ru", "currency": "CNY"}


def send_files(many: int) -> None:
    """Files of goods, read and judged, some rows faulty; each seller has an access for 1C, and a feed."""
    sellers = list(Seller.objects.filter(status="verified").order_by("id")[:many])
    for number, seller in enumerate(sellers):
        for sent in range(2):
            read(seller, [row(f"N{number}-{sent}"), bare(f"B{number}-{sent}")], format=f"f{sent}", at=now())
    for job in ImportJob.objects.filter(status="mapped"):
        work(job_id=job.pk, clock=now)
    for number, seller in enumerate(sellers):
        _exchange(seller, number)
        feed = owns_transaction(feeding.open_feed)(seller_id=seller.pk, asked=_FEED, at=now())
        owns_transaction(feeding.look_at)(feed_id=feed.pk, at=now())


def _exchange(seller: Seller, number: int) -> None:
    exchange = owns_transaction(begin)(access=keyed(seller).row, at=now()).exchange
    job = ImportJob.objects.filter(seller=seller).first()
    ExchangeFile.objects.create(exchange=exchange, name=f"import{number}.xml", job=job)
    result = ("success", "progress", "failure")[number % 3]
    sale = owns_transaction(set_orders)(access=exchange.access, takes_orders=True, words={}, at=now())
    orders = owns_transaction(begin)(access=sale, at=now(), kind=Exchange.Kind.SALE).exchange
    file = ExchangeFile.objects.create(exchange=orders, name="orders.xml", awaits_reading=True)
    report = Document(1, number=f"SC-{number}", words=("К отгрузке",))
    owns_transaction(take_back)(file=file, document=report, at=now())
    owns_transaction(end_reading)(file=file, at=now())
    owns_transaction(note_answer)(exchange=exchange, mode="import", result=result, words="", at=now())
