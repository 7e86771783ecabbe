"""How are letters about an account written?"""

from collections.abc import Mapping

from allauth.account.models import EmailAddress
from django.conf import settings
from django.utils.translation import get_language, gettext

from accounts.landing import page_url
from accounts.models import AddressChange, Invitation, User
from accounts.operations.inviting import accepting_key_of
from accounts.operations.readdressing import confirming_key_of, is_open, undoing_key_of
from accounts.operations.registering import confirmation_key_of
from accounts.operations.resetting import reset_key_of
from kit.letters import Content, Link, NothingToSay, Writer

Facts = Mapping[str, object]


def write_confirmation(facts: Facts) -> Content:
    """
    The signed link that confirms an address.

    :raises NothingToSay: if it was confirmed, or changed, meanwhile.
    """
    user = _user(facts)
    address = EmailAddress.objects.filter(user=user, email=user.email, verified=False).first()
    if address is None:
        raise NothingToSay
    key = confirmation_key_of(address, facts.get("sign_up"))
    return Content(
        subject=gettext("Please confirm your e-mail address"),
        paragraphs=[
            _told(gettext("Somebody, we hope you, signed up at %(shop)s with this address.")),
            gettext("Confirm that it is yours, then you can sign in."),
        ],
        link=_link(gettext("Confirm my address"), "confirm-email", key),
        after=[gettext("The link is good for three days. If it wasn't you, do nothing.")],
    )


def write_already_signed_up(facts: Facts) -> Content:
    """What the owner of a known address hears when somebody wants an account with it."""
    return Content(
        subject=gettext("You already have an account"),
        paragraphs=[
            _told(
                gettext(
                    "Somebody, perhaps you, wanted an account at %(shop)s with this address,"
                    " which already has one."
                )
            ),
            gettext("Sign in as usual, or ask for a new password if you forgot yours."),
        ],
        after=[gettext("If it wasn't you, do nothing.")],
    )


def write_address_taken(facts: Facts) -> Content:
    """What the owner of a known address hears when somebody wants to move an account to it."""
    return Content(
        subject=gettext("This address already has an account"),
        paragraphs=[
            _told(
                gettext(
                    "Somebody, perhaps you, wanted to move an account at %(shop)s to this address,"
                    " which already has one."
                )
            ),
            gettext(
                "Nothing has changed. To use this address for another account,"
                " first give the one that has it another address."
            ),
        ],
        after=[gettext("If it wasn't you, do nothing.")],
    )


def write_reset(facts: Facts) -> Content:
    """
    The signed link behind which a new password is chosen.

    :raises NothingToSay: if nobody may sign in any more who could use it.
    """
    user = _user(facts)
    return Content(
        subject=gettext("Choose a new password"),
        paragraphs=[_told(gettext("Somebody, we hope you, asked %(shop)s for a new password."))],
        link=_link(gettext("Choose a new password"), "reset-password", reset_key_of(user)),
        after=[
            gettext("The link is good for one hour and for one use."),
            gettext("If it wasn't you, do nothing: your password stays as it is."),
        ],
    )


def write_change_undone(facts: Facts) -> Content:
    """
    What the owner of an address hears who has taken its change back: with it went every sign-in.

    :raises NothingToSay: if nobody may sign in any more who could use its link.
    """
    user = _user(facts)
    return Content(
        subject=gettext("The change of your e-mail address was undone"),
        paragraphs=[
            _told(
                gettext(
                    "Your account at %(shop)s has this address again. Every sign-in was ended,"
                    " and the password before no longer works."
                )
            ),
            gettext("Choose a new password, then you can sign in."),
        ],
        link=_link(gettext("Choose a new password"), "reset-password", reset_key_of(user)),
        after=[
            gettext("The link is good for one hour and for one use."),
            gettext("After that, ask for another as if you had forgotten your password."),
            gettext(
                "API keys made since the change no longer work."
                " If you use webhooks, look through their addresses."
            ),
        ],
    )


def write_new_address(facts: Facts) -> Content:
    """
    The signed link that moves an account to the address that this goes to.

    :raises NothingToSay: if it was followed, or another address was asked for, meanwhile.
    """
    change = _change(facts)
    if not is_open(change):
        raise NothingToSay
    return Content(
        subject=gettext("Please confirm your new e-mail address"),
        paragraphs=[
            _told(gettext("Somebody, we hope you, wants to use this address for an account at %(shop)s.")),
            gettext("Until it is confirmed, everything stays as it was."),
        ],
        link=_link(gettext("Use this address"), "change-email", confirming_key_of(change)),
        after=[gettext("The link is good for three days. If it wasn't you, do nothing.")],
    )


