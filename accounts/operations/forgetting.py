"""What is thrown away when its time is over?"""

from datetime import datetime

from accounts.models import AccessToken, IdempotencyRecord, Invitation, SignUp, ThrottleCount
from accounts.policy import IDEMPOTENCY_KEPT, INVITATIONS_KEPT, SIGN_UP_CONFIRMED_WITHIN, TOKEN_LIFETIME
from kit.transactions import owns_transaction


@owns_transaction
def forget_expired(*, at: datetime) -> int:
    """Delete old answers, old counts, dead tokens, tries to sign up, invitations; how many."""
    answers, _ = IdempotencyRecord.objects.filter(created_at__lt=at - IDEMPOTENCY_KEPT).delete()
    counts, _ = ThrottleCount.objects.filter(expires_at__lt=at).delete()
    tokens, _ = AccessToken.objects.filter(expires_at__lt=at - TOKEN_LIFETIME).delete()
    tries, _ = SignUp.objects.filter(created_at__lt=at - SIGN_UP_CONFIRMED_WITHIN).delete()
    # Whose addresses they hold may have nothing else to do with us.
    invited, _ = Invitation.objects.filter(expires_at__lt=at - INVITATIONS_KEPT).delete()
    return answers + counts + tokens + tries + invited
