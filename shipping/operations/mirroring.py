"""From where may a partner's twin in the test world report?"""

from datetime import datetime

from accounts.models import Organisation
from kit.transactions import inside_transaction
from shipping.models import OrganisationLocation
from shipping.operations.loading import allow_reports


@inside_transaction
def mirror_places(*, twin: Organisation, original: Organisation, at: datetime) -> None:
    """Let the twin of an organisation report from wherever its original may; once is enough."""
    places = OrganisationLocation.objects.filter(organisation=original)
    codes = list(places.values_list("location__code", flat=True))
    if codes:
        allow_reports(organisation_id=twin.pk, location_codes=codes, at=at)
