"""With which request does each operation of the API succeed, on behalf of one side?"""

import json
import secrets
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from accounts.operations.resetting import reset_key_of
from kit.clock import now
from kit.transactions import owns_transaction
from payments.models import DemoCharge, Payment
from payments.operations.charging import pay_charge
from payments.providers.demo import notification_body, sign
from shipping.models import Departure
from shop.made_up import identity_number
from tests.openapi.sample import REASON, Recipe, Sample
from tests.openapi.samples_claiming import CLAIMING
from tests.openapi.samples_counting import COUNTING
from tests.openapi.samples_dispatching import DISPATCHING
from tests.openapi.samples_documents import DOCUMENTS
from tests.openapi.samples_earning import EARNING
from tests.openapi.samples_exchanging import EXCHANGING
from tests.openapi.samples_feeding import FEEDING
from tests.openapi.samples_importing import IMPORTING
from tests.openapi.samples_joining import JOINING
from tests.openapi.samples_mailing import MAILING
from tests.openapi.samples_news import NEWS
from tests.openapi.samples_proving import PROVING
from tests.openapi.samples_recalling import RECALLING
from tests.openapi.samples_sandbox import SANDBOX
from tests.openapi.samples_selling import SELLING
from tests.openapi.samples_sorting import SORTING
from tests.openapi.samples_stowing import STOWING
from tests.openapi.samples_transferring import TRANSFERRING
from tests.openapi.samples_webhooks import WEBHOOKS
from tests.openapi.samples_window import WINDOW
from tests.openapi.world import PASSWORD, Side, caller, good, new_key, new_name
from tests.orders.market import CODED_ADDRESS

# ---- people and their credentials -------------------------------------------------------


def sign_up(side: Side) -> Sample:
    return Sample(caller(), "/auth/sign-up", {"email": f"{new_name()}@example.com", "password": PASSWORD})


def confirm_email(side: Side) -> Sample:
    side.world.user(f"{side.name}-late")
    address = EmailAddress.objects.get(email=f"{side.name}-late@example.com")
    address.verified = False
    address.save(update_fields=["verified"])
    return Sample(caller(), "/auth/confirm-email", {"key": EmailConfirmationHMAC.create(address).key})


def sign_in(side: Side) -> Sample:
    user = side.world.user(new_name(), password=PASSWORD)
    return Sample(caller(), "/auth/sign-in", {"email": user.email, "password": PASSWORD})


def ask_for_reset(side: Side) -> Sample:
    return Sample(caller(), "/auth/password-reset", {"email": side.world.user(new_name()).email})


def confirm_reset(side: Side) -> Sample:
    body = {"key": reset_key_of(side.buyer_user), "password": PASSWORD}
    return Sample(caller(), "/auth/password-reset/confirm", body)


def revoke_token(side: Side) -> Sample:
    token = good(side.buyer.get("/auth/tokens"))["items"][0]["id"]
    return Sample(side.buyer, f"/auth/tokens/{token}/revoke")


def _new_api_key(side: Side) -> dict[str, Any]:
    return good(side.buyer.post("/api-keys", {"name": "robot", "scopes": ["orders:read"]}))


def create_api_key(side: Side) -> Sample:
    return Sample(side.buyer, "/api-keys", {"name": "robot", "scopes": ["orders:read"]})


def list_api_keys(side: Side) -> Sample:
    _new_api_key(side)
    return Sample(side.buyer, "/api-keys")


# ---- buying -----------------------------------------------------------------------------


def change_cart_line(side: Side) -> Sample:
    cart = side.cart()
    return Sample(side.buyer, f"/carts/{cart['id']}/lines/{cart['lines'][0]['id']}", {"quantity": 3})


def remove_cart_line(side: Side) -> Sample:
    return Sample(side.buyer, change_cart_line(side).path)


def quote_cart(side: Side) -> Sample:
    asked = {"address_id": side.address_id, "identity_id": side.identity_id}
    return Sample(side.buyer, f"/carts/{side.cart()['id']}/quote", asked)


