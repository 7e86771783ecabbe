"""Where do providers of these tests report to? Imported while they have a secret."""

from news.rest.tracking import patterns_of

_PROVIDERS = ("postmark", "brevo", "mailgun", "sparkpost", "mailjet")
urlpatterns = [pattern for provider in _PROVIDERS for pattern in patterns_of(provider)]
