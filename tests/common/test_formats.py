"""Dates in forms: what a browser's date field reads, whatever the language of the page."""

from datetime import date

import pytest
from django import forms
from django.utils import translation


class DayForm(forms.Form):
    day = forms.DateField(widget=forms.DateInput(attrs={"type": "date"}))


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_a_date_field_is_filled_in(language: str) -> None:
    with translation.override(language):
        assert 'value="2026-10-05"' in str(DayForm(initial={"day": date(2026, 10, 5)})["day"])


@pytest.mark.parametrize("typed", ["2026-10-05", "2026/10/5", "2026年10月5日"])
def test_a_date_is_read_as_it_is_written_in_chinese(typed: str) -> None:
    with translation.override("zh-hans"):
        assert DayForm({"day": typed}).is_valid()
