"""Do sellers show their goods in pictures, and does nothing else come in by that way?"""

from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.storage import default_storage
from django.db import transaction
from django.test import Client, override_settings
from PIL import Image as Picture

from catalog.filing import path_of
from catalog.models import Image, Listing, ListingMove, ListingTouch
from catalog.operations import shelving
from catalog.operations.shelving import store, sweep
from catalog.queries.picturing import images_of
from kit.clock import now
from tests.api import FORM, Api, form
from tests.catalog.trade import PRODUCT, SIZE, Trade, made, pointers
from tests.pictures import HOSTILE, PLACE, drawn, jpeg_from_a_phone, png, saved

ALT = {
    "en": "A bag of flour",
    "ru": "Мешок муки, «высший сорт»",
    "kk": "Ұн қабы: Ә Ғ Қ Ң Ө Ұ Ү Һ І",
    "zh-Hans": "一袋面粉（简体）",
}


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def keeper(trade: Trade) -> Api:
    """Who keeps the mill's catalogue."""
    return trade.member(trade.mill, "catalogue")


def product_of(keeper: Api, code: str = "FLR") -> str:
    """A new product's address."""
    return f"/seller/products/{made(keeper.post('/seller/products', {**PRODUCT, 'code': code}))['id']}"


def add(keeper: Api, path: str, data: bytes, **facts: Any) -> dict[str, Any]:
    """A picture of a product."""
    return made(keeper.post_form(f"{path}/images", {"file": data, **facts}))


def another(number: int) -> bytes:
    """A picture unlike the others."""
    return saved(drawn(40 + number, 30))


def files() -> set[str]:
    """All that lies in the storage."""
    root = Path(settings.MEDIA_ROOT)
    return {str(path.relative_to(root)) for path in root.rglob("*") if path.is_file()}


def opened(url: str) -> Any:
    """What a browser gets at an address of ours."""
    return Client().get(url.removeprefix(settings.PUBLIC_URL))


def test_a_picture_is_added_then_read_everywhere(trade: Trade, keeper: Api) -> None:
    path = product_of(keeper)
    image = add(keeper, path, jpeg_from_a_phone(), alt=ALT)
    assert (image["alt"], image["width"], image["height"], image["position"]) == (ALT, 480, 640, 0)
    assert keeper.get(f"{path}/images/{image['id']}").json() == image
    assert keeper.get(f"{path}/images").json()["items"] == [image]
    assert keeper.get(path).json()["images"] == [image]
    assert keeper.get("/seller/products").json()["items"][0]["images"] == [image]
    (shown,) = images_of([Image.objects.get().product_id])[Image.objects.get().product_id]
    assert (str(shown.id), shown.alt, shown.urls, shown.variant_id) == (
        image["id"],
        ALT,
        image["urls"],
        None,
    )


def test_each_size_is_served_as_a_picture_and_nothing_else(keeper: Api) -> None:
    urls = add(keeper, product_of(keeper), saved(drawn(2_000, 1_000), "JPEG"))["urls"]
    sizes = {}
    for side, url in urls.items():
        assert url.startswith(f"{settings.PUBLIC_URL}/images/")
        answer = opened(url)
        assert answer.headers["Content-Type"] == "image/webp"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert answer.headers["Content-Security-Policy"] == "default-src 'none'; sandbox"
        assert answer.headers["Cache-Control"] == "public, max-age=31536000, immutable"
        sizes[side] = Picture.open(BytesIO(answer.content)).size
    assert sizes == {"320": (320, 160), "800": (800, 400), "1600": (1600, 800)}


def test_what_is_served_tells_nothing_of_where_it_was_made(keeper: Api) -> None:
    add(keeper, product_of(keeper), jpeg_from_a_phone())
    for name in files():
        with default_storage.open(name) as file:
            data = file.read()
        assert not any(trace in data for trace in (b"EXIF", b"Exif", b"Steel Phone", PLACE))


