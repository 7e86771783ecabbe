"""How are invoices and credit notes told over REST, whichever door tells of them?"""

from typing import Any

from rest_framework import serializers

from kit.rest import MoneyField


class IssuedDocumentOut(serializers.Serializer[Any]):
    """An invoice or a credit note; neither ever changes."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    kind = serializers.CharField(help_text="invoice or credit_note.")
    subject = serializers.CharField(help_text="goods or commission.")
    number = serializers.CharField(help_text="Without gaps for its issuer, kind and year.")
    order_number = serializers.CharField()
    corrects = serializers.CharField(allow_null=True, help_text="The number of the invoice that it credits.")
    issue_date = serializers.DateField(help_text="By the issuer's clocks.")
    due_date = serializers.DateField()
    net = MoneyField()
    vat = MoneyField()
    total = MoneyField()


class DocumentPartyOut(serializers.Serializer[Any]):
    """Who issued it or gets it, as they were called on its day."""

    name = serializers.CharField()
    local_name = serializers.CharField(allow_blank=True)
    country = serializers.CharField()
    tax_id = serializers.CharField(allow_blank=True)
    address = serializers.CharField(allow_blank=True)


class DocumentLineOut(serializers.Serializer[Any]):
    """One line; without names where the document's reason says what it is about."""

    names = serializers.DictField(child=serializers.CharField())
    code = serializers.CharField(allow_blank=True)
    hs6 = serializers.CharField(allow_blank=True)
    quantity = serializers.IntegerField(
        allow_null=True, help_text="Units; none where a sum is credited, or commission charged."
    )
    unit_price = MoneyField(allow_null=True, help_text="None where no units are counted.")
    net = MoneyField()
    vat_percent = serializers.CharField()
    vat = MoneyField()


class DocumentRateOut(serializers.Serializer[Any]):
    """All lines of one rate of VAT."""

    percent = serializers.CharField()
    net = MoneyField()
    vat = MoneyField()


class IssuedDocumentDetailOut(IssuedDocumentOut):
    """The same with all that its paper says."""

    issuer = DocumentPartyOut()
    recipient = DocumentPartyOut()
    lines = DocumentLineOut(many=True)
    vat_rates = DocumentRateOut(many=True)
    reason = serializers.CharField(help_text="export, commission, ended or refunded.")
