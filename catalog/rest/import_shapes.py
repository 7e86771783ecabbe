"""What does a seller send and see of files of goods?"""

from typing import Any

from rest_framework import serializers

from catalog.models import ImportJob, ImportRow
from catalog.policy import (
    LANGUAGES,
    MAX_IMPORT_BYTES,
    MAX_IMPORT_ROWS,
    MAX_UNIT_G,
    MAX_UNIT_MM,
    PACKAGE_KINDS,
    SEGREGATION_CLASSES,
    TEMPERATURE_CLASSES,
)
from kit.money import CURRENCIES
from kit.paging import PageQuery
from kit.rest import In, TextField, WholeField
from kit.uploads import UploadField

_ID = "019e0000-0000-7000-8000-000000000001"
# A mapping names no more than this of anything.
_MOST_NAMED = 500

MAPPING_BODY = {
    "columns": {"Вес брутто": "gross_weight", "Код ТН ВЭД": "hs_code"},
    "currency": "CNY",
    "language": "ru",
    "defaults": {
        "origin": "KZ",
        "hs6": "110100",
        "package_kind": "bag",
        "temperature_class": "AMBIENT_DRY",
        "segregation_class": "DRY_FOOD",
        "categories": {"Мука": {"category": "flour", "hs6": "110100"}},
    },
}
IMPORT_EXAMPLE = {
    "id": _ID,
    "version": 7,
    "file_name": "import.xml",
    "size_bytes": 48_112,
    "sha256": "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08",
    "format": "commerceml",
    "is_changes_only": False,
    "mappable": ["Вес брутто", "Код ТН ВЭД"],
    "read_as": {"Вес брутто": "gross_weight"},
    "sheets": [],
    "status": "validated",
    "is_undoing": False,
    "rows_total": 970,
    "position": 0,
    "counts": {
        "new": 12,
        "changed": 40,
        "unchanged": 910,
        "withdrawn": 3,
        "faulty": 5,
        "prices_moved": 1,
    },
    "why": None,
    "created_at": "2026-12-05T09:00:00Z",
    "started_at": None,
    "ends_about": None,
    "ended_at": None,
    "undo_until": None,
    "undone_at": None,
    "allowed_actions": ["map", "start", "cancel"],
}
FAULT_EXAMPLE = {
    "field": "hs_code",
    "code": "import.unknown_hs_code",
    "message": "The customs code 999999 isn't known here.",
}
ROW_EXAMPLE = {
    "serial": 4711,
    "number": 17,
    "file": "import.xml",
    "line": 204,
    "product_key": "bd72d8f9-55bc-11d9-848a-00112f43529a",
    "variant_key": "bd72d8f9-55bc-11d9-848a-00112f43529a",
    "sku": "FLR-PRM-2KG",
    "verdict": "faulty",
    "faults": [FAULT_EXAMPLE],
    "notes": [],
    "applied_at": None,
}
REPORT_EXAMPLE = {
    "counts": IMPORT_EXAMPLE["counts"],
    "faults": [{**FAULT_EXAMPLE, "rows": 5, "first_row": 17}],
}

HANDED_IN_EXAMPLE = {
    "handed_in": 11,
    "refused": [
        {
            "field": "/product/names/en",
            "code": "field.required",
            "message": "The goods need an English name.",
            "listings": 1,
            "first_sku": "FLR-PRM-2KG",
        }
    ],
    "next": None,
}


class ImportFileIn(In):
    """A file of goods on its way in."""

    file = UploadField(most_bytes=MAX_IMPORT_BYTES, help_text="At most 50 MB.")
    file_name = TextField(max_length=200, help_text="What it is called, such as import.xml.")


class ImportQuery(PageQuery):
    """Which files."""

    status = serializers.ChoiceField(choices=ImportJob.Status.choices, required=False)


class ImportRowQuery(PageQuery):
    """Which rows."""

    verdict = serializers.ChoiceField(
        choices=[each for each in ImportRow.Verdict.choices if each[0]], required=False
    )
    noted = serializers.BooleanField(required=False, default=False, help_text="Only rows with a note.")


class ImportReportQuery(In):
    """In which form."""

    format = serializers.ChoiceField(
        required=False, choices=("json", "csv", "xlsx"), help_text="Or by the Accept header."
    )


class ImportNewGoodsIn(In):
    """What holds of new goods of which a file doesn't tell it."""

    category = TextField(max_length=40, required=False, help_text="One of listCategories.")
    hs6 = serializers.RegexField(
        r"^[0-9]{6}\Z", max_length=6, required=False, help_text="One of listTariffCodes."
    )
    origin = serializers.RegexField(
        r"^[A-Z]{2}\Z", max_length=2, required=False, help_text="A country of ISO 3166-1."
    )
    package_kind = serializers.ChoiceField(choices=PACKAGE_KINDS, required=False)
    temperature_class = serializers.ChoiceField(choices=TEMPERATURE_CLASSES, required=False)
    segregation_class = serializers.ChoiceField(choices=SEGREGATION_CLASSES, required=False)
    length_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM, required=False)
    width_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM, required=False)
    height_mm = WholeField(min_value=1, max_value=MAX_UNIT_MM, required=False)
    packaging_g = WholeField(
        min_value=1,
        max_value=MAX_UNIT_G,
        required=False,
        help_text="What is around the goods of one unit: of files that tell one mass the other follows.",
    )


