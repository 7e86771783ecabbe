"""What does Kaspi do, on this machine? Its merchants' QR API: nothing is signed, nothing is told unasked."""

import json
import re
from itertools import count
from ssl import SSLContext

from tests.gateways.books import Charge, Refused
from tests.gateways.serving import Asked, Gateway, Said

BIN, DEVICE = "940140000385", "2be4cc91-5895-48f8-8bc2-86c7bd419b3b"
_STATUS = re.compile(r"/r3/v01/payment/status/([0-9]+)")


class KaspiGateway(Gateway):
    """It knows no number of the merchant's: each request for a code makes another."""

    verbs = (
        ("create", lambda asked: asked.path == "/r3/v01/qr/create"),
        ("query", lambda asked: bool(_STATUS.fullmatch(asked.path))),
        ("refund", lambda asked: asked.path == "/r3/v01/payment/return"),
        ("query_refund", lambda asked: asked.path == "/r3/v01/payment/details"),
    )

    def __init__(self, tls: SSLContext | None = None) -> None:
        super().__init__(tls)
        self._numbers = count(15)
        self._returns = count(1)

    @property
    def setup(self) -> dict[str, str]:
        """What an operator who has an account here would write down."""
        return {
            "organization_bin": BIN,
            "device_token": DEVICE,
            "certificate_path": "",
            "key_path": "",
            "key_password": "",
            "authority_path": "",
            "url": f"{self.url}/r3/v01",
        }

    def perform(self, asked: Asked) -> Said:
        """Do it; whoever reaches us is known by TLS."""
        if asked.path == "/r3/v01/qr/create":
            return self._begin(asked.json)
        if found := _STATUS.fullmatch(asked.path):
            return self._status(found[1])
        if asked.path == "/r3/v01/payment/details":
            charge = self.books.charges.get(asked.query["QrPaymentId"])
            if charge is None:
                return _refused(-1601, "Покупка не найдена")
            return _said({"TotalAmount": charge.paid_minor / 100, "AvailableReturnAmount": charge.left / 100})
        given = asked.json
        assert (given["OrganizationBin"], given["DeviceToken"]) == (BIN, DEVICE)
        try:
            # No number comes with it, so nothing keeps us from sending it twice.
            number = next(self._returns)
            self.books.refund(str(given["QrPaymentId"]), f"return {number}", _tiyn(given["Amount"]))
        except Refused:
            return _refused(-99000005, "Сумма возврата не может превышать сумму покупки")
        return _said({"ReturnOperationId": number})

    def refusal(self) -> Said:
        """As Kaspi says no: with the status of a yes."""
        return _refused(-14000001, "Отсутствуют торговые точки")

    def _begin(self, given: dict[str, object]) -> Said:
        assert (given["OrganizationBin"], given["DeviceToken"]) == (BIN, DEVICE)
        assert given["ExternalId"]
        number = next(self._numbers)
        self.books.charge(str(number), _tiyn(given["Amount"]), "KZT", str(given["ExternalId"]))
        options = {
            "StatusPollingInterval": 5,
            "QrCodeScanWaitTimeout": 180,
            "PaymentConfirmationTimeout": 65,
        }
        return _said(
            {
                "QrToken": f"5123690377728016783617816650374499398{number:04}",
                "ExpireDate": "2026-11-23T14:05:00+05:00",
                "QrPaymentId": number,
                "PaymentMethods": ["Gold", "Red", "Loan"],
                "QrPaymentBehaviorOptions": options,
            }
        )

    def _status(self, number: str) -> Said:
        charge = self.books.charges.get(number)
        if charge is None:
            return _refused(-1601, "Покупка не найдена")
        states = {"open": "Wait", "closed": "QrTokenDiscarded", "paid": "Processed"}
        data: dict[str, object] = {"Status": states[charge.state]}
        if charge.state == "paid":
            data |= {"Amount": charge.paid_minor / 100, "TransactionId": "90001", "ProductType": "Gold"}
        return _said(data)

    def of(self, external_id: str) -> list[Charge]:
        """All codes that were made for one number of the merchant's, which only a test may know."""
        return [each for each in self.books.charges.values() if each.number == external_id]


def _tiyn(tenge: object) -> int:
    assert isinstance(tenge, int | float)
    minor = round(tenge * 100)
    assert minor / 100 == tenge, f"{tenge} is not an amount with two places"
    return minor


def _said(data: dict[str, object]) -> Said:
    return Said(json.dumps({"StatusCode": 0, "Message": "OK", "Data": data}).encode())


def _refused(code: int, message: str) -> Said:
    return Said(json.dumps({"StatusCode": code, "Message": message}, ensure_ascii=False).encode())