def checkout(side: Side) -> Sample:
    quote = side.quote()
    return Sample(side.buyer, f"/carts/{quote['cart_id']}/checkout", {"quote_id": quote["id"]})


def start_payment(side: Side) -> Sample:
    body = {"order_group_id": side.unpaid_group["id"], "provider": "bank_transfer"}
    return Sample(side.buyer, "/payments", body)


def _payment(side: Side, verb: str = "") -> Sample:
    return Sample(side.buyer, f"/payments/{side.payment(side.unpaid_group)['id']}{verb}")


def list_payments(side: Side) -> Sample:
    side.payment(side.unpaid_group)
    return Sample(side.buyer, f"/payments?order_group_id={side.unpaid_group['id']}")


def confirm_receipt(side: Side) -> Sample:
    return Sample(side.buyer, f"/orders/{side.delivered_order['id']}/confirm-receipt")


def _address(side: Side, body: Any = None) -> Sample:
    return Sample(side.buyer, f"/me/addresses/{side.address_id}", body)


def coupon() -> dict[str, Any]:
    """One of a code that nobody has."""
    return {"code": f"walk-{secrets.token_hex(6)}", "market": "CN", "percent": "10.00"}


def list_coupons(side: Side) -> Sample:
    _coupon(side)
    return Sample(side.seller, "/seller/coupons")


def _coupon(side: Side, verb: str = "") -> Sample:
    made = good(side.seller.post("/seller/coupons", coupon()))
    return Sample(side.seller, f"/seller/coupons/{made['id']}{verb}")


def _identity(side: Side) -> Sample:
    return Sample(side.buyer, f"/me/identities/{side.identity_id}")


def _order(side: Side, verb: str = "", body: Any = None) -> Sample:
    return Sample(side.buyer, f"/orders/{side.paid_order['id']}{verb}", body)


# ---- money ------------------------------------------------------------------------------


def _charge(side: Side) -> DemoCharge:
    payment = side.payment(side.unpaid_group, provider="demo")
    row = Payment.objects.get(pk=payment["id"])
    return DemoCharge.objects.get(provider_ref=row.provider_ref)


def show_charge(side: Side) -> Sample:
    return Sample(caller(), f"/demo-provider/charges/{_charge(side).provider_ref}")


def pay_demo_charge(side: Side) -> Sample:
    return Sample(caller(), f"{show_charge(side).path}/pay", {"behaviour": "prompt"})


def notify(side: Side) -> Sample:
    charge = owns_transaction(pay_charge)(
        provider_ref=_charge(side).provider_ref, behaviour="silent", at=now()
    )
    body = notification_body(charge, event_id=f"evt_{charge.pk}")
    headers = {name.replace("-", "_"): value for name, value in sign(body, at=now()).items()}
    return Sample(caller(), "/payment-notifications/demo", body, headers)


def _refund(*before: str) -> Callable[[Side, str], str]:
    """The path of a refund on which finance has done some verbs."""

    def path(side: Side, verb: str) -> str:
        good(side.buyer.post(f"/orders/{side.paid_order['id']}/cancel", REASON))
        number = side.paid_order["number"]
        refund = good(side.world.staff.get(f"/refunds?order_number={number}"))["items"][0]
        for each in before:
            good(side.world.staff.post(f"/refunds/{refund['id']}/{each}", key=new_key()))
        return f"/refunds/{refund['id']}{verb}"

    return path


def refunding(verb: str, *before: str, body: Any = None) -> Recipe:
    """A verb on a refund after those before it."""
    return lambda side: Sample(side.world.staff, _refund(*before)(side, verb), body)


def refund_list(side: Side) -> Sample:
    refunding("")(side)
    return Sample(side.world.staff, "/refunds")


# ---- the railway ------------------------------------------------------------------------