@pytest.mark.parametrize(
    "path",
    [
        "/images/",
        "/images/{key:.2}/{key}-801.webp",
        "/images/{other}/{key}-800.webp",
        "/images/{key:.2}/{key}-800.png",
        "/images/{key:.2}/{key}-800.webp/",
        "/images/{key:.2}/{key}-800.webp%0A",
        "/images/{key:.2}/../{key:.2}/{key}-800.webp",
        "/images/{key:.2}/%2e%2e/%2e%2e/settings.py",
        "/images/{key:.2}/00000000000000000000000000000000-800.webp",
        "/images/..%2f..%2fetc/passwd",
        "/images//etc/passwd",
    ],
)
def test_no_other_address_leads_to_a_file(keeper: Api, path: str) -> None:
    add(keeper, product_of(keeper), png())
    key = Image.objects.get().key
    # Keys are random, so a folder that is always the same would be its own one time in 256.
    other = "ab" if key[:2] != "ab" else "cd"
    answer = Client().get(path.format(key=key, other=other))
    assert answer.status_code == 404


def test_pictures_are_only_read_there(keeper: Api) -> None:
    url = add(keeper, product_of(keeper), png())["urls"]["320"].removeprefix(settings.PUBLIC_URL)
    assert Client().head(url).status_code == 200
    assert Client().post(url).status_code == 405


def test_another_server_may_show_the_pictures(keeper: Api) -> None:
    with override_settings(IMAGES_URL="https://pictures.example/goods"):
        image = add(keeper, product_of(keeper), png())
    key = Image.objects.get().key
    assert image["urls"]["800"] == f"https://pictures.example/goods/{key[:2]}/{key}-800.webp"
    # nginx needs no rewriting: below the folder the address is the path.
    assert f"images/{key[:2]}/{key}-800.webp" in files()


@pytest.mark.parametrize("name", HOSTILE)
def test_what_is_no_picture_leaves_neither_row_nor_file(keeper: Api, name: str) -> None:
    path, before = product_of(keeper), files()
    answer = keeper.post_form(f"{path}/images", {"file": HOSTILE[name]()})
    assert pointers(answer) == ["/file"]
    assert not Image.objects.exists()
    assert files() == before


@pytest.mark.parametrize(
    "file_name",
    ["../../../etc/cron.d/x.jpg", "/etc/passwd", "C:\\\\x\\\\y.php", "а" * 300, "\u202egpj.exe", "a.svg"],
)
def test_what_a_file_was_called_is_forgotten(keeper: Api, file_name: str) -> None:
    path, before = product_of(keeper), files()
    body = form({"file": png()}, file_name=file_name)
    made(keeper.send("POST", f"{path}/images", body, content_type=FORM))
    key = Image.objects.get().key
    assert files() - before == {path_of(key, side) for side in (320, 800, 1600)}


def test_two_pictures_of_one_name_are_two(keeper: Api) -> None:
    path = product_of(keeper)
    first, second = add(keeper, path, another(1)), add(keeper, path, another(2))
    assert set(first["urls"].values()).isdisjoint(second["urls"].values())


def test_the_same_picture_twice_is_one(keeper: Api) -> None:
    path = product_of(keeper)
    first, before = add(keeper, path, png(), alt=ALT), files()
    again = add(keeper, path, png())
    assert again == first
    assert files() == before
    assert add(keeper, product_of(keeper, "OIL"), png())["id"] != first["id"]


def test_a_post_with_a_key_takes_effect_once(keeper: Api) -> None:
    path = product_of(keeper)
    first = keeper.post_form(f"{path}/images", {"file": png()}, key="once")
    again = keeper.post_form(f"{path}/images", {"file": png()}, key="once")
    assert (again.headers["Idempotent-Replayed"], again.content) == ("true", first.content)
    other = keeper.post_form(f"{path}/images", {"file": another(1)}, key="once")
    assert other.json()["code"] == "idempotency.key_reused"


