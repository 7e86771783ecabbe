"""Which addresses lead to the pages over several apps?"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from consoles import (
    amending,
    board,
    changing,
    finding,
    moving,
    noting,
    onboarding,
    order_timeline,
    reviewing,
    what_if,
)

_ROOT = "departures-board/"

PAGES = [
    path(_ROOT, board.board, name="departures_board"),
    path(f"{_ROOT}waiting/", board.waiting, name="departures_board_waiting"),
    path(f"{_ROOT}trains/<uuid:departure_id>/", board.train, name="departures_board_train"),
    path(f"{_ROOT}trains/<uuid:departure_id>/row/", board.train_row, name="departures_board_row"),
    path(f"{_ROOT}trains/<uuid:departure_id>/what-if/", what_if.cancelled, name="departures_board_what_if"),
    path(f"{_ROOT}trains/<uuid:departure_id>/change/", changing.change, name="departures_board_change"),
    path(f"{_ROOT}slots/<uuid:slot_id>/", board.slot, name="departures_board_slot"),
    path(f"{_ROOT}shipments/<uuid:shipment_id>/move/", moving.move, name="departures_board_move"),
    path(f"{_ROOT}shipments/<uuid:shipment_id>/choices/", moving.choices, name="departures_board_choices"),
]

FIND_PAGES = [
    path("find/", finding.find_anything, name="find"),
    path("orders/order/<uuid:order_id>/timeline/", order_timeline.timeline, name="order_timeline"),
    path("orders/order/<uuid:order_id>/notes/", noting.write, name="order_note"),
]
REVIEW_PAGES = [
    path("to-review/", reviewing.to_review, name="to_review"),
    path("catalog/seller/<uuid:seller_id>/onboarding/", onboarding.onboarding, name="seller_onboarding"),
    path("to-review/<str:kind>/<uuid:pk>/", reviewing.review, name="to_review_one"),
]

LAW_PAGES = [
    path("law/rates/<uuid:rate_id>/", amending.rate, name="law_rate"),
    path("law/entries/<uuid:entry_id>/", amending.entry, name="law_entry"),
    path("law/codes/<uuid:code_id>/rate/", amending.new_rate, name="law_new_rate"),
    path("law/codes/<uuid:code_id>/entry/", amending.new_entry, name="law_new_entry"),
]

# Where the page of one departure leads, besides its own tables.
DEPARTURE_PAGES = [
    (_("Change it"), "departures_board_change"),
    (_("What if it is cancelled?"), "departures_board_what_if"),
    (_("On the board"), "departures_board_train"),
]

# Where the pages of the law lead.
RATE_PAGES = [(_("Change it, or say what follows"), "law_rate")]
ENTRY_PAGES = [(_("Change it, or say what follows"), "law_entry")]
CODE_PAGES = [(_("Set a rate"), "law_new_rate"), (_("Allow retail import into China"), "law_new_entry")]

# Where the page of one seller leads.
SELLER_PAGES = [(_("Onboarding"), "seller_onboarding")]

# Where the page of one order leads.
ORDER_PAGES = [(_("Timeline and notes"), "order_timeline")]
