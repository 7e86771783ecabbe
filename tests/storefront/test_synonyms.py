"""Do staff decide which words mean the same, and does search follow at once?"""

from collections.abc import Callable
from html.parser import HTMLParser

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.forms import inlineformset_factory
from django.test import Client
from django.urls import reverse

from accounts.models import User
from catalog.models import Listing
from kit.clock import now
from kit.transactions import owns_transaction
from storefront.admin.synonyms import SynonymForm, SynonymFormSet
from storefront.models import Synonym, SynonymGroup, SynonymKey, Term
from storefront.operations.knowing import recount
from storefront.operations.paraphrasing import load_reference
from storefront.tasks import recount_terms
from tests import desks
from tests.api import Api
from tests.storefront.counter import answered, found
from tests.storefront.window import follow


@pytest.fixture
def shelf(counter: dict[str, Listing]) -> None:
    """Flour, camel milk powder and honey."""


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


HONEY = ("en", "honey", "both")


def form(title: str, *ways: tuple[str, str, str], is_active: bool = True) -> dict[str, str]:
    """The page of a group as it is sent."""
    given = {
        "title": title,
        **({"is_active": "on"} if is_active else {}),
        "synonyms-TOTAL_FORMS": str(len(ways)),
        "synonyms-INITIAL_FORMS": "0",
        "synonyms-MIN_NUM_FORMS": "0",
        "synonyms-MAX_NUM_FORMS": "1000",
    }
    for place, (language, text, role) in enumerate(ways):
        given[f"synonyms-{place}-language"] = language
        given[f"synonyms-{place}-text"] = text
        given[f"synonyms-{place}-role"] = role
    return given


