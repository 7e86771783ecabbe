"""For which reasons does news say no?"""

from kit.errors import Conflict, Invalid, Refused


class BadEndpointUrl(Invalid):
    """The address is one that we don't call; `/url` says why."""

    code = "webhooks.bad_url"
    title = "We don't call this address"


class UnknownEventType(Invalid):
    """Nobody outside is told of such events."""

    code = "webhooks.unknown_event_type"
    title = "There is no such type of events"


class TooManyEndpoints(Conflict):
    """The owner has as many endpoints as policy allows."""

    code = "webhooks.too_many_endpoints"
    title = "You have as many webhook endpoints as are allowed"


class EndpointOff(Conflict):
    """Nothing is sent to an endpoint that is switched off."""

    code = "webhooks.endpoint_disabled"
    title = "The endpoint is switched off"


class SwitchedOffByStaff(Conflict):
    """Whoever runs the shop has switched the endpoint off, and wrote to its owner why."""

    code = "webhooks.disabled_by_staff"
    title = "Only our staff can switch this endpoint on again"


class OldSecretSigns(Conflict):
    """The secret before the last rotation was promised to sign until `old_secret_until`."""

    code = "webhooks.old_secret_signs"
    title = "The secret before the last rotation still signs"


class Forgotten(Conflict):
    """The reader asks after a position whose followers are no longer kept; `oldest` is the first that is."""

    code = "events.forgotten"
    title = "Events after that position have been forgotten"


class MailUnsent(Conflict):
    """A mail that still waits is sent once, not twice."""

    code = "mails.unsent"
    title = "This mail has not been sent yet"


class MailOver(Conflict):
    """A mail that was sent, or that its reader doesn't want, is not tried again."""

    code = "mails.over"
    title = "This mail is not tried again"


class MailForgotten(Refused):
    """What a mail was made of has been forgotten."""

    code = "mails.forgotten"
    title = "What this mail was made of has been forgotten"
