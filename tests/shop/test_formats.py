"""Are days written alike in every language, and read as they are written?"""

from datetime import UTC, date, datetime

import pytest
from django import forms
from django.conf import settings
from django.contrib.admin.utils import display_for_value
from django.utils import translation

DAY = date(2026, 11, 30)
every_language = pytest.mark.parametrize("language", [code for code, _ in settings.LANGUAGES])


@every_language
def test_a_day_is_written_as_an_instant_is(language: str) -> None:
    with translation.override(language):
        assert display_for_value(DAY, "–") == "2026-11-30"
        assert display_for_value(datetime(2026, 11, 30, 20, 21, tzinfo=UTC), "–") == "2026-11-30 20:21"


@every_language
def test_a_form_shows_the_same_and_reads_what_people_type(language: str) -> None:
    class _Form(forms.Form):
        day = forms.DateField()

    with translation.override(language):
        assert 'value="2026-11-30"' in str(_Form(initial={"day": DAY})["day"])
        for said in ("2026-11-30", "30.11.2026"):
            form = _Form({"day": said})
            assert form.is_valid()
            assert form.cleaned_data["day"] == DAY