class Page(HTMLParser):
    """What a browser would send of the form on a page, nothing touched."""

    def __init__(self, html: str, form: str) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._form, self._is_in, self._select = form, False, ""
        self.feed(html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """A control counts inside of the form; of a list what is chosen, or else stands first."""
        given = dict(attrs)
        name, value = given.get("name") or "", given.get("value") or ""
        if tag == "form":
            self._is_in = given.get("id") == self._form
        elif tag == "select":
            self._select = name
        elif tag == "option" and self._is_in and ("selected" in given or self._select not in self.sent):
            self.sent[self._select] = value
        elif tag == "input" and self._is_in and name and given.get("type") != "submit":
            if given.get("type") != "checkbox":
                self.sent[name] = value
            elif "checked" in given:
                self.sent[name] = value or "on"

    def handle_endtag(self, tag: str) -> None:
        """Where the form ends."""
        self._is_in = self._is_in and tag != "form"


def test_a_page_is_saved_as_it_stands_and_a_group_switched_off_on_it(
    shelf: None, api: Api, desk: Callable[..., Client]
) -> None:
    group = SynonymGroup.objects.get(title__startswith="Shubat")
    address = reverse("admin:storefront_synonymgroup_change", args=[group.pk])
    # Older rules let this in.
    Synonym.objects.create(group=group, language="ru", text="для", created_at=now())
    ways = list(group.synonyms.values("language", "text", "role", "version"))
    client = desk("onboarding")
    sent = Page(client.get(address).content.decode(), "synonymgroup_form").sent
    assert sent[f"synonyms-{len(ways)}-text"] == ""
    assert client.post(address, sent).status_code == 302
    assert found(api, "shubat") == ["CML-200G"]
    del sent["is_active"]
    assert client.post(address, sent).status_code == 302
    assert found(api, "shubat") == []
    assert list(group.synonyms.values("language", "text", "role", "version")) == ways


def test_a_way_is_written_into_the_blank_row(shelf: None, api: Api, desk: Callable[..., Client]) -> None:
    group = SynonymGroup.objects.get(title="Honey")
    address = reverse("admin:storefront_synonymgroup_change", args=[group.pk])
    client = desk("onboarding")
    sent = Page(client.get(address).content.decode(), "synonymgroup_form").sent
    blank = f"synonyms-{group.synonyms.count()}-text"
    assert client.post(address, {**sent, blank: "ambrosia"}).status_code == 302
    assert found(api, "ambrosia") == ["HNY-500G"]


def test_what_staff_write_holds_for_the_next_search(
    shelf: None, api: Api, desk: Callable[..., Client]
) -> None:
    assert found(api, "ambrosia") == []
    given = form("Ambrosia", ("en", "ambrosia", "asked"), ("en", "honey", "both"), ("ru", "мёд", "both"))
    answer = desk("onboarding").post(reverse("admin:storefront_synonymgroup_add"), given)
    assert answer.status_code == 302
    assert found(api, "ambrosia") == found(api, "ambrozia") == ["HNY-500G"]


def test_a_group_that_is_switched_off_says_nothing(
    shelf: None, api: Api, desk: Callable[..., Client]
) -> None:
    assert found(api, "shubat") == ["CML-200G"]
    SynonymGroup.objects.filter(title__startswith="Shubat").update(is_active=False)
    assert found(api, "shubat") == []


def test_what_has_no_word_is_refused(db: None, desk: Callable[..., Client]) -> None:
    answer = desk("onboarding").post(
        reverse("admin:storefront_synonymgroup_add"), form("Nothing", ("en", "!!!", "both"))
    )
    assert "There is no word in it." in answer.content.decode()
    assert not SynonymGroup.objects.exists()


@pytest.mark.parametrize(
    ("ways", "reason"),
    [
        ([("en", "one two three four five", "both"), HONEY], "It has more than 4 words."),
        ([("en", "the", "both"), HONEY], "Search leaves such words out"),
        ([("ru", "для", "both"), HONEY], "Search leaves such words out"),
        ([("kk", "және", "both"), HONEY], "Search leaves such words out"),
        ([("en", "a" * 61, "both"), HONEY], "at most 60 characters"),
        ([("en", "wordx", "both"), ("en", "WORDX", "asked"), HONEY], "“WORDX” stands there twice."),
        ([HONEY], "Write at least two ways"),
        ([("en", "ambrosia", "asked"), ("en", "nectar", "asked")], "Write at least two ways"),
    ],
)
def test_what_would_do_nothing_is_refused_with_the_reason(
    db: None, desk: Callable[..., Client], ways: list[tuple[str, str, str]], reason: str
) -> None:
    answer = desk("onboarding").post(reverse("admin:storefront_synonymgroup_add"), form("Nothing", *ways))
    assert reason in answer.content.decode()
    assert not SynonymGroup.objects.exists()


def test_the_page_cuts_nothing_that_is_too_long(db: None, desk: Callable[..., Client]) -> None:
    page = desk("onboarding").get(reverse("admin:storefront_synonymgroup_add")).content.decode()
    assert 'maxlength="60"' not in page


def test_every_group_that_search_knows_from_the_start_may_be_saved(db: None) -> None:
    owns_transaction(load_reference)(at=now())
    shape = inlineformset_factory(SynonymGroup, Synonym, form=SynonymForm, formset=SynonymFormSet)
    for group in SynonymGroup.objects.prefetch_related("synonyms"):
        ways = [(each.language, each.text, each.role) for each in group.synonyms.all()]
        rows = shape(data=form(group.title, *ways), instance=SynonymGroup(title=group.title))
        assert rows.is_valid(), (group.title, rows.errors, rows.non_form_errors())


@pytest.mark.parametrize(("group", "status"), [("viewer", 403), ("finance", 403), ("onboarding", 200)])
def test_only_those_who_review_listings_edit_synonyms(
    db: None, desk: Callable[..., Client], group: str, status: int
) -> None:
    client = desk(group)
    assert client.get(reverse("admin:storefront_synonymgroup_changelist")).status_code == 200
    assert client.get(reverse("admin:storefront_synonymgroup_add")).status_code == status


def test_every_change_is_on_record(db: None) -> None:
    owns_transaction(load_reference)(at=now())
    group = SynonymGroup.objects.get(title="Honey")
    group.title = "Honeys"
    group.save()
    audit = apps.get_model("storefront", "SynonymGroupAudit")
    assert list(audit.objects.filter(pgh_obj_id=group.pk).order_by("pk").values_list("title", flat=True)) == [
        "Honey",
        "Honeys",
    ]


def test_loading_again_leaves_what_staff_made_of_it(db: None) -> None:
    first = owns_transaction(load_reference)(at=now())["synonyms"]
    SynonymGroup.objects.filter(title="Honey").update(is_active=False)
    SynonymGroup.objects.get(title="Milk").synonyms.all().delete()
    again = owns_transaction(load_reference)(at=now())["synonyms"]
    assert (again.created, again.unchanged) == (0, first.created)
    assert not SynonymGroup.objects.get(title="Honey").is_active
    assert not SynonymKey.objects.filter(synonym__group__title="Milk").exists()


def test_known_terms_are_counted_and_forgotten_with_their_listings(counter: dict[str, Listing]) -> None:
    listings = counter
    owns_transaction(recount)()
    assert Term.objects.get(market="CN", text="flour").listings == 2
    assert Term.objects.get(market="CN", text="小麦粉").listings == 2
    for sku in ("FLR-2KG", "FLR-5KG"):
        listings[sku].variant.product.names = {"en": "Semolina"}
        listings[sku].variant.product.save()
    follow()
    recount_terms()
    assert not Term.objects.filter(text="flour").exists()
    assert Term.objects.get(market="CN", text="semolina").listings == 2


def test_words_without_meaning_are_no_terms(counter: dict[str, Listing]) -> None:
    listings = counter
    listings["HNY-500G"].variant.product.names = {"en": "Honey for the bees", "ru": "Мёд для пчёл"}
    listings["HNY-500G"].variant.product.save()
    follow()
    assert not Term.objects.filter(text__in=["for", "the", "для"]).exists()
    assert Term.objects.filter(text="пчел").exists()


def test_words_that_only_join_others_are_no_terms_and_nothing_is_a_slip_of_them(
    counter: dict[str, Listing], api: Api
) -> None:
    product = counter["FLR-2KG"].variant.product
    product.names = {"en": "Wheat flour", "kk": "Бидай мен арпа және сұлы ұны"}
    product.save()
    follow()
    assert not Term.objects.filter(text__in=["мен", "және"]).exists()
    assert Term.objects.filter(text="сұлы").exists()
    assert answered(api, "мёт")["search"]["corrected_to"] == "мед"
    assert found(api, "мёт") == ["HNY-500G"]
    assert found(api, "және") == found(api, "moon") == []
    assert found(api, "бидай мен арпа")[0] == "FLR-2KG"
    assert answered(api, "бидай мен арпа")["search"]["ignored"] == []


def test_a_term_that_turns_out_to_mean_nothing_is_forgotten(counter: dict[str, Listing]) -> None:
    term = Term.objects.create(market="CN", language="kk", text="мен", listings=5, lexemes=["мен"])
    term.keys.create(market="CN", key="=мен")
    owns_transaction(recount)()
    assert not Term.objects.filter(text="мен").exists()
