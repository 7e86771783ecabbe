"""
How does the process begin in which runs of the planner hatch?

`python -m tests.shipping.planner_nest`: what it hears and says stands in `hatching`, which can only be read
once Django knows its settings.
"""

from importlib import import_module

import django

if __name__ == "__main__":
    django.setup()
    import_module("tests.shipping.hatching").hatch_all()