def departing(verb: str, *before: str, status: str = "open", body: Any = None) -> Recipe:
    """A verb on a departure that nobody rides yet, after those before it."""

    def sample(side: Side) -> Sample:
        far = now() + timedelta(days=15)
        trains = Departure.objects.filter(service__sandbox=side.sandbox, status="open", departs_at__gte=far)
        row = trains.order_by("departs_at")[0]
        Departure.objects.filter(pk=row.pk).update(status=status)
        for each in before:
            good(side.world.staff.post(f"/departures/{row.pk}/{each}"))
        return Sample(side.world.staff, f"/departures/{row.pk}{verb}", body)

    return sample


def _shipment(side: Side, verb: str = "", body: Any = None) -> Sample:
    api = side.world.staff if verb else side.partner
    return Sample(api, f"/shipments/{side.paid_order['shipments'][0]['id']}{verb}", body)


def release_shipment(side: Side) -> Sample:
    held = _shipment(side, "/hold", REASON)
    good(held.api.post(held.path, held.body))
    return _shipment(side, "/release", REASON)


def track(side: Side) -> Sample:
    return Sample(caller(), f"/track/{side.paid_order['shipments'][0]['tracking_code']}")


def report(side: Side) -> Sample:
    order = side.sold("accept", "pack", "hand-in")
    return Sample(side.partner, "/transport-events", side.report(order))


def selling(verb: str, *before: str, body: Any = None) -> Recipe:
    """A verb of the seller on a paid order after those before it."""
    return lambda side: Sample(side.seller, f"/seller/orders/{side.sold(*before)['id']}{verb}", body)


def pack(side: Side) -> Sample:
    order = side.sold("accept")
    packages = [{"gross_g": 2044, "volume_cm3": 3275}] * 2
    body = {"shipments": [{"shipment_id": order["shipments"][0]["id"], "packages": packages}]}
    return Sample(side.seller, f"/seller/orders/{order['id']}/pack", body)


def packing_papers(side: Side) -> Sample:
    return Sample(side.seller, f"/seller/packing-papers?orders={side.sold('accept')['number']}")


def _notes(side: Side, body: Any = None) -> Sample:
    return Sample(side.world.staff, f"/orders/{side.paid_order['id']}/notes", body)


def list_notes(side: Side) -> Sample:
    good(side.world.staff.post(_notes(side).path, {"text": "The buyer rang."}))
    return _notes(side)


OTHER_IDENTITY = {"name": "李伟", "number": identity_number(700)}