def test_pictures_are_put_in_order_and_close_up(keeper: Api) -> None:
    path = product_of(keeper)
    names = {add(keeper, path, another(number))["id"]: number for number in range(3)}
    names[add(keeper, path, another(3), position=1)["id"]] = 3

    def order() -> list[int]:
        items = keeper.get(f"{path}/images").json()["items"]
        assert [item["position"] for item in items] == list(range(len(items)))
        return [names[item["id"]] for item in items]

    assert order() == [0, 3, 1, 2]
    ids = {number: image_id for image_id, number in names.items()}
    keeper.patch(f"{path}/images/{ids[2]}", {"position": 0}, if_match="*")
    assert order() == [2, 0, 3, 1]
    keeper.patch(f"{path}/images/{ids[2]}", {"position": 11}, if_match="*")
    assert order() == [0, 3, 1, 2]
    assert keeper.delete(f"{path}/images/{ids[3]}", if_match="*").status_code == 204
    assert order() == [0, 1, 2]


def test_words_and_variant_change_at_the_version_that_was_read(keeper: Api) -> None:
    path = product_of(keeper)
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": path.rpartition("/")[2]}))["id"]
    image = add(keeper, path, png(), variant_id=variant, alt={"en": "Flour"})
    assert image["variant_id"] == variant
    address = f"{path}/images/{image['id']}"
    etag = keeper.get(address).headers["ETag"]
    changed = keeper.patch(address, {"alt": ALT, "variant_id": None}, if_match=etag)
    assert (changed.status_code, changed.json()["alt"], changed.json()["variant_id"]) == (200, ALT, None)
    assert keeper.patch(address, {"alt": {}}, if_match=etag).status_code == 412
    assert keeper.patch(address, {"alt": {}}).status_code == 428
    assert keeper.delete(address, if_match=etag).status_code == 412
    assert keeper.delete(address).status_code == 428


def test_a_picture_of_another_products_variant_is_refused(keeper: Api) -> None:
    path, other = product_of(keeper), product_of(keeper, "OIL")
    variant = made(keeper.post("/seller/variants", {**SIZE, "product_id": other.rpartition("/")[2]}))["id"]
    parts = {"file": png(), "variant_id": variant}
    assert pointers(keeper.post_form(f"{path}/images", parts)) == ["/variant_id"]
    image = add(keeper, path, png())
    answer = keeper.patch(f"{path}/images/{image['id']}", {"variant_id": variant}, if_match="*")
    assert pointers(answer) == ["/variant_id"]


def test_a_product_has_at_most_twelve_pictures(keeper: Api) -> None:
    path = product_of(keeper)
    for number in range(12):
        add(keeper, path, another(number))
    before = files()
    answer = keeper.post_form(f"{path}/images", {"file": another(12)})
    assert (answer.status_code, answer.json()["code"]) == (422, "catalog.too_many_pictures")
    assert files() == before


@pytest.mark.parametrize(
    ("parts", "guilty"),
    [
        ({}, "/file"),
        ({"file": "text"}, "/file"),
        ({"picture": b"x"}, "/picture"),
        ({"file": b"x", "alt": "no JSON"}, "/alt"),
        ({"file": b"x", "alt": {"fr": "Farine"}}, "/alt/fr"),
        ({"file": b"x", "alt": {"en": "x" * 201}}, "/alt/en"),
        ({"file": b"x", "alt": b"x"}, "/alt"),
        ({"file": b"x", "position": "1.5"}, "/position"),
        ({"file": b"x", "position": 12}, "/position"),
        ({"file": b"x", "variant_id": "7"}, "/variant_id"),
    ],
)
def test_a_guilty_part_of_the_form_is_named(keeper: Api, parts: dict[str, Any], guilty: str) -> None:
    answer = keeper.post_form(f"{product_of(keeper)}/images", parts)
    assert guilty in pointers(answer)


