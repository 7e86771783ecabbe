"""How does the API document introduce itself?"""

from typing import Any

from kit.money import CURRENCIES
from shipping.progress import Stage

DESCRIPTION = """\
A cross-border shop whose goods ride freight trains: sellers in Kazakhstan list goods, buyers in China
order and pay, every paid shipment takes a slot on a dated train.

**Callers.** Browsing needs no credential. Everything else sends `Authorization: Bearer` with a token of
`signIn` (`sct_…`) or an API key of `createApiKey` (`sck_…`), whose scopes are named after the resources.
A person who belongs to several organisations picks one by `X-Organisation`. What isn't yours to see
is answered 404.

**Strictness.** Unknown parameters and unknown fields are refused with 400, naming them. Refusals are
RFC 9457 problem documents: decide by `code`, which is stable; `errors` names the guilty fields.

**Repeats.** Send an `Idempotency-Key` with a POST and a repeat answers the first answer, with
`Idempotent-Replayed: true`, for 7 days. These are about the caller's own credentials and take no key:
`signOut`, `revokeToken`, `revokeApiKey`, `rotateApiKey`, `finishSignIn`, `confirmAgain`, `beginFactor`,
`confirmFactor`, `removeFactor`, `renewRecoveryCodes`.

**Second factor.** Whoever looks after a seller's money (owner, finance) signs in with a password and a
code of an authenticator app (RFC 6238); everybody may. `signIn` says in `step` what is still to be done.
Balance, payouts and bank data are shown to such a sign-in alone (`auth.factor_needed`). What moves money
or lets somebody in wants a proof of the last ten minutes (`auth.confirm_again`): give a code to
`confirmAgain`, then send it again. API keys are machines: they act within their scopes, are asked for no
code, and change no bank data (`auth.person_needed`); those with scopes of `payouts` or `refunds` are made
by whoever has just given a code.

**Changes.** Answers carry an `ETag`. PATCH and DELETE ask for it in `If-Match`: 428 without, 412 when
stale. GET takes `If-None-Match` and answers 304.

**Lists** come in pages of at most 100: follow `next`. **Money** is decimal text with its currency,
masses are grams, volumes cubic centimetres, instants UTC, dates days of the named place.

**Deliveries** are promised by the quote: `delivery` names the first and the last day where the buyer
lives, both of which count, and how many of a hundred such deliveries come within, or that it rests on the
timetable only. The order keeps what was promised. `earlier` and `later` say what another train would change.

**Events.** What happens is told by webhooks, described in this document, or to who asks by `listEvents`.

**Limits.** 429 and 503 say in `Retry-After` when to come again.
"""

TAGS = {
    "allotments": "Places on trains that are kept for one seller.",
    "attributes": "What is told of goods of each kind.",
    "api-keys": "Credentials for machines.",
    "auth": "Signing up, in and out.",
    "brands": "Under which names goods are known.",
    "carts": "Filling a cart, learning its landed cost, checking out.",
    "categories": "The tree of goods.",
    "claims": "Goods that go back, and what is claimed of them.",
    "containers": "Boxes on their way: stuffing, sealing, stripping.",
    "crossings": "Where trains cross the border, how many a day.",
    "demo provider": "A stand-in for a payment provider's own page; only on demonstrations.",
    "event-types": "Of which events one can be told.",
    "events": "What happened, for those who would rather ask than be called.",
    "departures": "Trains with their legs, cut-offs and live capacity.",
    "embargoes": "Stations or crossings that a railway has stopped.",
    "fx-rates": "Exchange rates that prices rest on.",
    "load-units": "Cartons and pallets in which packages travel together.",
    "markets": "Where we sell, in which currency.",
    "me": "The caller, their addresses, in whose names they import.",
    "order-groups": "Checkouts, which are paid at once.",
    "orders": "A buyer's orders, one per seller.",
    "payment-notifications": "Where payment providers report.",
    "payments": "Paying for a checkout.",
    "products": "What is on sale.",
    "refunds": "Money that goes back.",
    "regions": "Provinces, cities and districts, for address forms.",
    "sandbox": "The test world moved on by whoever tests: shipments, payments.",
    "seller": "A seller's own goods, stock, orders, money.",
    "sellers": "Who sells, and how one becomes a seller.",
    "shipments": "Goods on their way, for staff and partners.",
    "tariff-codes": "What the laws say of each kind of goods.",
    "track": "A journey, for whoever holds its code.",
    "transport-events": "Reports from the line.",
    "units": "In which goods are measured.",
    "warehouses": "Where goods lie until they travel.",
    "webhooks": "Being called when something happens.",
}

SPECTACULAR_SETTINGS: dict[str, Any] = {
    "TITLE": "Steel Camel",
    "DESCRIPTION": DESCRIPTION,
    "VERSION": "1",
    "OAS_VERSION": "3.1.1",
    "LICENSE": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
    "SERVERS": [{"url": "/", "description": "The installation that serves this document."}],
    "TAGS": [{"name": name, "description": words} for name, words in TAGS.items()],
    "SERVE_INCLUDE_SCHEMA": False,
    "COMPONENT_SPLIT_REQUEST": True,
    "SCHEMA_PATH_PREFIX": "/api/v1",
    "ENUM_NAME_OVERRIDES": {
        "CountryEnum": ["CN", "KZ"],
        "GateReasonCodeEnum": "catalog.gate_wording.CODES",
        "OnboardingStateEnum": ["done", "waiting", "to_do"],
        "KindEnum": [stage.value for stage in Stage],
        "LanguageEnum": "accounts.models.people.LANGUAGES",
        "StatusEnum": ["enabled", "disabled"],
        "FeedFormatEnum": ["kaspi", "yml", "google", "csv"],
        "CurrencyEnum": list(CURRENCIES),
        "FeedStatusEnum": ["filling", "ready", "closed"],
        "ExchangeKindEnum": "channels.models.exchanges.Exchange.Kind",
        "LoadUnitKindEnum": ["carton", "pallet"],
        "StateEnum": ["waiting", "delivered", "dead"],
        "WebhookDeliveryKindEnum": ["event", "replay", "test"],
        "MailModeEnum": ["at_once", "digest", "off"],
    },
    "POSTPROCESSING_HOOKS": [
        "drf_spectacular.hooks.postprocess_schema_enums",
        "shop.examples.add_examples",
        "news.document.add_webhooks",
    ],
    "SWAGGER_UI_DIST": "SIDECAR",
    "SWAGGER_UI_FAVICON_HREF": "SIDECAR",
    "REDOC_DIST": "SIDECAR",
}
