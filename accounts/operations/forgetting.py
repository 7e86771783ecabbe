"""What is thrown away when its time is over?"""

from datetime import datetime

from accounts.models import AccessToken, IdempotencyRecord, SignUp, ThrottleCount
from accounts.policy import IDEMPOTENCY_KEPT, SIGN_UP_CONFIRMED_WITHIN, TOKEN_LIFETIME
from kit.transactions import owns_transaction


@owns_transaction
def forget_expired(*, at: datetime) -> int:
    """Delete old answers, old counts, tokens dead for a token's lifetime, tries to sign up; how many."""
    answers, _ = IdempotencyRecord.objects.filter(created_at__lt=at - IDEMPOTENCY_KEPT).delete()
    counts, _ = ThrottleCount.objects.filter(expires_at__lt=at).delete()
    tokens, _ = AccessToken.objects.filter(expires_at__lt=at - TOKEN_LIFETIME).delete()
    tries, _ = SignUp.objects.filter(created_at__lt=at - SIGN_UP_CONFIRMED_WITHIN).delete()
    return answers + counts + tokens + tries
