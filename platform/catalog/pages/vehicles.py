"""Vehicles, their models, and the check of a VIN."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from catalog.models import Vehicle, VehicleModel
from catalog.pages.tables import ModelFilter, ModelTable, VehicleFilter, VehicleTable
from catalog.plates import shown_plate
from catalog.sections import sections_of
from catalog.selectors import models_for, vehicle_by_vin, vehicles_for
from catalog.vin import VinFacts, check_vin
from common.errors import DomainError
from common.pages import Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.text import Text


class VehicleList(ListPage):
    """All vehicles that were built."""

    action = "vehicles.view"
    title = _("Vehicles")
    table_class = VehicleTable
    filterset_class = VehicleFilter
    empty = _("No vehicle fits. Search by the VIN, its last eight characters, or the whole plate.")

    def rows(self) -> QuerySet[Any]:
        """Return the vehicles."""
        return vehicles_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the check of a VIN."""
        return [Button(_("Check a VIN"), "catalog:check_vin", icon="barcode")]


class VehicleDetail(DetailPage):
    """One vehicle: what the factory knows, and what the other modules have about it."""

    action = "vehicles.view"
    status_field = ""
    list_name = "catalog:vehicles"

    def record(self) -> Any:
        """Return the vehicle."""
        return vehicles_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Vehicles"), reverse("catalog:vehicles"))]

    def title_for(self, record: Vehicle) -> Text:
        """Return the VIN."""
        return record.vin

    def subtitle_for(self, record: Vehicle) -> Text:
        """Return the model."""
        return f"{record.model.brand} {record.model.name}"

    def facts(self, record: Vehicle) -> Sequence[Fact]:
        """Return what the factory and the VIN say."""
        said = self.said(record)
        return [
            Fact(_("model"), f"{record.model.code} {record.model.name}", url=record.model.get_absolute_url()),
            Fact(_("plate"), shown_plate(self.actor, record.plate)),
            Fact(_("engine number"), record.engine_no),
            Fact(_("manufacturer"), (said and said.manufacturer) or ""),
            Fact(_("model year"), (said and said.model_year) or ""),
            Fact(_("built on"), record.built_on.isoformat()),
            Fact(_("sold on"), record.sold_on.isoformat() if record.sold_on else ""),
            Fact(_("used for"), record.known_use.label),
            Fact(_("city"), record.city),
            Fact(_("last known mileage (km)"), f"{record.mileage_km:,}"),
        ]

    def said(self, record: Vehicle) -> VinFacts | None:
        """Return what the VIN says; one that came in wrong from elsewhere says nothing."""
        try:
            return check_vin(record.vin)
        except DomainError:
            return None

    def sections(self, record: Vehicle) -> Sequence[Section]:
        """Return what upper wings know of the vehicle."""
        return sections_of(self.actor, record)


class ModelList(ListPage):
    """The models that are sold."""

    action = "catalog.view"
    title = _("Models")
    table_class = ModelTable
    filterset_class = ModelFilter

    def rows(self) -> QuerySet[Any]:
        """Return the models."""
        return models_for(self.actor)


class ModelDetail(DetailPage):
    """One model."""

    action = "catalog.view"
    list_name = "catalog:models"

    def record(self) -> Any:
        """Return the model."""
        return models_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(_("Models"), reverse("catalog:models"))]

    def title_for(self, record: VehicleModel) -> Text:
        """Return code and name."""
        return f"{record.code} {record.name}"

    def facts(self, record: VehicleModel) -> Sequence[Fact]:
        """Return brand, usage and a link to its vehicles."""
        return [
            Fact(_("brand"), record.brand),
            Fact(_("usage"), record.get_usage_display()),
            Fact(_("Chinese name"), record.name_zh),
            Fact(_("English name"), record.name_en),
            Fact(_("Vehicles"), _("Show its vehicles"), url=f"{reverse('catalog:vehicles')}?model={record.pk}"),
        ]


class CheckVin(Page):
    """What a VIN says, and whether it can be right: for reception, claims and the hotline."""

    action = "vehicles.view"
    title = _("Check a VIN")
    template_name = "catalog/check_vin.html"
    lit = "catalog:vehicles"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the vehicles."""
        return [Crumb(_("Vehicles"), reverse("catalog:vehicles"))]

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form; with `?vin=` also the answer."""
        text = request.GET.get("vin", "")
        return self.render(typed=text, **(self.answer(text) if text else {}))

    def answer(self, text: str) -> dict[str, Any]:
        """Return the facts, or the sentence that says what is wrong."""
        try:
            said = check_vin(text)
        except DomainError as error:
            return {"problem": error.message}
        return {"said": said, "vehicle": vehicle_by_vin(said.vin)}
