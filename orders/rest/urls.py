"""Which addresses under /api/v1 belong to orders?"""

from django.urls import path

from orders.rest import (
    addresses,
    carts,
    earning,
    groups,
    identities,
    notes,
    payments,
    regions,
    sandbox,
    selling,
)

urlpatterns = [
    path("regions", regions.RegionsDoor.as_view()),
    path("me/addresses", addresses.AddressesDoor.as_view()),
    path("me/addresses/<uuid:address_id>", addresses.AddressDoor.as_view()),
    path("me/identities", identities.IdentitiesDoor.as_view()),
    path("me/identities/<uuid:identity_id>", identities.IdentityDoor.as_view()),
    path("carts", carts.CartsDoor.as_view()),
    path("carts/<uuid:cart_id>", carts.CartDoor.as_view()),
    path("carts/<uuid:cart_id>/lines", carts.CartLinesDoor.as_view()),
    path("carts/<uuid:cart_id>/lines/<uuid:line_id>", carts.CartLineDoor.as_view()),
    path("carts/<uuid:cart_id>/quote", carts.QuoteDoor.as_view()),
    path("carts/<uuid:cart_id>/checkout", carts.CheckoutDoor.as_view()),
    path("order-groups/<uuid:group_id>", groups.GroupDoor.as_view()),
    path("orders", groups.OrdersDoor.as_view()),
    path("orders/<uuid:order_id>", groups.OrderDoor.as_view()),
    path("orders/<uuid:order_id>/cancel", groups.CancelDoor.as_view()),
    path("orders/<uuid:order_id>/confirm-receipt", groups.ConfirmReceiptDoor.as_view()),
    path("orders/<uuid:order_id>/notes", notes.NotesDoor.as_view()),
    path("payments", payments.PaymentsDoor.as_view()),
    path("payments/<uuid:payment_id>", payments.PaymentDoor.as_view()),
    path("payments/<uuid:payment_id>/cancel", payments.CancelPaymentDoor.as_view()),
    path("seller/orders", selling.SellerOrdersDoor.as_view()),
    path("seller/orders/<uuid:order_id>", selling.SellerOrderDoor.as_view()),
    path("seller/orders/<uuid:order_id>/accept", selling.AcceptDoor.as_view()),
    path("seller/orders/<uuid:order_id>/decline", selling.DeclineDoor.as_view()),
    path("seller/orders/<uuid:order_id>/pack", selling.PackDoor.as_view()),
    path("seller/orders/<uuid:order_id>/hand-in", selling.HandInDoor.as_view()),
    path("seller/payout-account", earning.PayoutAccountDoor.as_view()),
    path("seller/price-helper", earning.PriceHelperDoor.as_view()),
    path("sandbox/advance", sandbox.AdvanceDoor.as_view()),
    path("sandbox/payment", sandbox.OutcomeDoor.as_view()),
]
