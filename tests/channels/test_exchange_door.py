"""Does the door of 1C keep exchanges apart, and whoever means ill outside?"""

from collections.abc import Callable
from datetime import timedelta
from io import BytesIO
from zipfile import ZIP_BZIP2, ZipFile

import pytest
from django.core.files.storage import default_storage

from catalog.models import Product, Seller
from channels import policy
from channels.models import Exchange, ExchangeFile, ExchangePiece
from channels.operations import unpacking
from channels.operations.clearing import forget_exchanges, forget_pieces, sweep_pieces
from channels.operations.exchanging import end_lapsed
from channels.rest import pages
from channels.tasks import forget_exchanges as forget_all
from kit.clock import now
from kit.transactions import owns_transaction
from tests.channels import exchanging
from tests.channels.exchanging import full, import_xml, jobs, keyed
from tests.channels.files import BOOTS, FLOUR
from tests.exchange_1c import Broken, OneC, zipped
from tests.orders.market import Market

ENTITY = (
    '<?xml version="1.0"?><!DOCTYPE x [<!ENTITY a "aaaa"><!ENTITY b "&a;&a;&a;">]>'
    '<КоммерческаяИнформация ВерсияСхемы="2.07"><Каталог>&b;</Каталог></КоммерческаяИнформация>'
).encode()


@pytest.fixture
def begun(onec: OneC) -> OneC:
    """A base of 1C that has been let in."""
    onec.sign_in()
    onec.init()
    return onec


def refused(lines: list[str]) -> str:
    """The words of a refusal."""
    assert lines[0] == "failure"
    assert len(lines) == 2
    return lines[1]


# ---- who comes in -----------------------------------------------------------------------


def test_a_wrong_password_opens_nothing(onec: OneC) -> None:
    onec.password += "x"
    assert refused(onec.ask("checkauth"))
    assert onec.statuses == [401]
    assert not Exchange.objects.exists()


def test_the_login_has_to_be_right_as_well(onec: OneC) -> None:
    onec.login = "admin"
    assert refused(onec.ask("checkauth"))
    assert onec.statuses == [401]


def test_a_password_opens_its_own_address_alone(market: Market, miller: Seller, onec: OneC) -> None:
    other = exchanging.base_of(keyed(market.seller("KZ02", "490440000271")))
    onec.address = other.address
    assert refused(onec.ask("checkauth"))
    onec.login = other.login
    assert refused(onec.ask("checkauth"))


def test_an_address_that_nobody_has_answers_like_a_wrong_password(onec: OneC) -> None:
    onec.address = onec.address.replace(onec.login, "x" * 12)
    wrong = onec.ask("checkauth")
    onec.address, onec.password = onec.address.replace("x" * 12, onec.login), "wrong"
    assert onec.ask("checkauth") == wrong
    assert onec.statuses == [401, 401]


def test_nobody_goes_on_without_cookie_and_password(begun: OneC) -> None:
    begun.cookie = ""
    assert refused(begun.ask("file", b"<xml/>", filename="import.xml"))
    assert begun.statuses[-1] == 401
    begun.cookie = f"{pages.COOKIE}=sct_guessed"
    assert refused(begun.ask("init"))
    assert begun.statuses[-1] == 401


def test_a_base_that_keeps_no_cookies_proves_itself_each_time(onec: OneC) -> None:
    onec.sends_cookie = False
    onec.exchange(full())
    assert Product.objects.count() == 1


def test_the_cookie_may_come_in_the_address(begun: OneC) -> None:
    begun.cookie = ""
    assert begun.ask("file", b"<xml/>", filename="import.xml", sessid=begun.sessid) == ["success"]


def test_what_is_kept_of_an_exchange_opens_it_to_nobody(onec: OneC) -> None:
    onec.sign_in()
    onec.init(version="3.1")
    kept = Exchange.objects.get()
    assert (kept.mode, kept.result) == ("init", "success")
    assert "sessid" not in kept.words
    assert onec.sessid not in kept.words


def test_a_cookie_opens_no_other_address(market: Market, begun: OneC) -> None:
    other = exchanging.base_of(keyed(market.seller("KZ02", "490440000271")))
    begun.address = other.address
    assert refused(begun.ask("init"))
    assert begun.statuses[-1] == 401


