"""What does the web server call?"""

import os

from django.core.wsgi import get_wsgi_application

from shop.celery import app

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "shop.settings")

application = get_wsgi_application()

# A request waits for a silent broker but a moment: its message is only a hint. Workers, which have
# nothing better to do, keep the longer patience of the settings.
app.conf.broker_transport_options = {
    **app.conf.broker_transport_options,
    "socket_timeout": 0.5,
    "socket_connect_timeout": 0.5,
}
