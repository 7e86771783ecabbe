"""Which addresses lead to the railway's own pages in the staff site?"""

from django.urls import path
from django.utils.translation import gettext_lazy as _

from accounts.sites import staff_site
from shipping.admin import handling, holds, load_lists, planning_pages, planning_scenarios

staff_site.add_pages(
    [
        path("load-lists/", load_lists.load_lists, name="load_lists"),
        path("load-lists/<uuid:leg_id>/", load_lists.load_list, name="load_list"),
        path("load-lists/<uuid:leg_id>/<slug:form>", load_lists.load_list_file, name="load_list_file"),
        path("containers/<uuid:container_id>/", handling.work, name="container_work"),
        path("departures/<uuid:departure_id>/hold/", holds.hold, name="departure_hold"),
    ],
    group=_("Dispatch"),
    title=_("Load lists"),
    first="load_lists",
)

staff_site.add_pages(
    [
        path("planning/", planning_pages.plan, name="planning"),
        path("planning/trends/", planning_pages.trends, name="planning_trends"),
        path("planning/waiting/", planning_pages.waiting, name="planning_waiting"),
        path("planning/scenarios/", planning_scenarios.scenarios_page, name="planning_scenarios"),
        path(
            "planning/scenarios/<uuid:scenario_id>/",
            planning_scenarios.scenario_page,
            name="planning_scenario",
        ),
    ],
    group=_("Dispatch"),
    title=_("Planning"),
    first="planning",
)

for title, name, filters in (
    (_("Waiting for a place"), "shipping_shipment_changelist", {"status__exact": "waiting"}),
    (_("What was rolled"), "shipping_roll_changelist", {}),
    (_("Stranded containers"), "shipping_container_changelist", {"stranded_at__isempty": 0}),
    (_("Open discrepancies"), "shipping_discrepancy_changelist", {"settled_at__isempty": 1}),
    (_("Changes not worked out"), "shipping_departure_changelist", {"follow_up": "due"}),
):
    staff_site.add_to_menu(group=_("Dispatch"), title=title, name=name, **filters)
