"""Which words find which listings?"""

from django.contrib.postgres.fields import ArrayField
from django.contrib.postgres.indexes import GinIndex
from django.contrib.postgres.search import SearchVectorField
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from kit.audit import audited
from kit.models import Row


class WordIndex(models.Model):
    """
    What one listing is found by: its words in all four languages, sizes, codes, and the facets it has.

    One row, not one for each language: whoever types one language and reads another finds it
    all the same, two languages may be mixed, and no hit comes four times.
    """

    listing_id = models.UUIDField(primary_key=True)
    market = models.CharField(max_length=2)
    document = SearchVectorField()

    class Meta:
        ordering = ("-listing_id",)
        indexes = (
            models.Index(name="word_index_newest", fields=("market", "-listing_id")),
            GinIndex(name="word_index_cn", fields=("document",), condition=Q(market="CN")),
            GinIndex(name="word_index_kz", fields=("document",), condition=Q(market="KZ")),
        )

    def __str__(self) -> str:
        return str(self.listing_id)


class Term(models.Model):
    """
    A word of the catalogue as it stands there, so that words typed otherwise can be told what they mean.

    `lexemes` are what documents have of it.
    """

    id = models.BigAutoField(primary_key=True)
    market = models.CharField(max_length=2)
    language = models.CharField(max_length=8, blank=True, help_text="Empty for sizes and numbers.")
    text = models.CharField(max_length=60, db_collation="C")
    listings = models.PositiveIntegerField(default=1, help_text="About how many have it.")
    lexemes = ArrayField(models.CharField(max_length=60))

    class Meta:
        ordering = ("text",)
        constraints = (models.UniqueConstraint(name="term_once", fields=("market", "text", "language")),)

    def __str__(self) -> str:
        return self.text


class TermKey(models.Model):
    """By what a term is asked for: itself, its stem, its sound, itself with letters missing."""

    id = models.BigAutoField(primary_key=True)
    market = models.CharField(max_length=2)
    key = models.CharField(max_length=61, db_collation="C")
    term = models.ForeignKey(Term, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        ordering = ("market", "key")
        indexes = (models.Index(name="term_by_key", fields=("market", "key"), include=("term",)),)

    def __str__(self) -> str:
        return self.key


@audited()
class SynonymGroup(Row):
    """Ways to say the same, edited by staff."""

    title = models.CharField(_("title"), max_length=100, unique=True)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ("title",)
        verbose_name = _("synonyms")
        verbose_name_plural = _("synonyms")

    def __str__(self) -> str:
        return self.title


@audited()
class Synonym(Row):
    """One way to say it, in one language."""

    class Role(models.TextChoices):
        BOTH = "both", _("asked and found")
        ASKED = "asked", _("asked only")
        FOUND = "found", _("found only")

    class Language(models.TextChoices):
        EN = "en", _("English")
        RU = "ru", _("Russian")
        KK = "kk", _("Kazakh")
        ZH = "zh-Hans", _("Chinese")

    group = models.ForeignKey(
        SynonymGroup, on_delete=models.CASCADE, related_name="synonyms", verbose_name=_("synonyms")
    )
    language = models.CharField(_("language"), max_length=8, choices=Language)
    text = models.CharField(_("words"), max_length=60)
    role = models.CharField(
        _("role"),
        max_length=5,
        choices=Role,
        default=Role.BOTH,
        help_text=_("Who asks for it finds the others; who asks for the others finds it; or both."),
    )

    class Meta:
        ordering = ("group", "language", "text")
        verbose_name = _("way to say it")
        verbose_name_plural = _("ways to say it")
        constraints = (
            models.UniqueConstraint(name="synonym_once_in_group", fields=("group", "language", "text")),
        )

    def __str__(self) -> str:
        return self.text


class SynonymKey(models.Model):
    """By what a way to say it is asked for: the keys of each of its words, mistyped too."""

    id = models.BigAutoField(primary_key=True)
    key = models.CharField(max_length=61, db_collation="C")
    synonym = models.ForeignKey(Synonym, on_delete=models.CASCADE, related_name="keys")

    class Meta:
        ordering = ("key",)
        indexes = (models.Index(name="synonym_by_key", fields=("key",)),)

    def __str__(self) -> str:
        return self.key