def write_address_changed(facts: Facts) -> Content:
    """
    What the address before hears, with a link that takes the change back.

    :raises NothingToSay: if that has happened.
    """
    change = _change(facts)
    if change.undone_at is not None:
        raise NothingToSay
    return Content(
        subject=gettext("Your e-mail address was changed"),
        paragraphs=[
            _told(
                gettext(
                    "Your account at %(shop)s has another address now: you sign in with it,"
                    " and mail goes there."
                )
            )
        ],
        facts=[(gettext("The new address"), change.became)],
        link=_link(gettext("It wasn't me, take it back"), "undo-email", undoing_key_of(change)),
        after=[
            gettext(
                "If you take it back, every sign-in ends and a new password has to be chosen."
                " The link is good for seven days."
            ),
            gettext("If it was you, do nothing."),
        ],
    )


def write_factor_changed(facts: Facts) -> Content:
    """
    What somebody hears of whose second factor was added, taken away or reset.

    :raises NothingToSay: if nobody may sign in any more with it.
    """
    _user(facts)
    said = {
        "added": gettext(
            "Your account at %(shop)s has a new second factor: signing in asks for its code now."
        ),
        "removed": gettext(
            "A second factor of your account at %(shop)s was taken away. Every other sign-in was ended."
        ),
        "codes": gettext("Your account at %(shop)s has new recovery codes. Those before no longer work."),
        "reset": gettext(
            "Our staff have reset the second factor of your account at %(shop)s, and ended every sign-in."
            " Your next sign-in sets up a new one."
        ),
    }
    name = str(facts.get("name") or "")
    return Content(
        subject=gettext("The second factor of your account was changed"),
        paragraphs=[_told(said[str(facts["what"])])],
        facts=[(gettext("Second factor"), name)] if name else [],
        after=[
            gettext("If it was you, do nothing. If it wasn't, choose a new password at once and tell us.")
        ],
    )


def write_invitation(facts: Facts) -> Content:
    """
    The signed link behind which its reader comes to act for a firm.

    :raises NothingToSay: if it was answered, taken back or sent again meanwhile.
    """
    rows = Invitation.objects.select_related("organisation", "invited_by")
    known = rows.filter(pk=str(facts["invitation"]), turn=str(facts["turn"])).first()
    if known is None or known.accepted_at is not None or known.withdrawn_at is not None:
        raise NothingToSay
    firm = {"firm": known.organisation.name}
    by = known.invited_by
    return Content(
        subject=gettext("%(firm)s invites you") % firm,
        paragraphs=[
            gettext("%(firm)s sells at %(shop)s and asks you to act for it there.")
            % {**firm, "shop": settings.SHOP_NAME}
        ],
        facts=[
            (gettext("Company"), known.organisation.name),
            (gettext("Your role"), known.get_role_display()),
            *([(gettext("Invited by"), by.get_full_name())] if by is not None else []),
        ],
        link=_link(gettext("Look at the invitation"), "join", accepting_key_of(known)),
        after=[
            gettext("The link is good for seven days, for one use, and for this address alone."),
            gettext("If you don't know this company, do nothing."),
        ],
    )


def _user(facts: Facts) -> User:
    user = User.objects.filter(pk=str(facts["user"]), is_active=True).first()
    if user is None:
        raise NothingToSay
    return user


def _change(facts: Facts) -> AddressChange:
    change = AddressChange.objects.select_related("user").filter(pk=str(facts["change"])).first()
    if change is None:
        raise NothingToSay
    return change


def _told(text: str) -> str:
    return text % {"shop": settings.SHOP_NAME}


def _link(words: str, page: str, key: str) -> Link:
    # The page speaks the language of the mail, whatever the browser asks for.
    return Link(words, page_url(page, key=key, lang=get_language() or "en"))


WRITERS: Mapping[str, Writer] = {
    "account.confirm_email": Writer(write_confirmation, secret=True),
    "account.already_signed_up": Writer(write_already_signed_up),
    "account.address_taken": Writer(write_address_taken),
    "account.reset_password": Writer(write_reset, secret=True),
    "account.change_undone": Writer(write_change_undone, secret=True),
    "account.new_address": Writer(write_new_address, secret=True),
    "account.address_changed": Writer(write_address_changed, secret=True),
    "account.factor_changed": Writer(write_factor_changed),
    "account.invited": Writer(write_invitation, secret=True),
}