SAMPLES: dict[str, Recipe] = {
    "signUp": sign_up,
    "confirmEmail": confirm_email,
    "signIn": sign_in,
    "signOut": lambda side: Sample(side.buyer, "/auth/sign-out"),
    "listTokens": lambda side: Sample(side.buyer, "/auth/tokens"),
    "revokeToken": revoke_token,
    "askForPasswordReset": ask_for_reset,
    "confirmPasswordReset": confirm_reset,
    "showMe": lambda side: Sample(side.buyer, "/me"),
    "changeMe": lambda side: Sample(side.buyer, "/me", {"name": "Wang Fang", "language": "zh-Hans"}),
    "listMembers": lambda side: Sample(side.seller, "/seller/members"),
    "listApiKeys": list_api_keys,
    "createApiKey": create_api_key,
    "revokeApiKey": lambda side: Sample(side.buyer, f"/api-keys/{_new_api_key(side)['id']}/revoke"),
    "rotateApiKey": lambda side: Sample(side.buyer, f"/api-keys/{_new_api_key(side)['id']}/rotate"),
    "listAddresses": lambda side: Sample(side.buyer, "/me/addresses"),
    "addAddress": lambda side: Sample(side.buyer, "/me/addresses", CODED_ADDRESS),
    "showAddress": _address,
    "changeAddress": lambda side: _address(side, {"city": "Nanjing"}),
    "removeAddress": _address,
    "listIdentities": lambda side: Sample(side.buyer, "/me/identities"),
    "addIdentity": lambda side: Sample(side.buyer, "/me/identities", OTHER_IDENTITY),
    "showIdentity": _identity,
    "removeIdentity": _identity,
    "listRegions": lambda side: Sample(caller(), "/regions?country=CN&parent=320700"),
    "openCart": lambda side: Sample(side.buyer, "/carts", {"market": "CN"}),
    "showCart": lambda side: Sample(side.buyer, f"/carts/{side.cart()['id']}"),
    "addCartLine": lambda side: Sample(side.buyer, f"/carts/{side.cart()['id']}/lines", side.line()),
    "changeCartLine": change_cart_line,
    "removeCartLine": remove_cart_line,
    "quoteCart": quote_cart,
    "checkout": checkout,
    "showOrderGroup": lambda side: Sample(side.buyer, f"/order-groups/{side.unpaid_group['id']}"),
    "listOrders": lambda side: Sample(side.buyer, "/orders"),
    "showOrder": _order,
    "listOrderNotes": list_notes,
    "writeOrderNote": lambda side: _notes(side, {"text": "The buyer rang."}),
    "cancelOrder": lambda side: _order(side, "/cancel", REASON),
    "confirmReceipt": confirm_receipt,
    "listCoupons": list_coupons,
    "createCoupon": lambda side: Sample(side.seller, "/seller/coupons", coupon()),
    "showCoupon": _coupon,
    "stopCoupon": lambda side: _coupon(side, "/stop"),
    "listPayments": list_payments,
    "startPayment": start_payment,
    "showPayment": _payment,
    "cancelPayment": lambda side: _payment(side, "/cancel"),
    "listSellerOrders": lambda side: Sample(side.seller, "/seller/orders"),
    "showSellerOrder": selling(""),
    "acceptOrder": selling("/accept"),
    "declineOrder": selling("/decline", body=REASON),
    "packOrder": pack,
    "printPackingPapers": packing_papers,
    "handInOrder": selling("/hand-in", "accept", "pack"),
    "listFxRates": lambda side: Sample(caller(), "/fx-rates"),
    "showDemoCharge": show_charge,
    "payDemoCharge": pay_demo_charge,
    "receivePaymentNotification": notify,
    "listRefunds": refund_list,
    "showRefund": refunding(""),
    "approveRefund": refunding("/approve"),
    "declineRefund": refunding("/decline", body=REASON),
    "sendRefund": refunding("/send", "approve"),
    "finishRefund": refunding("/finish", "approve", "send"),
    "failRefund": refunding("/fail", "approve", "send", body=REASON),
    "repeatRefund": refunding("/repeat", "decline"),
    "listDepartures": lambda side: Sample(caller(), "/departures"),
    "showDeparture": departing(""),
    "openDeparture": departing("/open", status="planned"),
    "closeDeparture": departing("/close"),
    "loadDeparture": departing("/load", "close"),
    "departDeparture": departing("/depart", "close", "load"),
    "atBorderDeparture": departing("/at-border", "close", "load", "depart"),
    "transshipDeparture": departing("/transship", "close", "load", "depart", "at-border"),
    "arriveDeparture": departing("/arrive", "close", "load", "depart", "at-border", "transship"),
    "listShipments": lambda side: Sample(side.partner, "/shipments"),
    "showShipment": _shipment,
    "holdShipment": lambda side: _shipment(side, "/hold", REASON),
    "releaseShipment": release_shipment,
    "rollShipment": lambda side: _shipment(side, "/roll", REASON),
    "trackShipment": track,
    "reportTransportEvents": report,
    **CLAIMING,
    **RECALLING,
    **COUNTING,
    **DISPATCHING,
    **DOCUMENTS,
    **EARNING,
    **PROVING,
    **JOINING,
    **MAILING,
    **SANDBOX,
    **SELLING,
    **EXCHANGING,
    **FEEDING,
    **IMPORTING,
    **SORTING,
    **STOWING,
    **TRANSFERRING,
    **WEBHOOKS,
    **NEWS,
    **WINDOW,
}


def shown(answer: Any) -> Any:
    """The body of an answer, if it has one."""
    return json.loads(answer.content) if answer.content else None
