"""Through which access does a seller's 1C come in, and what has it sent in which exchange?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row


@audited(exclude=("digest", "last_used_at"))
class ExchangeAccess(Row):
    """
    The one address and password by which a seller's 1C comes in; only a digest of the password is kept.

    `public_id` is part of the address, and the login as well; it stays when the password changes.
    """

    class Encoding(models.TextChoices):
        """In which encoding 1C reads what it is told."""

        UTF_8 = "utf-8", "UTF-8"
        WINDOWS_1251 = "windows-1251", "Windows-1251"

    seller = models.OneToOneField("catalog.Seller", on_delete=models.PROTECT, related_name="+")
    public_id = models.CharField(max_length=16, unique=True, editable=False)
    digest = models.CharField(max_length=64, editable=False)
    encoding = models.CharField(max_length=16, choices=Encoding, default=Encoding.UTF_8)
    last_used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "exchange accesses"

    def __str__(self) -> str:
        return self.public_id


class Exchange(Row):
    """
    One exchange of a seller's 1C, from `checkauth` on; only the digest of its cookie is kept.

    With `is_in_parts` (1C has told its version) its goods come in many files, none of which names all.
    `mode`, `result` and `words` are what 1C asked last, and the answer.
    """

    class End(models.TextChoices):
        """How it ended."""

        NONE = "", _("Open")
        COMPLETED = "completed", _("Completed")
        REPLACED = "replaced", _("Broken off, another one began")
        LAPSED = "lapsed", _("Not gone on with")

    class Result(models.TextChoices):
        """The first line of an answer."""

        SUCCESS = "success", pgettext_lazy("of an exchange", "Done")
        PROGRESS = "progress", pgettext_lazy("of an exchange", "Goes on")
        FAILURE = "failure", pgettext_lazy("of an exchange", "Refused")

    access = models.ForeignKey(ExchangeAccess, on_delete=models.PROTECT, related_name="exchanges")
    digest = models.CharField(max_length=64, unique=True, editable=False)
    is_in_parts = models.BooleanField(default=False)
    mode = models.CharField(max_length=16, blank=True, default="")
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End, blank=True, default=End.NONE)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # What two at once send would be mixed up.
            models.UniqueConstraint(
                name="exchange_one_open", fields=("access",), condition=Q(closed_at__isnull=True)
            ),
            models.CheckConstraint(
                name="exchange_closed_has_end",
                condition=Q(closed_at__isnull=True, end="") | (Q(closed_at__isnull=False) & ~Q(end="")),
            ),
        )

    def __str__(self) -> str:
        return f"{self.created_at:%Y-%m-%d %H:%M}"


class ExchangeFile(models.Model):
    """
    One file that 1C has sent in an exchange, by the name that it gave, which is nothing but a name.

    `is_whole` is what the file says of itself: whether it names all of its kind. A file that `is_held` waits
    in the seller's list, for nothing of it can be taken in as it is read now.
    """

    exchange = models.ForeignKey(Exchange, on_delete=models.CASCADE, related_name="files")
    name = models.CharField(max_length=200)
    size_bytes = models.PositiveIntegerField(default=0)
    is_unpacked = models.BooleanField(default=False)
    is_whole = models.BooleanField(default=False)
    is_held = models.BooleanField(default=False)
    job = models.OneToOneField(
        "catalog.ImportJob", on_delete=models.PROTECT, related_name="+", null=True, blank=True
    )

    class Meta:
        ordering = ("id",)
        constraints = (models.UniqueConstraint(name="exchange_file_once", fields=("exchange", "name")),)

    def __str__(self) -> str:
        return self.name


class ExchangePiece(models.Model):
    """One piece of a file, in the order in which it came; `key` is its name in the storage."""

    file = models.ForeignKey(ExchangeFile, on_delete=models.CASCADE, related_name="pieces")
    number = models.PositiveIntegerField()
    key = models.CharField(max_length=32, db_index=True)
    size_bytes = models.PositiveIntegerField()
    sha256 = models.CharField(max_length=64)

    class Meta:
        ordering = ("file", "number")
        constraints = (models.UniqueConstraint(name="exchange_piece_once", fields=("file", "number")),)

    def __str__(self) -> str:
        return f"{self.number}"
