"""Through which access does a seller's 1C come in, and what has it sent in which exchange?"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from kit.audit import audited
from kit.models import Row


@audited(exclude=("digest", "last_used_at", "confirmed_position"))
class ExchangeAccess(Row):
    """
    The one address and password by which a seller's 1C comes in; only a digest of the password is kept.

    `public_id` is part of the address, and the login as well; it stays when the password changes.

    Only with `takes_orders` is it told of orders, but of none that ended before `orders_from`, and believed
    when it reports of them; `status_words` says by verb what else than usual its words for states mean.
    `confirmed_position` is how far in the seller's feed of events 1C has confirmed what it was told.
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
    takes_orders = models.BooleanField(default=False, db_default=False)
    orders_from = models.DateTimeField(null=True, blank=True)
    status_words = models.JSONField(default=dict, db_default={}, blank=True)
    confirmed_position = models.PositiveBigIntegerField(null=True, blank=True)

    class Meta:
        verbose_name_plural = "exchange accesses"
        constraints = (
            models.CheckConstraint(
                name="exchange_access_takes_orders_from_some_day",
                condition=Q(takes_orders=False) | Q(orders_from__isnull=False),
            ),
        )

    def __str__(self) -> str:
        return self.public_id


class Exchange(Row):
    """
    One exchange of a seller's 1C, from `checkauth` on; only the digest of its cookie is kept.

    With `is_in_parts` (1C has told its version) its goods come in many files, none of which names all.
    `mode`, `result` and `words` are what 1C asked last, and the answer.

    One of orders was told some at `told_at`, up to `told_position` in the seller's feed of events; when 1C
    says that it has them, that is `confirmed_at`.
    """

    class Kind(models.TextChoices):
        """What is exchanged."""

        CATALOG = "catalog", _("Goods")
        SALE = "sale", _("Orders")

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
    kind = models.CharField(max_length=8, choices=Kind, default=Kind.CATALOG, db_default=Kind.CATALOG)
    is_in_parts = models.BooleanField(default=False)
    mode = models.CharField(max_length=16, blank=True, default="")
    result = models.CharField(max_length=8, choices=Result, blank=True, default="")
    words = models.CharField(max_length=500, blank=True, default="")
    last_at = models.DateTimeField()
    closed_at = models.DateTimeField(null=True, blank=True)
    end = models.CharField(max_length=12, choices=End, blank=True, default=End.NONE)
    told_position = models.PositiveBigIntegerField(null=True, blank=True)
    told_count = models.PositiveIntegerField(default=0, db_default=0)
    told_at = models.DateTimeField(null=True, blank=True)
    confirmed_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ("-id",)
        constraints = (
            # What two at once send would be mixed up.
            models.UniqueConstraint(
                name="exchange_one_open_of_a_kind",
                fields=("access", "kind"),
                condition=Q(closed_at__isnull=True),
            ),
            models.CheckConstraint(
                name="exchange_confirms_what_it_told",
                condition=Q(confirmed_at__isnull=True) | Q(told_position__isnull=False),
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

    A file of orders becomes no job: with `awaits_reading` it has pieces that nobody has read, from `read_at`
    on all in it is judged, or `why` says with `facts` why it never will be. Until `reading_until` it is
    somebody's turn to read it; `attempts` counts turns since the last piece came.
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
    awaits_reading = models.BooleanField(default=False, db_default=False)
    reading_until = models.DateTimeField(null=True, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    read_at = models.DateTimeField(null=True, blank=True)
    why = models.CharField(max_length=64, blank=True, default="", db_default="")
    facts = models.JSONField(default=dict, db_default={}, blank=True)

    class Meta:
        ordering = ("id",)
        constraints = (
            models.UniqueConstraint(name="exchange_file_once", fields=("exchange", "name")),
            models.CheckConstraint(
                name="exchange_file_is_read_once", condition=Q(read_at__isnull=True) | Q(awaits_reading=False)
            ),
        )
        indexes = (
            models.Index(name="exchange_file_to_read", fields=("id",), condition=Q(awaits_reading=True)),
        )

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
