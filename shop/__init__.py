"""Where is everything wired together?"""

from shop.celery import app as celery_app

__all__ = ["celery_app"]
