"""What is a visitor offered who has typed the beginning of a query?"""

from django.http.response import HttpResponseBase
from rest_framework.request import Request

from kit.openapi import operation
from storefront.policy import SUGGESTION_CACHING
from storefront.queries.suggesting import suggestions
from storefront.rendering import ENCODE
from storefront.rest.asking import SuggestionQuery
from storefront.rest.browsing import WindowDoorBase
from storefront.rest.shapes import SuggestionsOut

EXAMPLE = {
    "items": [
        {
            "text": "flour",
            "kind": "term",
            "language": "en",
            "product_id": None,
            "highlight": [{"text": "flo", "hit": True}, {"text": "ur", "hit": False}],
        }
    ],
    "corrected_to": None,
}


class SuggestionsDoor(WindowDoorBase):
    """Words finished, and names of products."""

    cache_control = SUGGESTION_CACHING

    @operation(
        id="suggestProducts",
        summary="What could be meant by the beginning of a query",
        query=SuggestionQuery,
        response=SuggestionsOut,
        response_example=EXAMPLE,
    )
    def get(self, request: Request) -> HttpResponseBase:
        found = suggestions(
            self.query["q"],
            market=self.query["market"],
            language=self.language,
            sandbox=self.actor.sandbox,
        )
        shown = {
            "items": [
                {
                    "text": each.text,
                    "kind": each.kind,
                    "language": each.language,
                    "product_id": each.product_id and str(each.product_id),
                    "highlight": [segment._asdict() for segment in each.highlight],
                }
                for each in found.items
            ],
            "corrected_to": found.corrected_to,
        }
        return self.ready(ENCODE(shown).encode())