def test_pictures_of_live_goods_need_no_review_and_are_shown_anew(trade: Trade) -> None:
    listing = trade.listing(trade.mill)
    keeper, path = trade.member(trade.mill), f"/seller/products/{listing.variant.product_id}"
    ListingTouch.objects.all().delete()
    image = add(keeper, path, png())
    assert set(ListingTouch.objects.values_list("listing_id", flat=True)) == {listing.pk}
    keeper.delete(f"{path}/images/{image['id']}", if_match="*")
    assert Listing.objects.get().status == "live"
    assert not ListingMove.objects.exists()


def test_who_may_show_goods_in_pictures(trade: Trade) -> None:
    path = product_of(trade.member(trade.mill))
    writers = {
        role: trade.member(trade.mill, role) for role in ("owner", "catalogue", "warehouse", "finance")
    }
    writers |= {"onboarding": trade.staff("onboarding"), "buyer": trade.buyer()}
    answers = {name: api.post_form(f"{path}/images", {"file": png()}) for name, api in writers.items()}
    assert {name: answer.status_code for name, answer in answers.items()} == {
        "owner": 201,
        "catalogue": 201,
        "warehouse": 403,
        "finance": 403,
        "onboarding": 403,
        "buyer": 403,
    }
    assert trade.staff("viewer").get(f"{path}/images").json()["items"]


def test_another_sellers_product_is_not_there(trade: Trade, keeper: Api) -> None:
    path, stranger = product_of(keeper), trade.member(trade.farm)
    image = add(keeper, path, png())
    address, own = f"{path}/images/{image['id']}", product_of(stranger)
    assert stranger.post_form(f"{path}/images", {"file": png()}).status_code == 404
    for foreign in (f"{path}/images", address, f"{own}/images/{image['id']}"):
        assert stranger.get(foreign).status_code == 404
    for foreign in (address, f"{own}/images/{image['id']}"):
        assert stranger.patch(foreign, {"alt": {}}, if_match="*").status_code == 404
        assert stranger.delete(foreign, if_match="*").status_code == 404


def test_pictures_of_many_products_are_read_at_once(keeper: Api, django_assert_num_queries: Any) -> None:
    paths = [product_of(keeper, f"P{number}") for number in range(5)]
    for path in paths:
        for number in range(2):
            add(keeper, path, another(number))
    with django_assert_num_queries(5):
        assert len(keeper.get("/seller/products").json()["items"]) == 5
    ids = list(Image.objects.values_list("product_id", flat=True))
    with django_assert_num_queries(1):
        assert [len(shown) for shown in images_of(ids).values()] == [2] * 5


# ---- files that no row names ------------------------------------------------------------


def _all_hours(at: Any) -> int:
    return sum(sweep(at=at + timedelta(hours=hour)) for hour in range(24))


def test_files_of_a_failed_transaction_are_swept_after_a_day(keeper: Api, trade: Trade) -> None:
    add(keeper, product_of(keeper), png())
    kept = files()
    with transaction.atomic():
        store({320: b"x", 800: b"x", 1600: b"x"})
        transaction.set_rollback(True)
    assert len(files() - kept) == 3
    assert _all_hours(now() - timedelta(hours=23)) == 0
    assert _all_hours(now() + timedelta(days=2)) >= 3
    named = {path_of(Image.objects.get().key, side) for side in (320, 800, 1600)}
    assert files() == named


def test_files_of_a_removed_picture_stay_for_a_day_and_go(keeper: Api) -> None:
    path = product_of(keeper)
    image = add(keeper, path, png())
    keeper.delete(f"{path}/images/{image['id']}", if_match="*")
    assert opened(image["urls"]["320"]).status_code == 200
    _all_hours(now() + timedelta(days=2))
    assert opened(image["urls"]["320"]).status_code == 404


def test_a_shop_without_pictures_is_swept_too(db: None, tmp_path: Path) -> None:
    with override_settings(MEDIA_ROOT=tmp_path):
        assert shelving.sweep(at=now()) == 0
