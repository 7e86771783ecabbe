"""Do staff find documents, and get their papers if they may know who the buyer is?"""

from collections.abc import Callable

import pytest
from django.contrib.auth.models import Group
from django.test import Client
from django.urls import reverse

from accounts.models import User
from payments.models import IssuedDocument
from tests import desks
from tests.kit.test_typesetting import read
from tests.payments.books import firm
from tests.payments.papers import draft, issue

MakeUser = Callable[..., User]


@pytest.fixture
def document(db: None) -> IssuedDocument:
    return issue(draft(seller=firm("Aqdala")))


@pytest.fixture
def desk(make_user: MakeUser) -> Callable[[str], Client]:
    """A browser in which somebody of a group is signed in."""

    def sign_in(group: str) -> Client:
        user = make_user(f"{group}@example.com", staff=True)
        user.groups.add(Group.objects.get_or_create(name=group)[0])
        return desks.sign_in(Client(), user)

    return sign_in


def paper(document: IssuedDocument, language: str = "kk") -> str:
    return reverse("admin:document_paper", args=(document.pk, language))


def test_the_list_names_seller_and_sums_and_leads_to_the_papers(
    document: IssuedDocument, desk: Callable[[str], Client]
) -> None:
    page = desk("finance").get(reverse("admin:payments_issueddocument_changelist")).content.decode()
    for said in ("INV-2026-000001", "Aqdala", "50.00 CNY", paper(document, "zh-Hans")):
        assert said in page, said


@pytest.mark.parametrize("group", ["finance", "support"])
def test_who_keeps_the_books_or_answers_buyers_gets_the_paper(
    document: IssuedDocument, desk: Callable[[str], Client], group: str
) -> None:
    answer = desk(group).get(paper(document))
    assert answer.headers["Content-Disposition"] == 'attachment; filename="INV-2026-000001-kk.pdf"'
    assert "Шот (инвойс)" in read(answer.content)


@pytest.mark.parametrize("group", ["viewer", "onboarding"])
def test_others_do_not(document: IssuedDocument, desk: Callable[[str], Client], group: str) -> None:
    assert desk(group).get(paper(document)).status_code == 403


@pytest.mark.parametrize("language", ["de", "zh-hans"])
def test_there_is_no_paper_in_another_language(
    document: IssuedDocument, desk: Callable[[str], Client], language: str
) -> None:
    assert desk("finance").get(paper(document, language)).status_code == 404
