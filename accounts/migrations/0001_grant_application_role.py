"""May the application's role use what the owner makes?"""

from django.db import migrations

from kit.schema import GrantApplicationRole


class Migration(migrations.Migration):
    """First of all, so that every later table is granted as it is made."""

    initial = True
    dependencies = []
    run_before = [("contenttypes", "0001_initial"), ("pghistory", "0001_initial")]
    operations = [GrantApplicationRole()]
