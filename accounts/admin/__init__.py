"""What do staff see of people, organisations, credentials?"""

from accounts.admin import credentials, organisations, people, requests

__all__ = ["credentials", "organisations", "people", "requests"]
