"""What do staff see of mails, and of addresses that can't be reached?"""

from django.contrib import admin
from django.db.models import QuerySet
from django.http import HttpRequest
from django.utils.html import escape, format_html, format_html_join
from django.utils.translation import gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from accounts.desk import StaffAdmin, link, status_badge, when
from accounts.filters import CodesFilter, coded
from accounts.models.people import LANGUAGES
from accounts.policy import CONTACT_GROUPS
from accounts.queries import names_of
from accounts.sites import staff_site
from kit.clock import now
from kit.letters import NothingToSay
from kit.words import Words
from news.admin.mail_filters import LanguageFilter, TopicFilter
from news.admin.showing import as_json
from news.models import Mail, UndeliverableAddress
from news.operations.bouncing import lift
from news.operations.resending import resend, retry
from news.rendering_mail import rendered_in
from news.topics import TOPICS
from news.writing import writer_of

_KIND = coded("kind", _("kind"))
_WHY = {
    "unwanted": _("Its reader wants to hear nothing of this"),
    "inactive": _("Its reader may not sign in any more"),
    "undeliverable": _("Its address can't be reached"),
    "outdated": _("It no longer holds"),
    "unwritable": _("It could not be written"),
    "refused": _("The mail server refused it"),
    "given_up": _("The mail server was away for too long"),
    "tried_too_often": _("It was tried too often"),
}
# Both parts in frames of their own, which run nothing, send nothing and lead nowhere.
_FRAMES = (
    '<details class="mb-3"><summary class="cursor-pointer font-semibold text-link">{}</summary>'
    '<iframe sandbox srcdoc="{}" title="HTML" class="border my-2 rounded-default w-full max-w-2xl"'
    ' style="height:40rem;background:#fff"></iframe>'
    '<iframe sandbox srcdoc="{}" title="{}" class="border rounded-default w-full max-w-2xl"'
    ' style="height:20rem;background:#fff"></iframe></details>'
)
_TEXT = (
    '<!doctype html><meta charset="utf-8"><pre style="white-space:pre-wrap;overflow-wrap:anywhere">{}</pre>'
)


