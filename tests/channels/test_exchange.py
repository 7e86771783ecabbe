"""Does a seller's 1C bring its goods by itself, in both generations of its modules?"""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest

from catalog.models import ImportJob, Listing, Seller
from catalog.operations import importing
from catalog.operations.loading import load_reference
from channels.errors import Failed
from channels.models import Exchange, ExchangeAccess, ExchangeFile
from channels.operations.exchanging import begin
from channels.operations.keying import revoke_access, rotate_access
from channels.tasks import sweep_exchanges
from kit.actors import SYSTEM
from kit.clock import now
from kit.transactions import owns_transaction
from tests.catalog import files as goods
from tests.channels import exchanging
from tests.channels.exchanging import CHANGES, full, import_xml, jobs, keyed, offers_xml, prices_now
from tests.channels.files import BOOTS, FLOUR
from tests.exchange_1c import Broken, OneC, zipped
from tests.orders.market import Market


def live(*keys: str) -> None:
    """Goods of a seller are on sale."""
    rows = Listing.objects.filter(variant__product__code__in=keys)
    assert rows.count() == len(keys)
    rows.update(status="live", approved_at=now(), live_at=now())


def on_sale() -> set[str]:
    return set(Listing.objects.filter(status="live").values_list("variant__product__code", flat=True))


def test_a_base_of_the_old_kind_brings_goods_and_prices_over_the_network(
    transactional_db: None, live_server: Any, impatient: None, drain_jobs: Callable[[], list[str]]
) -> None:
    owns_transaction(load_reference)(at=now(), by=SYSTEM)
    seller = Market(at=now()).seller()
    exchanging.prepared(seller)
    base = exchanging.base_of(keyed(seller), site=live_server.url, wait=drain_jobs)
    base.exchange({**full(), "import_files/9d/flour.jpg": b"\xff\xd8 a picture"})
    assert base.zips
    assert prices_now() == {FLOUR: 1750}
    assert jobs() == [("import.xml", "completed"), ("offers.xml", "completed")]
    base.exchange_3({"prices___1.xml": offers_xml({FLOUR: "18.00"}, changes=CHANGES)}, is_full=False)
    assert prices_now() == {FLOUR: 1800}
    assert set(base.statuses) == {200}


def test_files_come_in_pieces_without_an_archive(onec: OneC) -> None:
    onec.sign_in()
    onec.init()
    onec.file_limit = 100
    for name, data in full().items():
        onec.send(name, data)
        assert len(data) > 300
    assert onec.import_("import.xml")[0] == "success"
    assert onec.import_("offers.xml")[0] == "success"
    assert prices_now() == {FLOUR: 1750}


def test_a_piece_that_comes_again_after_a_lost_answer_counts_once(onec: OneC) -> None:
    onec.sign_in()
    onec.init()
    data = import_xml(FLOUR)
    for piece in (data[:150], data[150:300], data[150:300], data[300:], data[300:]):
        onec.must("file", piece, filename="import.xml")
    onec.import_("import.xml")
    assert ExchangeFile.objects.get().size_bytes == len(data)
    assert jobs() == [("import.xml", "completed")]


def test_an_archive_comes_in_pieces_too(onec: OneC, kept: Callable[[], int]) -> None:
    onec.sign_in()
    onec.init()
    onec.file_limit = 200
    onec._bring({**full(), "import_files/a.jpg": b"a picture"})
    pieces = kept()
    assert pieces > 2
    onec.import_("import.xml")
    onec.import_("offers.xml")
    assert prices_now() == {FLOUR: 1750}
    # The goods, and neither the picture nor the archive once more.
    assert kept() == pieces + 2


def test_a_file_that_is_asked_for_again_is_taken_in_once(onec: OneC) -> None:
    onec.exchange(full())
    for _ in range(2):
        assert onec.import_("import.xml")[0] == "success"
    assert len(jobs()) == 2


def test_the_same_exchange_again_changes_nothing(onec: OneC) -> None:
    onec.exchange(full())
    versions = list(Listing.objects.values_list("version", flat=True))
    onec.exchange(full())
    assert list(Listing.objects.values_list("version", flat=True)) == versions
    assert [status for _, status in jobs()] == ["completed"] * 4


