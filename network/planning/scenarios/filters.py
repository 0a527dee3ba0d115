"""How scenarios may be filtered, on the page and in the API."""

from typing import ClassVar

from django.utils.translation import gettext_lazy as _

from common.pages import RecordFilter, choice, day_range
from network.planning.models import Scenario
from network.planning.scenarios.choices import Question


class ScenarioFilter(RecordFilter):
    """By question and time; `q` looks at names and people."""

    search: ClassVar[tuple[str, ...]] = ("title__icontains", "started_by_name__icontains")
    question = choice(Question.choices, label=_("Question"))
    created = day_range(field_name="created_at", label=_("Asked"))

    class Meta:
        model = Scenario
        fields = ("question", "shared")
