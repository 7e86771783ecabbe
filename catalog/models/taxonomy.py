"""Into which kinds are goods sorted, and what is told of each kind?"""

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.models.touches import OF_ATTRIBUTE, OF_BRAND, OF_CATEGORY, OF_OPTION, OF_UNIT, touching
from kit.audit import audited
from kit.languages import language_of, name_in
from kit.models import Row


class Unit(Row):
    """A unit of measure, with the code that each book of codes has for it."""

    class Dimension(models.TextChoices):
        AREA = "area", _("Area")
        CAPACITY = "capacity", _("Capacity")
        COUNT = "count", _("Count")
        ENERGY = "energy", _("Energy")
        LENGTH = "length", _("Length")
        MASS = "mass", _("Mass")
        PACKAGE = "package", _("Package")
        POWER = "power", _("Power")
        RATIO = "ratio", _("Ratio")
        TEMPERATURE = "temperature", _("Temperature")
        TIME = "time", _("Time")
        VOLUME = "volume", _("Volume")

    code = models.CharField(max_length=16, unique=True)
    names = models.JSONField(default=dict, help_text=_("Name by language."))
    symbols = models.JSONField(default=dict, help_text=_("Short form by language."))
    unece = models.CharField(max_length=3, blank=True, help_text=_("UN/ECE Recommendation 20 or 21."))
    okei = models.CharField(max_length=4, blank=True, help_text=_("Code in OKEI."))
    cn_customs = models.CharField(max_length=3, blank=True, help_text=_("Code of China Customs."))
    dimension = models.CharField(max_length=12, choices=Dimension)
    factor = models.DecimalField(
        max_digits=18, decimal_places=9, help_text=_("How much of the dimension's base unit it is.")
    )
    source = models.TextField(blank=True)

    class Meta:
        triggers = (touching(OF_UNIT),)
        ordering = ("dimension", "code")
        constraints = (models.CheckConstraint(name="unit_factor_is_positive", condition=Q(factor__gt=0)),)

    def __str__(self) -> str:
        return self.code


@audited()
class Category(Row):
    """A node of the tree; `path` holds the codes from the root down, joined by slashes."""

    code = models.SlugField(max_length=40, unique=True)
    parent = models.ForeignKey(
        "self", on_delete=models.PROTECT, related_name="children", null=True, blank=True
    )
    path = models.CharField(max_length=200, unique=True, editable=False)
    depth = models.PositiveSmallIntegerField(editable=False, help_text=_("1 at the root."))
    names = models.JSONField(help_text=_("Name by language."))
    position = models.PositiveIntegerField(default=0, help_text=_("Order among its siblings."))
    is_open = models.BooleanField(default=True, help_text=_("Whether goods may be put into it."))

    class Meta:
        triggers = (touching(OF_CATEGORY),)
        ordering = ("path",)
        verbose_name_plural = "categories"
        constraints = (
            models.CheckConstraint(
                name="category_depth_in_range", condition=Q(depth__gte=1) & Q(depth__lte=4)
            ),
            models.CheckConstraint(
                name="category_root_has_no_parent",
                condition=Q(depth=1, parent__isnull=True) | Q(depth__gt=1, parent__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.path


@audited()
class Brand(Row):
    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(help_text=_("Name by language."))
    country = models.CharField(max_length=2, blank=True)

    class Meta:
        triggers = (touching(OF_BRAND),)
        ordering = ("code",)

    def __str__(self) -> str:
        return name_in(self.names, language_of(get_language() or "en")) or self.code


@audited()
class Attribute(Row):
    """A typed fact that goods of some categories have: grade, moisture, fat."""

    class Kind(models.TextChoices):
        CHOICE = "choice", _("One of its options")
        NUMBER = "number", _("A number")
        TEXT = "text", _("Words")
        FLAG = "flag", _("Yes or no")

    class Level(models.TextChoices):
        PRODUCT = "product", _("Product")
        VARIANT = "variant", _("Variant")

    code = models.SlugField(max_length=40, unique=True)
    names = models.JSONField(help_text=_("Name by language."))
    kind = models.CharField(max_length=8, choices=Kind)
    level = models.CharField(max_length=8, choices=Level, default=Level.PRODUCT)
    unit = models.ForeignKey(Unit, on_delete=models.PROTECT, related_name="attributes", null=True, blank=True)
    decimals = models.PositiveSmallIntegerField(default=0, help_text=_("Decimal places of a number."))
    least = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    most = models.DecimalField(max_digits=14, decimal_places=4, null=True, blank=True)
    is_filter = models.BooleanField(default=False, help_text=_("Whether buyers filter by it."))
    is_legal = models.BooleanField(
        default=False, help_text=_("Whether a change of it on a live listing goes through review.")
    )
    position = models.PositiveIntegerField(default=0)

    class Meta:
        triggers = (touching(OF_ATTRIBUTE),)
        ordering = ("position", "code")
        constraints = (
            models.CheckConstraint(
                name="attribute_range_in_order",
                condition=Q(least__isnull=True) | Q(most__isnull=True) | Q(most__gte=F("least")),
            ),
            models.CheckConstraint(
                name="attribute_only_numbers_have_units", condition=Q(unit__isnull=True) | Q(kind="number")
            ),
        )

    def __str__(self) -> str:
        return self.code


class AttributeOption(Row):
    """One of the answers to an attribute of kind choice; what is used is closed, never deleted."""

    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="options")
    code = models.SlugField(max_length=40)
    names = models.JSONField(help_text=_("Name by language."))
    position = models.PositiveIntegerField(default=0)
    is_open = models.BooleanField(default=True)

    class Meta:
        triggers = (touching(OF_OPTION),)
        ordering = ("attribute", "position", "code")
        constraints = (
            models.UniqueConstraint(name="attribute_option_code_per_attribute", fields=("attribute", "code")),
        )

    def __str__(self) -> str:
        return f"{self.attribute_id}={self.code}"


class CategoryAttribute(Row):
    """That goods of a category, and of those below it, are told by an attribute."""

    category = models.ForeignKey(Category, on_delete=models.PROTECT, related_name="asks")
    attribute = models.ForeignKey(Attribute, on_delete=models.PROTECT, related_name="asked_by")
    is_required = models.BooleanField(default=False)

    class Meta:
        ordering = ("category", "attribute")
        constraints = (
            models.UniqueConstraint(name="category_asks_an_attribute_once", fields=("category", "attribute")),
        )

    def __str__(self) -> str:
        return f"{self.category_id} asks {self.attribute_id}"