def test_files_of_another_seller_are_not_there(market: Market, begun: OneC) -> None:
    begun._bring(full())
    stranger = market.seller("KZ02", "490440000271")
    other = exchanging.base_of(keyed(stranger))
    other.sign_in()
    other.init()
    assert "import.xml" in refused(other.ask("import", filename="import.xml"))
    assert jobs() == []


# ---- one exchange at a time --------------------------------------------------------------


def test_a_new_exchange_never_sees_what_a_broken_one_left(begun: OneC) -> None:
    data = import_xml(FLOUR)
    begun.must("file", data[:200], filename="import.xml")
    begun.exchange({"import.xml": import_xml(BOOTS)})
    assert jobs() == [("import.xml", "completed")]
    assert Product.objects.get().code == BOOTS


def test_a_file_that_a_broken_exchange_left_unstarted_is_cancelled(
    begun: OneC, drain_jobs: Callable[[], list[str]]
) -> None:
    begun._bring({"import.xml": import_xml(FLOUR)})
    begun.ask("import", filename="import.xml")
    begun.exchange({"import.xml": import_xml(BOOTS)})
    drain_jobs()
    assert jobs() == [("import.xml", "cancelled"), ("import.xml", "completed")]
    assert Product.objects.get().code == BOOTS


def test_of_two_exchanges_at_once_the_later_one_goes_on(miller: Seller, begun: OneC) -> None:
    later = OneC(begun.address, begun.login, begun.password, carry=exchanging.wire)
    later.sign_in()
    assert refused(begun.ask("file", b"<xml/>", filename="import.xml"))
    assert later.ask("file", b"<xml/>", filename="import.xml") == ["success"]
    assert list(Exchange.objects.order_by("id").values_list("end", flat=True)) == ["replaced", ""]


def test_after_its_end_an_exchange_takes_nothing(begun: OneC) -> None:
    begun.must("complete")
    assert refused(begun.ask("file", b"<xml/>", filename="import.xml"))
    assert Exchange.objects.get().end == "completed"


@pytest.mark.parametrize("mode", ["init", "file", "import", "deactivate", "complete"])
def test_no_step_comes_before_the_first(onec: OneC, mode: str) -> None:
    onec.sends_cookie = False
    assert refused(onec.ask(mode, filename="import.xml"))


@pytest.mark.parametrize(
    ("type", "mode"), [("sale", "deactivate"), ("catalog", "query"), ("catalog", "delete"), ("", "")]
)
def test_what_is_not_served_is_named(begun: OneC, type: str, mode: str) -> None:
    assert f"mode={mode}" in refused(begun.ask(mode, type=type))


def test_a_file_that_never_came_is_named(begun: OneC) -> None:
    assert "offers.xml" in refused(begun.ask("import", filename="offers.xml"))


def test_pieces_after_the_import_are_refused(begun: OneC) -> None:
    begun.send("import.xml", import_xml(FLOUR))
    begun.import_("import.xml")
    assert "import.xml" in refused(begun.ask("file", b"<more/>", filename="import.xml"))


def test_words_are_in_the_encoding_that_1c_reads(miller: Seller, drain_jobs: Callable[[], list[str]]) -> None:
    base = exchanging.base_of(keyed(miller, encoding="windows-1251"))
    base.sign_in()
    assert "Файл" in refused(base.ask("import", filename="offers.xml"))


# ---- names, archives, entities -------------------------------------------------------------

BAD_NAMES = [
    *("../import.xml", "a/../../import.xml", "/etc/import.xml", "C:/import.xml", "a\\b.xml", "./import.xml"),
    *("a//import.xml", "", "a\nb.xml", "x" * 197 + ".xml"),
]


@pytest.mark.parametrize("name", BAD_NAMES)
def test_a_name_that_leads_elsewhere_is_refused(begun: OneC, name: str, kept: Callable[[], int]) -> None:
    assert refused(begun.ask("file", b"<xml/>", filename=name))
    assert refused(begun.ask("import", filename=name))
    assert (kept(), ExchangeFile.objects.count()) == (0, 0)


@pytest.mark.parametrize("name", ["../import.xml", "/import.xml", "a\\..\\import.xml"])
def test_an_archive_with_such_a_name_is_refused_whole(begun: OneC, name: str) -> None:
    begun.send("goods.zip", zipped({"offers.xml": b"<xml/>", name: import_xml(FLOUR)}))
    assert refused(begun.ask("import", filename="offers.xml"))
    assert jobs() == []


