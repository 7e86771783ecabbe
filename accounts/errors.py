"""For which reasons does accounts say no?"""

from kit.errors import Conflict, Invalid, Refused
from kit.http import Forbidden, Unauthenticated


class BadCredential(Unauthenticated):
    """The token or key is unknown, expired or revoked."""

    code = "auth.bad_credential"
    title = "This token or key is not good (any more)"


class BadPassword(Unauthenticated):
    """The e-mail address and the password don't fit together."""

    code = "auth.bad_password"
    title = "The e-mail address or the password is wrong"


class EmailUnconfirmed(Forbidden):
    """The password is right, the address was never confirmed."""

    code = "auth.email_unconfirmed"
    title = "Please confirm your e-mail address first"


class UseApiKey(Forbidden):
    """Staff reach the REST API with scoped keys alone."""

    code = "auth.use_api_key"
    title = "Staff use an API key here"


class ScopeMissing(Forbidden):
    """The key doesn't carry the scope that this door asks for."""

    code = "access.scope_missing"
    title = "The key lacks a scope"


class BadLink(Refused):
    """A mailed link is broken, used or too old."""

    code = "auth.bad_link"
    title = "This link is broken, used or too old"


class WrongPassword(Refused):
    """Whoever is signed in gave a password that isn't theirs."""

    code = "auth.wrong_password"
    title = "The password is wrong"


class WrongCode(Refused):
    """No second factor of theirs shows this code now, or it was used, or no recovery code is it."""

    code = "auth.wrong_code"
    title = "This code is wrong, too old, or was used"


class SecondStepNeeded(Forbidden):
    """The password was right; this token leads to the second step (`step`) and nowhere else."""

    code = "auth.second_step"
    title = "Finish signing in first"


class FactorNeeded(Forbidden):
    """Money is looked after by people who signed in with a second factor."""

    code = "auth.factor_needed"
    title = "Sign in with a second factor for this"


class ConfirmAgain(Forbidden):
    """It is too long ago that whoever sits there proved who they are."""

    code = "auth.confirm_again"
    title = "Confirm again that it is you"


class PersonNeeded(Forbidden):
    """A key is a machine's: this is for a person with a token."""

    code = "auth.person_needed"
    title = "Only a person with a token can do this"


class TooManyFactors(Refused):
    """Somebody has more second factors than anybody needs."""

    code = "auth.too_many_factors"
    title = "Remove a second factor before you add another"


class LastFactor(Refused):
    """Who must sign in with a second factor keeps one."""

    code = "auth.last_factor"
    title = "Add another second factor before you remove this one"


class OwnFactor(Refused):
    """Somebody wanted to reset what proves who they are themselves."""

    code = "auth.own_factor"
    title = "Another person resets your second factor"


class WeakPassword(Invalid):
    """The password is too easy to guess."""

    code = "auth.weak_password"
    title = "The password is too easy to guess"


class NoStaffInSandbox(Refused):
    """Staff look at the test world in the admin; they have no twins there."""

    code = "sandbox.not_for_staff"
    title = "Staff have no test keys"


class LiveKey(Forbidden):
    """Only a test key turns the wheels of the test world."""

    code = "sandbox.live_key"
    title = "This is for test keys"


class TestKeyMakesNone(Refused):
    """Keys are made, test keys too, by a person who is signed in or with a key that isn't one."""

    code = "sandbox.test_key"
    title = "A test key makes no keys"


class ScopeUnknown(Invalid):
    """A key was asked for a scope that is not its maker's to give."""

    code = "access.scope_unknown"
    title = "That scope can't be given"


class TooManyKeys(Refused):
    """Somebody has more live keys than anybody needs."""

    code = "access.too_many_keys"
    title = "Revoke a key before you make another"


class KeyRevoked(Conflict):
    """The API key has been revoked."""

    code = "access.key_revoked"
    title = "This key is revoked"


class KeyMissing(Invalid):
    """This door insists on an Idempotency-Key."""

    code = "idempotency.key_required"
    title = "Send an Idempotency-Key"


class KeyInvalid(Invalid):
    """The Idempotency-Key isn't 1 to 255 visible ASCII characters."""

    code = "idempotency.key_invalid"
    title = "An Idempotency-Key is 1 to 255 visible ASCII characters"


class KeyReused(Refused):
    """The Idempotency-Key came before with another body."""

    code = "idempotency.key_reused"
    title = "This Idempotency-Key was used for another request"


class StillRunning(Conflict):
    """The first request with this Idempotency-Key has not been answered yet."""

    code = "idempotency.still_running"
    title = "The first request with this key is still running"


class MemberAlready(Conflict):
    """Who was invited, or accepts, acts for that organisation already."""

    code = "members.known"
    title = "Whoever has this address acts for the company already"


class LastOwner(Refused):
    """An organisation without an owner could never change who acts for it."""

    code = "members.last_owner"
    title = "A company keeps an owner: make somebody else one first"


class FirmTakesNobody(Refused):
    """The organisation is suspended or closed."""

    code = "members.firm_shut"
    title = "Nobody can join this company now: it is suspended or closed"


class NoMembersInSandbox(Refused):
    """Who acts in the test world follows from who acts in the live one."""

    code = "sandbox.no_members"
    title = "Members are invited in the live world alone"


class InvitationOpen(Conflict):
    """That address has been invited, and has not answered yet."""

    code = "invitations.open"
    title = "This address has an open invitation: send that one again"


class TooManyInvitations(Refused):
    """More invitations wait than anybody needs."""

    code = "invitations.too_many"
    title = "Take an invitation back before you send another"


class InvitationOver(Conflict):
    """Somebody wants to change an invitation that was accepted or taken back."""

    code = "invitations.over"
    title = "This invitation was accepted or taken back"


class InvitationExpired(Refused):
    """Nobody accepted it in time."""

    code = "invitations.expired"
    title = "This invitation has expired: ask for another"


class InvitationEnded(Refused):
    """It was taken back, or sent again: then the newest link counts."""

    code = "invitations.ended"
    title = "This invitation was taken back, or a newer mail has taken its place"


class InvitationUsed(Refused):
    """It was accepted before."""

    code = "invitations.used"
    title = "This invitation was accepted already"


class InvitedAnother(Refused):
    """Whoever is signed in has another address than the one that was invited."""

    code = "invitations.other_address"
    title = "This invitation is for another address than the one you are signed in with"


class CannotJoin(Refused):
    """The account of that address is one of staff, or was switched off."""

    code = "invitations.cannot_join"
    title = "The account with this address can't act for a company"


class PasswordNeeded(Invalid):
    """There is no account yet, and a new one needs a password."""

    code = "invitations.password_needed"
    title = "Choose a password for your new account"