class _ByName(serializers.DictField):
    """Not more names than a file could have for a reason."""

    default_error_messages = {"too_many": "names more than {most}"}

    def to_internal_value(self, data: Any) -> Any:
        """The values by name, if there are not too many."""
        if isinstance(data, dict) and len(data) > _MOST_NAMED:
            self.fail("too_many", most=_MOST_NAMED)
        return super().to_internal_value(data)


class ImportDefaultsIn(ImportNewGoodsIn):
    """The same, and what holds of those of one of your categories, by its key or name."""

    categories = _ByName(child=ImportNewGoodsIn(), required=False)


class ImportMappingIn(In):
    """
    How files of this format are read; it replaces what was chosen before.

    `columns` maps a name of `mappable` to one of the shop's fields, to `attributes.<code>`, or to nothing.
    """

    columns = _ByName(child=TextField(max_length=60, allow_blank=True), required=False)
    units = _ByName(child=TextField(max_length=16), required=False, help_text="Yours to those of listUnits.")
    price_type = TextField(
        max_length=100,
        required=False,
        help_text="The price list that buyers pay by: its key or name in the file.",
    )
    currency = serializers.ChoiceField(
        choices=CURRENCIES, required=False, help_text="Of files that name none."
    )
    language = serializers.ChoiceField(
        choices=LANGUAGES, required=False, help_text="Of names whose language a file doesn't say."
    )
    sheet = TextField(max_length=100, required=False, help_text="One of the file's `sheets`.")
    defaults = ImportDefaultsIn(required=False)


class ImportCountsOut(serializers.Serializer[Any]):
    """How many rows are of which verdict; empty before the dry run."""

    new = serializers.IntegerField(required=False)
    changed = serializers.IntegerField(required=False)
    unchanged = serializers.IntegerField(required=False)
    withdrawn = serializers.IntegerField(required=False)
    faulty = serializers.IntegerField(required=False)
    prices_moved = serializers.IntegerField(
        required=False, help_text="Prices that move so far that it may be a mistake."
    )


class ImportWhyOut(serializers.Serializer[Any]):
    """Why a file was rejected, or its import failed."""

    code = serializers.CharField()
    message = serializers.CharField()


class ImportJobOut(serializers.Serializer[Any]):
    """A file on its way into the catalogue."""

    id = serializers.UUIDField()
    version = serializers.IntegerField()
    file_name = serializers.CharField()
    size_bytes = serializers.IntegerField()
    sha256 = serializers.CharField()
    format = serializers.CharField(allow_blank=True)
    is_changes_only = serializers.BooleanField(
        allow_null=True, help_text="False: what it doesn't name is taken off sale; null: it doesn't say."
    )
    mappable = serializers.ListField(child=serializers.CharField())
    read_as = serializers.DictField(child=serializers.CharField())
    sheets = serializers.ListField(child=serializers.CharField(), help_text="Of a workbook.")
    status = serializers.CharField()
    is_undoing = serializers.BooleanField()
    rows_total = serializers.IntegerField()
    position = serializers.IntegerField(help_text="How many rows are done; they stay so whatever happens.")
    counts = ImportCountsOut()
    why = ImportWhyOut(allow_null=True)
    created_at = serializers.DateTimeField()
    started_at = serializers.DateTimeField(allow_null=True)
    ends_about = serializers.DateTimeField(allow_null=True)
    ended_at = serializers.DateTimeField(allow_null=True)
    undo_until = serializers.DateTimeField(allow_null=True)
    undone_at = serializers.DateTimeField(allow_null=True)
    allowed_actions = serializers.ListField(child=serializers.CharField())


class ImportFaultOut(serializers.Serializer[Any]):
    """What is wrong with, or to be known of, one field of a row."""

    field = serializers.CharField(allow_blank=True)
    code = serializers.CharField()
    message = serializers.CharField()


class ImportRowOut(serializers.Serializer[Any]):
    """One row of a file, and what becomes of it."""

    serial = serializers.IntegerField(help_text="Counts up over all files.")
    number = serializers.IntegerField()
    file = serializers.CharField(allow_blank=True)
    line = serializers.IntegerField(help_text="0: the file doesn't name the goods at all.")
    product_key = serializers.CharField(allow_blank=True)
    variant_key = serializers.CharField(allow_blank=True)
    sku = serializers.CharField(allow_blank=True)
    verdict = serializers.CharField(allow_blank=True)
    faults = ImportFaultOut(many=True)
    notes = ImportFaultOut(many=True)
    applied_at = serializers.DateTimeField(allow_null=True)


class ImportFaultCountOut(ImportFaultOut):
    """The same, of how many rows."""

    rows = serializers.IntegerField()
    first_row = serializers.IntegerField()


class ImportReportOut(serializers.Serializer[Any]):
    """What came of a file, its most frequent faults first."""

    counts = ImportCountsOut()
    faults = ImportFaultCountOut(many=True)


class ImportedListingsIn(In):
    """Which of them come next."""

    after = WholeField(
        min_value=0, max_value=MAX_IMPORT_ROWS * 2, required=False, help_text="`next` of the answer before."
    )


class ImportedRefusalOut(serializers.Serializer[Any]):
    """Why listings weren't handed in, and how many."""

    field = serializers.CharField()
    code = serializers.CharField()
    message = serializers.CharField()
    listings = serializers.IntegerField()
    first_sku = serializers.CharField()


class ImportedListingsOut(serializers.Serializer[Any]):
    """What became of a file's new listings."""

    handed_in = serializers.IntegerField()
    refused = ImportedRefusalOut(many=True)
    next = serializers.IntegerField(
        allow_null=True, help_text="Ask again with this as `after`; null: that was all."
    )
