"""Which examples do second factors show in the API document?"""

from collections.abc import Mapping

OF_PROVING: Mapping[str, object] = {
    "is_required": True,
    "recovery_codes": ["k3ad-7tqm-x2vb-ny5e", "b6ru-2lsc-gz4f-w7oi"],
    "recovery_codes_left": 10,
    "step": "",
    "BegunFactor.address": "otpauth://totp/Steel%20Camel:buyer%40example.com?secret=GEZDGNBVGY3TQOJQ",
    "BegunFactor.name": "Phone",
    "BegunFactor.secret": "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ",
    "BeginFactor.name": "Phone",
    "Code.code": "287082",
    "Proof.code": "287082",
    "Factor.name": "Phone",
}