@admin.register(Mail, site=staff_site)
class MailAdmin(StaffAdmin):
    """What was written to whom, and what became of it."""

    nothing = _(
        "Nothing has been written to anybody yet: what happens to orders and accounts is told by mail."
    )
    list_display = (_KIND, "reader", "shown_state", "held_back", "language", "posted", "sent", "attempts")
    list_filter = ("state", ("kind", CodesFilter), TopicFilter, LanguageFilter)
    search_fields = ("address__iexact", "user__email__iexact", "key", "message_id")
    # Who is written to is known to whoever may know buyers; so is what is written, what servers say of it.
    personal = ("reader", "address__iexact", "user__email__iexact", "told", "error", "preview")
    list_select_related = ("user",)
    ordering = ("-id",)
    fields = readonly_fields = (
        *(_KIND, "key", "reader", "shown_state", "held_back", "error", "about", "language", "attempts"),
        *("posted", "due", "sent", "delivered", "bounced", "complained", "message_id", "provider_id"),
        *("again", "asked_by", "digest", "told", "preview"),
    )
    actions = ("resend", "retry")
    verbs = {"resend": {"support"}, "retry": {"support"}}

    def get_search_results(
        self, request: HttpRequest, queryset: QuerySet[Mail], search_term: str
    ) -> tuple[QuerySet[Mail], bool]:
        """By the number of an order, a checkout or a shipment what was written about it, else by words."""
        numbered = queryset.filter(about__contains=[search_term.strip().upper()])
        if search_term and numbered.exists():
            return numbered, False
        return super().get_search_results(request, queryset, search_term)

    def offers(self, verb: str, row: Mail) -> bool:
        """Whether its state allows it."""
        if verb == "retry":
            return row.state in ("waiting", "failed", "suppressed") and row.why != "unwanted"
        return row.state not in ("waiting", "gathered") and row.pruned_at is None

    def tells_buyers(self, request: HttpRequest) -> bool:
        """Most readers buy."""
        return self.may(request, CONTACT_GROUPS)

    @admin.display(description=pgettext_lazy("of a mail", "To"))
    def reader(self, mail: Mail) -> str:
        return link(mail.user) if mail.user is not None else mail.address

    @admin.display(description=_("State"), ordering="state")
    def shown_state(self, mail: Mail) -> str:
        return status_badge(mail.state)

    @admin.display(description=_("Why"))
    def held_back(self, mail: Mail) -> Words:
        return _WHY.get(mail.why, mail.why)

    @admin.display(description=pgettext_lazy("of a mail", "Topic"))
    def about(self, mail: Mail) -> Words:
        return TOPICS.get(mail.topic, mail.topic)

    @admin.display(description=_("Written"), ordering="created_at")
    def posted(self, mail: Mail) -> str:
        return when(mail.created_at)

    @admin.display(description=_("Next try"))
    def due(self, mail: Mail) -> str:
        return when(max(mail.due_at, mail.leased_until or mail.due_at) if mail.state == "waiting" else None)

    @admin.display(description=_("Sent"), ordering="sent_at")
    def sent(self, mail: Mail) -> str:
        return when(mail.sent_at)

    @admin.display(description=_("Delivered"))
    def delivered(self, mail: Mail) -> str:
        return when(mail.delivered_at)

    @admin.display(description=_("Bounced"))
    def bounced(self, mail: Mail) -> str:
        return when(mail.bounced_at)

    @admin.display(description=_("Complained about"))
    def complained(self, mail: Mail) -> str:
        return when(mail.complained_at)

    @admin.display(description=_("Sent again after"))
    def again(self, mail: Mail) -> str:
        return link(mail.resent_from)

    @admin.display(description=_("Sent again by"))
    def asked_by(self, mail: Mail) -> str:
        return names_of([mail.resent_by_id]).get(mail.resent_by_id, "") if mail.resent_by_id else ""

    @admin.display(description=_("In the digest"))
    def digest(self, mail: Mail) -> str:
        return link(mail.folded_into)

    @admin.display(description=_("Facts"))
    def told(self, mail: Mail) -> str:
        return as_json(mail.facts)

    @admin.display(description=_("As it would be written now"))
    def preview(self, mail: Mail) -> str:
        return format_html_join("", "{}", ((_shown_in(code, name, mail),) for code, name in LANGUAGES))

    @admin.action(description=_("Send again"))
    def resend(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        by = self.actor(request)
        self.perform(request, queryset, lambda row: resend(mail=row, at=now(), by=by), done=_("sent again"))

    @admin.action(description=_("Try now"))
    def retry(self, request: HttpRequest, queryset: QuerySet[Mail]) -> None:
        self.perform(request, queryset, lambda row: retry(mail=row, at=now()), done=_("to be tried now"))


@admin.register(UndeliverableAddress, site=staff_site)
class UndeliverableAddressAdmin(StaffAdmin):
    """Addresses that nothing is sent to."""

    nothing = _("Every address can be reached: one that refuses mail for good comes here by itself.")
    viewers = CONTACT_GROUPS
    list_display = ("address", "complained", "why", "since", "lifted")
    list_filter = ("complained", ("lifted_at", admin.EmptyFieldListFilter))
    search_fields = ("address",)
    ordering = ("-id",)
    fields = readonly_fields = ("address", "complained", "why", "since", "lifted", "lifted_by")
    actions = ("lift",)
    verbs = {"lift": {"support"}}

    def offers(self, verb: str, row: UndeliverableAddress) -> bool:
        """Once."""
        return row.lifted_at is None

    @admin.display(description=_("Since"), ordering="created_at")
    def since(self, row: UndeliverableAddress) -> str:
        return when(row.created_at)

    @admin.display(description=_("Lifted"))
    def lifted(self, row: UndeliverableAddress) -> str:
        return when(row.lifted_at)

    @admin.display(description=_("Lifted by"))
    def lifted_by(self, row: UndeliverableAddress) -> str:
        return names_of([row.lifted_by_id]).get(row.lifted_by_id, "") if row.lifted_by_id else ""

    @admin.action(description=_("Send to it again"))
    def lift(self, request: HttpRequest, queryset: QuerySet[UndeliverableAddress]) -> None:
        by = self.actor(request)
        self.perform(
            request, queryset, lambda row: lift(undeliverable=row, at=now(), by=by), done=_("lifted")
        )


def _shown_in(code: str, name: str, mail: Mail) -> str:
    """One language's frame, with no link that opens something; the reader's own is open."""
    own = mail.user.language if mail.user is not None else mail.language or "en"
    frames = _FRAMES.replace("<details", "<details open", 1) if code == own else _FRAMES
    if mail.pruned_at is not None:
        return format_html("<p>{}</p>", gettext("What this mail was made of has been forgotten"))
    try:
        shown = rendered_in(
            code,
            writer=writer_of(mail.kind),
            facts=mail.facts,
            user_id=mail.user_id,
            topic=mail.topic,
            masked=True,
        )
    except NothingToSay:
        return format_html("<p>{}: {}</p>", name, _WHY["outdated"])
    except Exception as error:  # noqa: BLE001 whatever a writer lacks is what staff look for here
        return format_html("<p>{}: {} ({})</p>", name, _WHY["unwritable"], f"{type(error).__name__}: {error}")
    # HTML for a frame is no more than a value for the page.
    text = escape(format_html(_TEXT, shown.text))
    return format_html(frames, name, escape(shown.html), text, gettext("Text"))
