"""Which mails does an account get?"""

from allauth.account.models import EmailAddress, EmailConfirmationHMAC

from accounts.adapter import AccountAdapter
from accounts.models import User
from accounts.operations.resetting import reset_key_of


def mail_confirmation(*, user: User) -> None:
    """Send the signed link that confirms an address."""
    adapter = AccountAdapter()
    address = EmailAddress.objects.get(user=user, email=user.email)
    url = adapter.get_email_confirmation_url(None, EmailConfirmationHMAC(address))
    adapter.send_mail("accounts/mail/confirm_email", user.email, {"url": url})


def mail_already_signed_up(*, user: User) -> None:
    """Tell the owner of a known address that somebody signed up with it."""
    AccountAdapter().send_mail("accounts/mail/already_signed_up", user.email, {})


def mail_password_reset(*, user: User) -> None:
    """Send the signed link behind which a new password is chosen."""
    adapter = AccountAdapter()
    url = adapter.get_reset_password_from_key_url(reset_key_of(user))
    adapter.send_mail("accounts/mail/reset_password", user.email, {"url": url})
