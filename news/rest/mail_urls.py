"""Which address leads to which door about mails?"""

from django.urls import path

from news.rest import preferences

urlpatterns = [path("me/notification-preferences", preferences.NotificationPreferencesDoor.as_view())]