def test_folders_before_a_name_are_only_part_of_it(begun: OneC) -> None:
    begun.send("goods.zip", zipped({"webdata/000000001/import.xml": import_xml(FLOUR)}))
    begun.import_("import.xml")
    assert jobs() == [("webdata/000000001/import.xml", "completed")]


def test_an_archive_that_unpacks_to_too_much_is_refused(
    begun: OneC, monkeypatch: pytest.MonkeyPatch, kept: Callable[[], int]
) -> None:
    monkeypatch.setattr(policy, "MAX_EXCHANGE_BYTES", 300_000)
    begun.send("bomb.zip", zipped({"a.xml": b" " * 200_000, "import.xml": b" " * 200_000}))
    assert "bomb.zip" in refused(begun.ask("import", filename="import.xml"))
    assert (jobs(), ExchangeFile.objects.count()) == ([], 1)
    # The archive, and nothing of what was taken out of it.
    assert kept() == 1


def test_several_archives_unpack_to_no_more_than_one_may(
    begun: OneC, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MAX_EXCHANGE_BYTES", 300_000)
    begun.send("one.zip", zipped({"a.xml": b" " * 200_000}))
    begun.send("two.zip", zipped({"b.xml": b" " * 200_000}))
    assert "two.zip" in refused(begun.ask("import", filename="b.xml"))


def test_an_archive_that_tells_less_than_it_holds_is_refused(begun: OneC) -> None:
    data = bytearray(zipped({"import.xml": import_xml(FLOUR)}))
    # The size in the list of contents, at its place after the mark.
    place = data.index(b"PK\x01\x02") + 24
    data[place : place + 4] = (10).to_bytes(4, "little")
    begun.send("goods.zip", bytes(data))
    assert refused(begun.ask("import", filename="import.xml"))
    assert Product.objects.count() == 0


def test_a_list_of_contents_is_measured_before_it_is_read(
    begun: OneC, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(policy, "MAX_ARCHIVE_LIST_BYTES", 1_000)
    begun.send("many.zip", zipped({f"{number}.jpg": b"" for number in range(50)}))
    assert "many.zip" in refused(begun.ask("import", filename="import.xml"))


def test_other_ways_of_packing_are_not_taken(begun: OneC) -> None:
    packed = BytesIO()
    with ZipFile(packed, "w", ZIP_BZIP2) as archive:
        archive.writestr("import.xml", import_xml(FLOUR))
    begun.send("goods.zip", packed.getvalue())
    assert refused(begun.ask("import", filename="import.xml"))


@pytest.mark.parametrize("data", [b"no archive", b"PK\x03\x04" + bytes(100), zipped(full())[:-30]])
def test_what_is_no_archive_is_named(begun: OneC, data: bytes) -> None:
    begun.send("goods.zip", data)
    assert "goods.zip" in refused(begun.ask("import", filename="import.xml"))


def test_an_archive_is_no_file_of_goods_itself(begun: OneC) -> None:
    begun.send("goods.zip", zipped(full()))
    assert "goods.zip" in refused(begun.ask("import", filename="goods.zip"))
    assert jobs() == []
    begun.import_("import.xml")


def test_an_archive_within_an_archive_is_no_goods(begun: OneC) -> None:
    begun.send("goods.zip", zipped({"inner.zip": zipped(full())}))
    assert refused(begun.ask("import", filename="import.xml"))
    assert jobs() == []


def test_entities_are_never_resolved(begun: OneC) -> None:
    with pytest.raises(Broken):
        begun.exchange({"import.xml": ENTITY})
    assert jobs() == [("import.xml", "rejected")]


# ---- how much --------------------------------------------------------------------------------


def test_a_piece_is_bounded(begun: OneC) -> None:
    data = bytes(policy.MAX_PIECE_BYTES + 1)
    begun.ask("file", data, filename="import.xml")
    assert begun.statuses[-1] == 413
    assert begun.ask("file", b"x" * (2 * 1024 * 1024), filename="import.xml") == ["success"]


def test_what_an_exchange_brings_is_bounded(begun: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "MAX_EXCHANGE_BYTES", 100)
    assert begun.ask("file", b"x" * 60, filename="a.xml") == ["success"]
    assert "100" in refused(begun.ask("file", b"y" * 41, filename="b.zip"))
    monkeypatch.setattr(policy, "MAX_EXCHANGE_FILES", 1)
    assert refused(begun.ask("file", b"y", filename="c.xml"))
    assert list(ExchangeFile.objects.values_list("name", flat=True)) == ["a.xml"]


def test_pieces_are_counted_of_all_files_together(begun: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(policy, "MAX_PIECES", 2)
    for name in ("a.xml", "b.xml"):
        assert begun.ask("file", b"x", filename=name) == ["success"]
    assert refused(begun.ask("file", b"x", filename="c.xml"))


def test_a_piece_that_is_not_taken_is_not_kept(
    begun: OneC, monkeypatch: pytest.MonkeyPatch, kept: Callable[[], int]
) -> None:
    for _ in range(2):
        assert begun.ask("file", b"x" * 60, filename="a.xml") == ["success"]
    monkeypatch.setattr(policy, "MAX_EXCHANGE_BYTES", 100)
    assert refused(begun.ask("file", b"y" * 60, filename="a.xml"))
    assert kept() == 1


def test_files_of_an_archive_are_counted_before_they_are_written(
    begun: OneC, monkeypatch: pytest.MonkeyPatch
) -> None:
    written: list[bytes] = []

    def keep(data: bytes) -> str:
        written.append(data)
        return "0" * 32

    monkeypatch.setattr(policy, "MAX_EXCHANGE_FILES", 2)
    monkeypatch.setattr(unpacking, "keep", keep)
    begun.send("many.zip", zipped({f"{number}.xml": b"<xml/>" for number in range(9)}))
    assert "2" in refused(begun.ask("import", filename="0.xml"))
    assert len(written) == 2


def test_an_empty_file_is_named(begun: OneC) -> None:
    assert "import.xml" in refused(begun.ask("file", b"", filename="import.xml"))


# ---- what is left ------------------------------------------------------------------------------


def test_pieces_go_once_their_exchange_is_over(begun: OneC) -> None:
    begun.send("import.xml", import_xml(FLOUR))
    key = ExchangePiece.objects.get().key

    def there() -> bool:
        return default_storage.exists(f"exchanges/{key}")

    later = now() + policy.STRAY_PIECES_KEPT + timedelta(minutes=1)
    owns_transaction(forget_pieces)(at=later)
    sweep_pieces(at=later)
    assert (ExchangePiece.objects.count(), there()) == (1, True)
    begun.must("complete")
    owns_transaction(forget_pieces)(at=later)
    sweep_pieces(at=later)
    assert (ExchangePiece.objects.count(), there()) == (0, False)
    owns_transaction(forget_exchanges)(at=later)
    assert Exchange.objects.count() == 1
    owns_transaction(forget_exchanges)(at=later + policy.EXCHANGES_KEPT)
    assert Exchange.objects.count() == 0


def test_all_that_is_over_goes_at_once(begun: OneC, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("a.xml", "b.xml", "c.xml"):
        begun.send(name, b"<xml/>")
    begun.must("complete")
    begun.sign_in()
    begun.must("complete")
    monkeypatch.setattr(policy, "MAX_PIECES", 1)
    monkeypatch.setattr(policy, "EXCHANGES_FORGOTTEN", 1)
    Exchange.objects.update(closed_at=now() - policy.EXCHANGES_KEPT - timedelta(minutes=1))
    forget_all()
    assert (ExchangePiece.objects.count(), Exchange.objects.count()) == (0, 0)


def test_an_exchange_that_is_not_gone_on_with_ends(begun: OneC) -> None:
    owns_transaction(end_lapsed)(at=now())
    assert Exchange.objects.get().end == ""
    Exchange.objects.update(last_at=now() - policy.EXCHANGE_LAPSES - timedelta(minutes=1))
    assert refused(begun.ask("init"))
    owns_transaction(end_lapsed)(at=now())
    assert Exchange.objects.get().end == "lapsed"


def test_nothing_that_is_sent_stands_under_its_own_name(begun: OneC) -> None:
    begun.send("import.xml", import_xml(FLOUR))
    assert "import.xml" not in default_storage.listdir("exchanges")[1]
    assert ExchangePiece.objects.get().key in default_storage.listdir("exchanges")[1]
