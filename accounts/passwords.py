"""When is a password too much like its owner's address?"""

from django.contrib.auth.password_validation import UserAttributeSimilarityValidator
from django.utils.translation import gettext


class NotLikeTheAddress(UserAttributeSimilarityValidator):
    """Django's comparison, in a sentence that every language can say."""

    def __init__(self, max_similarity: float = 0.7) -> None:
        super().__init__(user_attributes=("email",), max_similarity=max_similarity)

    def get_error_message(self) -> str:
        """Without a gap for a name of the address, which would need another case in each sentence."""
        return gettext("The password is too similar to your e-mail address.")

    def get_help_text(self) -> str:
        """What is asked of a password, on forms that say so beforehand."""
        return gettext("Your password must not be too similar to your e-mail address.")
