"""A small set of pages over stations, as an app would write them."""

from collections.abc import Sequence
from typing import Any

import django_filters
from django import forms
from django.db.models import QuerySet
from django.forms import formset_factory
from django.urls import reverse

from common.errors import Invalid, NotYours, WrongState
from common.pages import (
    ActPage,
    Bulk,
    Button,
    ChoiceColumn,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordFilter,
    RecordTable,
    StatusColumn,
    choice,
    day_range,
)
from tenants.registry.choices import Region, StationStatus
from tenants.registry.models import Station
from tenants.registry.selectors import stations_for


class StationTable(RecordTable):
    """Columns of the sample."""

    code = NumberColumn(linkify=lambda record: reverse("sample:detail", args=[record.pk]))
    status = StatusColumn()
    region = ChoiceColumn()
    created_at = MomentColumn()
    default_columns = ("code", "name", "status")

    class Meta(RecordTable.Meta):
        model = Station
        fields = ("code", "name", "status", "region", "city", "created_at")
        order_by = "code"


class StationFilter(RecordFilter):
    """Filters of the sample."""

    search = ("code__icontains", "name__icontains")
    status = choice(StationStatus.choices, label="status")
    region = django_filters.ChoiceFilter(choices=Region.choices, label="region")
    created = day_range(field_name="created_at", label="created")


def rename(rows: QuerySet[Any], actor: Any) -> int:
    """Change all rows."""
    return rows.update(level="C")


class StationList(ListPage):
    """All stations."""

    action = "stations.view"
    title = "Stations"
    table_class = StationTable
    filterset_class = StationFilter
    create = Button(
        "New station", "sample:edit", action="stations.open", args=("00000000-0000-0000-0000-000000000000",)
    )
    bulk = (Bulk("Level C", "stations.view", rename), ("Open", "stations.open", rename))
    empty = "No stations yet: open one."

    def rows(self) -> QuerySet[Any]:
        """Return those in sight."""
        return stations_for(self.actor)


class StationPage(DetailPage):
    """One station."""

    action = "stations.view"

    def record(self) -> Station:
        """Return it through the gate."""
        found: Station = stations_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def facts(self, record: Station) -> Sequence[Fact]:
        """Return the facts."""
        return [Fact("City", record.city), Fact("Address", record.address)]

    def buttons(self, record: Station) -> Sequence[Button]:
        """Return two buttons, of which a reviewer may use one."""
        return [
            Button("Rename", "sample:edit", args=(record.pk,), action="stations.view"),
            Button("Instruct", "sample:act", args=(record.pk,), action="stations.instruct", post=True),
        ]


class StationForm(forms.Form):
    """A station's name and phone."""

    name = forms.CharField(label="Name", max_length=40)
    phone = forms.CharField(label="Phone", help_text="Day and night.")
    region = forms.ChoiceField(label="Region", choices=Region.choices)


class PartForm(forms.Form):
    """One line."""

    part = forms.CharField(label="Part")


class EditStation(FormPage):
    """Changes a station."""

    action = "stations.view"
    title = "Change"
    form_class = StationForm
    lines = {"parts": ("Parts", formset_factory(PartForm, extra=0, can_delete=True))}

    def record(self) -> Station:
        """Return it through the gate."""
        found: Station = stations_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def perform(self, form: StationForm) -> str:
        """Change it, with the refusals that an action may give."""
        given = form.cleaned_data
        if given["phone"] == "wrong":
            raise Invalid("This is not a phone number.", field="phone")
        if given["phone"] == "hidden":
            raise NotYours
        self.object.change(name=given["name"] + "!", phone=given["phone"])
        return reverse("sample:detail", args=[self.object.pk])


class ActOnStation(ActPage):
    """Needs a reason."""

    action = "stations.view"
    title = "Really?"
    reason = "required"

    def perform(self, reason: str) -> str:
        """Refuse one reason."""
        if reason == "late":
            raise WrongState
        return reverse("sample:list")


class Broken(Page):
    """Raises what a view may raise."""

    action = "stations.view"

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Raise it."""
        raise {"wrong_state": WrongState, "not_yours": NotYours, "invalid": Invalid}[kwargs["kind"]]
