"""Do staff judge what waits, oldest first, by all that matters, each thing once?"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.errors import ReviewOutdated
from catalog.models import (
    AttributeOption,
    Brand,
    Category,
    Certificate,
    Image,
    Listing,
    ListingChange,
    Product,
    Variant,
)
from catalog.operations import describing
from catalog.operations import listing as selling
from catalog.operations.reviewing import judge
from catalog.queries import reviewing
from consoles.reviewing import compared
from kit.actors import SYSTEM
from kit.clock import now
from kit.languages import language_of
from kit.transactions import owns_transaction
from tests import desks
from tests.catalog.trade import Trade

AtOnce = Callable[[list[Callable[[], Any]]], list[Any]]
QUEUE = "admin:to_review"


@pytest.fixture
def trade(db: None) -> Trade:
    """Two sellers."""
    return Trade()


@pytest.fixture
def desk(make_user: Callable[..., User]) -> Callable[..., Client]:
    """A browser in which somebody of some staff groups is signed in."""

    def sign_in(*groups: str) -> Client:
        user = make_user(staff=True)
        user.groups.set([Group.objects.get_or_create(name=name)[0] for name in groups])
        client = Client()
        desks.sign_in(client, user)
        return client

    return sign_in


def submitted(trade: Trade, sku: str) -> Listing:
    """A listing that its seller has just handed in."""
    row = trade.market.listing(trade.mill, sku)
    Listing.objects.filter(pk=row.pk).update(status="draft", approved_at=None, live_at=None)
    return owns_transaction(selling.submit)(listing=Listing.objects.get(pk=row.pk), at=now(), by=SYSTEM)


def changed(trade: Trade, sku: str, **facts: object) -> ListingChange:
    """A change of goods on sale that its seller has just asked for."""
    row = trade.market.listing(trade.mill, sku)
    resize(row.variant_id, **facts)
    return ListingChange.objects.get(variant=row.variant_id, status="waiting")


@owns_transaction
def resize(variant_id: Any, **facts: object) -> None:
    locked = Variant.objects.select_for_update().get(pk=variant_id)
    describing.change_variant(variant=locked, facts=facts, at=now(), by=SYSTEM)


def address(row: Listing | ListingChange) -> str:
    kind = reviewing.LISTING if isinstance(row, Listing) else reviewing.CHANGE
    return reverse("admin:to_review_one", args=[kind, row.pk])


def page(client: Client, row: Any = None) -> str:
    answer = client.get(address(row) if row else reverse(QUEUE))
    assert answer.status_code == 200
    return answer.content.decode()


def decide(client: Client, row: Any, verb: str, *, reason: str = "", seen: str | None = None) -> Any:
    """Press a button on the page of something, as it was shown."""
    if seen is None:
        seen = shown_token(page(client, row))
    found = re.search(r'name="since" value="([^"]+)"', page(client, row))
    since = found.group(1) if found else ""
    body = {"verb": verb, "reason": reason, "seen": seen, "since": since, "name": "Flour"}
    return client.post(address(row), body)


def shown_token(text: str) -> str:
    found = re.search(r'name="seen" value="([^"]+)"', text)
    assert found
    return found.group(1)


def said(client: Client, answer: Any) -> str:
    followed = client.get(answer.headers["Location"])
    return " ".join(str(message) for message in followed.context["messages"])


def test_the_oldest_comes_first_whatever_it_is(trade: Trade, desk: Callable[..., Client]) -> None:
    rows: list[Any] = [submitted(trade, "A"), changed(trade, "B", gross_g=3000), submitted(trade, "C")]
    client = desk("onboarding")
    assert [each.id for each in reviewing.queue(limit=10)] == [row.pk for row in rows]
    assert 'aria-current="page"' in page(client)
    assert f'action="{address(rows[0])}"' in page(client)
    text = page(client)
    places = [text.index(f'href="{address(row)}"') for row in rows]
    assert places == sorted(places)


def test_after_a_decision_the_next_comes_up(trade: Trade, desk: Callable[..., Client]) -> None:
    first, second, third = submitted(trade, "A"), changed(trade, "B", gross_g=3000), submitted(trade, "C")
    client = desk("onboarding")
    assert decide(client, first, "approve").headers["Location"] == address(second)
    assert decide(client, second, "approve").headers["Location"] == address(third)
    answer = decide(client, third, "request_changes", reason="Name the grade.")
    assert answer.headers["Location"] == reverse(QUEUE)
    assert "Nothing waits for review" in page(client)
    for row in (first, second, third):
        row.refresh_from_db()
    assert [first.status, second.status, third.status] == ["approved", "approved", "changes_requested"]
    assert third.moves.get(became="changes_requested").reason == "Name the grade."


def test_a_change_shows_what_was_beside_what_becomes(trade: Trade, desk: Callable[..., Client]) -> None:
    change = changed(trade, "A", gross_g=3000, gtin13="9521000000018")
    text = page(desk("viewer"), change)
    assert "<del>2044</del>" in text
    assert "<ins>3000</ins>" in text
    assert "<ins>9521000000018</ins>" in text
    assert "<del>2000</del>" not in text


def test_only_the_parts_that_differ_are_marked() -> None:
    was, becomes = compared("CKAZ0001", "CKAZ0002")
    assert was == [("CKAZ000", False), ("1", True)]
    assert becomes == [("CKAZ000", False), ("2", True)]
    assert compared("2044", "2050") == ([("2044", True)], [("2050", True)])
    assert compared("Обойная", "Экстра") == ([("Обойная", True)], [("Экстра", True)])
    assert compared("", "ISO 9001") == ([("", True)], [("ISO 9001", True)])


def test_a_listing_shows_its_words_in_all_languages_and_those_that_lack(
    trade: Trade, desk: Callable[..., Client]
) -> None:
    row = submitted(trade, "A")
    Product.objects.update(names={"en": "Wheat flour", "kk": "Бидай ұны"}, attributes={"grade": "premium"})
    Certificate.objects.create(
        seller=trade.mill,
        kind="halal",
        number="H-17",
        issuer="QMDB",
        valid_from=now().date(),
        submitted_at=now(),
        created_at=now(),
    )
    product = row.variant.product
    picture = Image.objects.create(
        product=product,
        key="0" * 32,
        digest="0" * 64,
        width=800,
        height=600,
        alt={"en": "A sack of flour"},
        created_at=now(),
    )
    text = page(desk("viewer"), row)
    assert f'<img src="/images/00/{picture.key}-320.webp" alt="A sack of flour"' in text
    for words in ("Wheat flour", "Бидай ұны", "H-17", "17.50 CNY", "110100"):
        assert words in text
    assert "Lacking: its name, its description, what 1 picture shows" in text
    assert "Lacking: its description</p>" in text


def test_the_queue_says_how_complete_the_words_of_each_are(trade: Trade, desk: Callable[..., Client]) -> None:
    row = submitted(trade, "A")
    Product.objects.update(names={"en": "Wheat flour", "kk": "Бидай ұны"}, descriptions={"en": "Fine."})
    shares = re.findall(r'class="share( lacks)?" title="[^"]+">([^<]+)<', page(desk("viewer"), row))
    assert shares == [
        ("", "en 100 %"),
        (" lacks", "ru 0 %"),
        (" lacks", "kk 50 %"),
        (" lacks", "zh-Hans 0 %"),
    ]


@pytest.mark.parametrize(
    ("language", "words"),
    [
        (
            "en",
            ("Grade", "Moisture, at most", "14.5 %", "Wheat flour", "bag", "Kazakhstan", "without cooling"),
        ),
        ("ru", ("Сорт", "Влажность, не более", "14.5 %", "мешок", "Казахстан", "без охлаждения")),
        ("zh-hans", ("等级", "水分（不高于）", "14.5 %", "袋", "哈萨克斯坦", "常温")),
    ],
)
def test_facts_are_told_by_the_names_of_things_in_the_readers_language(
    trade: Trade, desk: Callable[..., Client], language: str, words: tuple[str, ...]
) -> None:
    row = submitted(trade, "A")
    category = Category.objects.get(code="wheat-flour")
    Product.objects.update(attributes={"grade": "premium", "moisture": "14.5"}, category=category)
    grade = AttributeOption.objects.get(attribute__code="grade", code="premium")
    answer = desk("viewer").get(address(row), headers={"accept-language": language})
    text = answer.content.decode()
    told = dict(re.findall(r"<dt>([^<]+)</dt><dd>([^<]+)</dd>", text))
    code = language_of(language)
    for each in (*words, category.names[code], grade.names[code]):
        assert any(each in (name, *value.split(" / ")) for name, value in told.items()), each
    assert not ({"premium", "moisture", "DRY_FOOD", "bag"} - {*words}) & {*told, *told.values()}


def test_a_change_of_an_answer_is_told_by_its_names(trade: Trade, desk: Callable[..., Client]) -> None:
    change = changed(trade, "A", package_kind="carton")
    text = desk("viewer").get(address(change), headers={"accept-language": "ru"}).content.decode()
    becomes = re.search(r'<dd class="becomes">(.*?)</dd>', text, re.DOTALL)
    assert becomes
    assert re.sub("<[^>]+>", "", becomes[1]).endswith(": картонная коробка")
    listed = desk("viewer").get(
        reverse("admin:catalog_listingchange_changelist"), headers={"accept-language": "ru"}
    )
    assert "Упаковка" in listed.content.decode()
    one = desk("viewer").get(
        reverse("admin:catalog_listingchange_change", args=[change.pk]), headers={"accept-language": "ru"}
    )
    assert "<div>Упаковка: <del>мешок</del> → <ins>картонная коробка</ins></div>" in one.content.decode()


def test_a_listing_seen_again_tells_what_was_said_before(trade: Trade, desk: Callable[..., Client]) -> None:
    row, client = submitted(trade, "A"), desk("onboarding")
    decide(client, row, "request_changes", reason="Name the grade.")
    owns_transaction(selling.submit)(listing=Listing.objects.get(pk=row.pk), at=now(), by=SYSTEM)
    assert "Name the grade." in page(client, row)


def test_facts_changed_after_approval_are_told_when_it_comes_back(
    trade: Trade, desk: Callable[..., Client]
) -> None:
    row, client = submitted(trade, "A"), desk("onboarding")
    decide(client, row, "approve")
    resize(row.variant_id, gross_g=3000)
    assert "gross_g: 2044 → 3000" in page(client, row)


@pytest.mark.parametrize(("verb", "row_of"), [("request_changes", submitted), ("decline", changed)])
def test_a_no_needs_its_reason(
    trade: Trade, desk: Callable[..., Client], verb: str, row_of: Callable[..., Any]
) -> None:
    row = row_of(trade, "A", gross_g=3000) if row_of is changed else row_of(trade, "A")
    client, before = desk("onboarding"), row.status
    answer = decide(client, row, verb)
    where, _, anchor = answer.headers["Location"].partition("#")
    assert (where, anchor) == (f"{address(row)}?verb={verb}", "reason")
    text = client.get(where).content.decode()
    assert re.search(r'<p class="wrong" id="reason-wrong" role="alert">Say why', text)
    assert re.search(r'<input id="reason"[^>]+ aria-invalid="true" aria-describedby="reason-wrong"', text)
    assert "aria-invalid" not in page(client, row)
    row.refresh_from_db()
    assert row.status == before


def test_blocked_goods_are_off_sale_and_their_change_waits_on(
    trade: Trade, desk: Callable[..., Client]
) -> None:
    change, later = changed(trade, "A", gross_g=3000), submitted(trade, "B")
    client = desk("onboarding")
    answer = decide(client, change, "block", reason="The mass is wrong.")
    assert answer.headers["Location"] == address(later)
    change.refresh_from_db()
    assert (change.status, change.listings.get().status) == ("waiting", "blocked")


def test_the_second_of_two_reviewers_is_told_and_changes_nothing(
    trade: Trade, desk: Callable[..., Client]
) -> None:
    row, one, two = submitted(trade, "A"), desk("onboarding"), desk("onboarding")
    seen = shown_token(page(two, row))
    decide(one, row, "request_changes", reason="Name the grade.")
    answer = two.post(address(row), {"verb": "approve", "seen": seen, "name": "Flour"})
    followed = two.get(answer.headers["Location"], follow=True)
    words = " ".join(str(message) for message in followed.context["messages"])
    assert "somebody has decided meanwhile: it is Changes requested now." in words
    row.refresh_from_db()
    assert row.status == "changes_requested"


def test_what_its_seller_changed_meanwhile_is_looked_at_again(
    trade: Trade, desk: Callable[..., Client]
) -> None:
    row, client = submitted(trade, "A"), desk("onboarding")
    seen = shown_token(page(client, row))
    resize(row.variant_id, gross_g=3000)
    answer = decide(client, row, "approve", seen=seen)
    assert answer.headers["Location"] == address(row)
    assert "changed it meanwhile" in said(client, answer)
    row.refresh_from_db()
    assert row.status == "submitted"


def test_of_two_reviewers_at_once_one_decides(at_once: AtOnce) -> None:
    trade = Trade()
    row = submitted(trade, "A")
    found = reviewing.case(kind="listing", pk=row.pk)
    assert found
    seen = found.seen

    def press(verb: str) -> None:
        owns_transaction(judge)(
            kind="listing", pk=row.pk, verb=verb, reason="No.", seen=seen, at=now(), by=SYSTEM
        )

    answers = at_once([lambda: press("approve"), lambda: press("request_changes")])
    assert sorted(isinstance(answer, ReviewOutdated) for answer in answers) == [False, True]
    row.refresh_from_db()
    assert row.moves.exclude(became="submitted").count() == 1


@pytest.mark.parametrize("group", ["viewer", "support", "dispatch", "finance"])
def test_other_staff_look_and_decide_nothing(trade: Trade, desk: Callable[..., Client], group: str) -> None:
    row, client = submitted(trade, "A"), desk(group)
    assert 'id="decide"' not in page(client, row)
    assert client.post(address(row), {"verb": "approve", "seen": "x"}).status_code == 403
    row.refresh_from_db()
    assert row.status == "submitted"


def test_strangers_are_sent_to_sign_in(trade: Trade, desk: Callable[..., Client]) -> None:
    row = submitted(trade, "A")
    assert Client().get(reverse(QUEUE)).status_code == 302
    assert Client().post(address(row), {"verb": "approve"}).status_code == 302
    assert desk().get(reverse(QUEUE)).status_code == 403


@pytest.mark.parametrize("path", ["order", "seller"])
def test_what_is_no_kind_of_ours_is_not_there(trade: Trade, desk: Callable[..., Client], path: str) -> None:
    row, client = submitted(trade, "A"), desk("onboarding")
    assert client.get(reverse("admin:to_review_one", args=[path, row.pk])).status_code == 404
    assert client.post(address(row), {"verb": "retire", "seen": "1"}).status_code == 404


def test_what_waits_no_longer_leads_to_what_does(trade: Trade, desk: Callable[..., Client]) -> None:
    row = trade.listing()
    answer = desk("viewer").get(address(row))
    assert (answer.status_code, answer.headers["Location"]) == (302, reverse(QUEUE))


def test_the_page_takes_as_many_queries_however_long_the_queue(
    trade: Trade, desk: Callable[..., Client], django_assert_max_num_queries: Any
) -> None:
    client = desk("onboarding")
    first = changed(trade, "A", gross_g=3000)
    for number in range(6):
        submitted(trade, f"S{number}")
        changed(trade, f"C{number}", gross_g=3000)
    Product.objects.update(
        attributes={"grade": "premium", "moisture": "14.5"},
        category=Category.objects.get(code="flour"),
        brand=Brand.objects.create(code="steppe", names={"en": "Steppe"}, created_at=now()),
    )
    page(client)
    for each in (None, first):
        with django_assert_max_num_queries(27):
            page(client, each)


def test_the_dashboard_counts_what_waits(trade: Trade, desk: Callable[..., Client]) -> None:
    submitted(trade, "A")
    changed(trade, "B", gross_g=3000)
    text = desk("viewer").get(reverse("admin:index")).content.decode()
    assert "1 listings, 1 changes of goods on sale" in text
    assert f'href="{reverse(QUEUE)}"' in text


def test_goods_are_named_in_the_readers_language(trade: Trade, desk: Callable[..., Client]) -> None:
    submitted(trade, "A")
    Product.objects.update(names={"en": "Wheat flour", "zh-Hans": "小麦粉"})
    answer = desk("viewer").get(reverse(QUEUE), headers={"accept-language": "zh-Hans"})
    assert "<b>小麦粉</b>" in answer.content.decode()
