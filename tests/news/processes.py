"""How does a test start a process of the shop that it may kill?"""

import os
import subprocess
import sys
from urllib.parse import quote

from django.conf import settings
from django.db import connection


def a_process(code: str, **environment: str) -> "subprocess.Popen[bytes]":
    """A process that runs some Python over the database of the test."""
    there = connection.settings_dict
    who = f"{quote(there['USER'], safe='')}:{quote(there['PASSWORD'], safe='')}"
    environment = {
        **os.environ,
        "DJANGO_SETTINGS_MODULE": "shop.settings",
        "DATABASE_URL": f"postgres://{who}@{there['HOST']}:{there['PORT']}/{there['NAME']}",
        "SECRET_KEY": settings.SECRET_KEY,
        **environment,
    }
    return subprocess.Popen([sys.executable, "-c", code], cwd=settings.BASE_DIR, env=environment)
