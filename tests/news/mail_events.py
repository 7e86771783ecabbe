"""Where do providers of these tests report to? Imported while they have a secret."""

from news.rest.tracking import patterns_of

urlpatterns = [*patterns_of("postmark"), *patterns_of("brevo")]
