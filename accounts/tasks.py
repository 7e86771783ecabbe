"""Which jobs does accounts do in the background?"""

from celery import shared_task

from accounts.models import User
from accounts.operations.forgetting import forget_expired
from accounts.operations.mailing import (
    mail_already_signed_up,
    mail_confirmation,
    mail_password_reset,
)
from kit.clock import now


@shared_task(name="accounts.mail_sign_up")
def send_sign_up_mail(user_id: str, known: bool, **_: object) -> None:
    """Answer a sign-up by mail, where only the address's owner reads it."""
    user = User.objects.filter(pk=user_id).first()
    if user is not None:
        (mail_already_signed_up if known else mail_confirmation)(user=user)


@shared_task(name="accounts.mail_password_reset")
def send_password_mail(user_id: str, **_: object) -> None:
    """Mail the link for a new password; an id of nobody does nothing."""
    user = User.objects.filter(pk=user_id, is_active=True).first()
    if user is not None:
        mail_password_reset(user=user)


@shared_task(name="accounts.forget_expired")
def forget(**_: object) -> None:
    """Throw away what has outlived its use."""
    forget_expired(at=now())