def test_the_second_file_waits_for_the_first(onec: OneC) -> None:
    onec.sign_in()
    onec.init()
    onec._bring(full())
    assert onec.ask("import", filename="import.xml")[0] == "progress"
    assert onec.ask("import", filename="offers.xml")[0] == "progress"
    assert jobs() == [("import.xml", "uploaded")]
    onec.import_("import.xml")
    onec.import_("offers.xml")
    assert jobs() == [("import.xml", "completed"), ("offers.xml", "completed")]


def test_a_whole_set_of_the_old_kind_takes_off_sale_what_it_does_not_name(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    onec.exchange(full(FLOUR))
    assert on_sale() == {FLOUR}


def test_two_catalogues_in_one_exchange_take_nothing_of_each_other_off_sale(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    catalogues = {"webdata/1": full(FLOUR), "webdata/2": full(BOOTS)}
    onec.exchange(
        {f"{folder}/{name}": data for folder, sent in catalogues.items() for name, data in sent.items()}
    )
    assert [status for _, status in jobs()] == ["completed"] * 6
    assert on_sale() == {FLOUR, BOOTS}


def test_one_of_several_files_takes_nothing_off_sale_but_all_together_do(
    onec: OneC, drain_jobs: Callable[[], list[str]]
) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    parts = {
        "import0_1.xml": import_xml(FLOUR),
        "import0_2.xml": import_xml(BOOTS),
        "offers0_1.xml": offers_xml({FLOUR: "17.50"}),
    }
    onec.exchange_3(parts, is_full=False)
    drain_jobs()
    assert on_sale() == {FLOUR, BOOTS}
    onec.exchange_3({**parts, "offers0_2.xml": offers_xml({BOOTS: "5"})}, is_full=True)
    drain_jobs()
    assert on_sale() == {FLOUR, BOOTS}
    # Its product is named, its offer is not: it left the program as something that is sold.
    onec.exchange_3(parts, is_full=True)
    drain_jobs()
    assert on_sale() == {FLOUR}
    assert jobs()[-1] == ("deactivate", "completed")


def test_what_1c_has_completed_goes_on_although_it_comes_again(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    onec.exchange_3({"import0_1.xml": import_xml(FLOUR)}, is_full=True)
    assert jobs()[-1][0] == "deactivate"
    assert jobs()[-1][1] != "completed"
    onec.sign_in()
    onec.wait()
    assert jobs()[-1] == ("deactivate", "completed")
    assert on_sale() == {FLOUR}


def test_nothing_is_taken_off_sale_where_a_file_was_not_taken_in(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    onec.sign_in()
    onec.init(version="3.1")
    onec._bring({"import0_1.xml": import_xml(FLOUR), "offers0_1.xml": b"<broken"})
    onec.import_("import0_1.xml")
    with pytest.raises(Broken):
        onec.import_("offers0_1.xml")
    assert onec.ask("deactivate", timestamp=onec.timestamp)[0] == "failure"
    assert on_sale() == {FLOUR, BOOTS}


@pytest.mark.parametrize("packed", [False, True])
def test_nothing_is_taken_off_sale_while_a_file_waits_for_its_import(onec: OneC, packed: bool) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    onec.sign_in()
    onec.init(version="3.1")
    onec.send("import0_1.xml", import_xml(FLOUR))
    onec.import_("import0_1.xml")
    left = "more.zip" if packed else "import0_2.xml"
    data = import_xml(BOOTS)
    onec.send(left, zipped({"import0_2.xml": data}) if packed else data)
    told = onec.ask("deactivate", timestamp=onec.timestamp)
    assert told[0] == "failure"
    assert left in told[1]
    onec.import_("import0_2.xml")
    onec._patiently("deactivate", timestamp=onec.timestamp)
    onec.wait()
    assert on_sale() == {FLOUR, BOOTS}


def test_what_a_file_of_changes_names_stays_on_sale(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    parts = {"import0_1.xml": import_xml(FLOUR), "import0_2.xml": import_xml(BOOTS, changes=CHANGES)}
    onec.exchange_3(parts, is_full=True)
    onec.wait()
    assert on_sale() == {FLOUR, BOOTS}


def test_a_whole_file_that_names_nothing_waits_for_its_seller(onec: OneC) -> None:
    onec.exchange(full(FLOUR, BOOTS))
    live(FLOUR, BOOTS)
    with pytest.raises(Broken) as told:
        onec.exchange({"import.xml": import_xml()})
    assert "import.xml" in str(told.value)
    sweep_exchanges()
    onec.wait()
    assert jobs()[-1] == ("import.xml", "validated")
    assert on_sale() == {FLOUR, BOOTS}
    # In one exchange with many files it names as little, and all of them together no more.
    onec.exchange_3({"import0_1.xml": import_xml()}, is_full=True)
    onec.wait()
    assert jobs()[-1] == ("deactivate", "completed")
    assert on_sale() == {FLOUR, BOOTS}


def test_good_rows_come_in_although_others_are_faulty(onec: OneC) -> None:
    onec.exchange(full())
    onec.sign_in()
    onec.init()
    prices = offers_xml({FLOUR: "19.00", BOOTS: "5"}, changes=CHANGES)
    onec._bring({"offers.xml": prices})
    told = onec.import_("offers.xml")
    assert jobs()[-1] == ("offers.xml", "completed_with_errors")
    assert "1" in told[1]
    assert prices_now() == {FLOUR: 1900}


def test_a_file_of_which_nothing_can_be_taken_in_waits_in_the_list_of_its_seller(
    miller: Seller, onec: OneC
) -> None:
    goods.mapped(miller, format="commerceml", at=now(), hs6="", origin="")
    with pytest.raises(Broken) as told:
        onec.exchange({"import.xml": import_xml(FLOUR)})
    assert "import.xml" in str(told.value)
    job = ImportJob.objects.get()
    assert (job.status, ExchangeFile.objects.get(job=job).is_held) == ("validated", True)
    sweep_exchanges()
    assert goods.fresh(job).status == "validated"
    # Once its seller has said what is missing, the next exchange brings it in.
    exchanging.prepared(miller)
    onec.exchange(full())
    assert prices_now() == {FLOUR: 1750}
    assert goods.fresh(job).status == "cancelled"


def test_what_runs_already_is_waited_for(
    miller: Seller, onec: OneC, drain_jobs: Callable[[], list[str]]
) -> None:
    other = goods.judged(miller, [goods.row("X")], at=now())
    owns_transaction(importing.start)(job=other, at=now(), by=goods.BY)
    onec.wait = lambda: None
    onec.sign_in()
    onec.init()
    onec._bring({"import.xml": import_xml(FLOUR)})
    assert onec.ask("import", filename="import.xml")[0] == "progress"
    drain_jobs()
    sweep_exchanges()
    drain_jobs()
    assert onec.ask("import", filename="import.xml")[0] == "success"


def test_what_an_exchange_brought_is_taken_in_although_1c_asks_no_more(
    onec: OneC, drain_jobs: Callable[[], list[str]]
) -> None:
    onec.sign_in()
    onec.init()
    onec._bring({"import.xml": import_xml(FLOUR)})
    onec.ask("import", filename="import.xml")
    drain_jobs()
    assert jobs() == [("import.xml", "completed")]


def test_who_is_locked_out_goes_no_further(miller: Seller, onec: OneC) -> None:
    onec.sign_in()
    onec.init()
    access = Exchange.objects.get().access
    owns_transaction(revoke_access)(access=access, at=now())
    assert onec.ask("file", b"<xml/>", filename="import.xml")[0] == "failure"
    assert onec.ask("checkauth")[0] == "failure"
    assert onec.statuses[-2:] == [401, 401]


@pytest.mark.parametrize("verb", [revoke_access, partial(rotate_access, encoding=None)])
def test_what_a_lost_password_brought_and_has_not_started_is_cancelled(onec: OneC, verb: Any) -> None:
    onec.sign_in()
    onec.init()
    onec._bring({"import.xml": import_xml(FLOUR)})
    assert onec.ask("import", filename="import.xml")[0] == "progress"
    access = Exchange.objects.get().access
    owns_transaction(verb)(access=access, at=now())
    onec.wait()
    sweep_exchanges()
    onec.wait()
    assert jobs() == [("import.xml", "cancelled")]


def test_a_password_that_ended_meanwhile_begins_no_exchange(onec: OneC) -> None:
    access = ExchangeAccess.objects.get()
    stale = ExchangeAccess.objects.get()
    owns_transaction(rotate_access)(access=access, encoding=None, at=now())
    with pytest.raises(Failed):
        owns_transaction(begin)(access=stale, at=now())
