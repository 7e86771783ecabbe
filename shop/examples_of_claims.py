"""Which examples do refunds by part, returns and claims show in the API document?"""

from collections.abc import Mapping

OF_CLAIMS: Mapping[str, object] = {
    "borne_by": "seller",
    "again_id": None,
    "declined_quantity": 2,
    "destroy_units": 0,
    "escalated_at": None,
    "liability": "seller",
    "quarantine_units": 1,
    "restock_units": 1,
    "sent_with": "SF Express 1234567890",
    "side": "buyer",
    "instead_of_id": None,
    "message_count": 3,
    "photo_count": 2,
    "refund_status": "requested",
    "Decline.quantity": 2,
    "Decline.reason": "two bags are torn",
    "Claim.allowed_actions": ["approve", "decline", "write"],
    "Claim.kind": "return",
    "Claim.number": "SCR-26-00000007-1",
    "Claim.reason": "damaged",
    "Claim.status": "requested",
    "Claim.text": "Two bags are torn.",
    **{
        f"ListedClaim.{name}": value
        for name, value in {
            "allowed_actions": ["approve", "decline", "write"],
            "kind": "return",
            "number": "SCR-26-00000007-1",
            "reason": "damaged",
            "status": "requested",
            "text": "Two bags are torn.",
        }.items()
    },
    "ClaimRefund.status": "requested",
    "ClaimMessage.text": "Here is a photo.",
    "ClaimPhoto.kind": "photo",
    "ClaimPhoto.name": "file.webp",
    "ClaimPhoto.size_b": 183_204,
    "ClaimPhoto.url": "https://shop.example/claim-files/WyIwMTlhIiwxXQ:k3",
    "MessageRequest.text": "Here is a photo.",
    "RefundItem.units": 2,
    "OpenClaimRequest.text": "Two bags are torn.",
}
