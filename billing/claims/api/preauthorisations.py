"""Pre-authorisations on the API."""

from typing import Any, ClassVar

from rest_framework import serializers

from billing.claims.choices import ClaimType
from billing.claims.models import Preauthorisation
from billing.claims.preauthorisations.actions import (
    Request,
    answer_question,
    approve_request,
    ask_station,
    refuse_request,
    request_preauthorisation,
    withdraw_request,
)
from billing.claims.preauthorisations.filters import PreauthorisationFilter
from billing.claims.preauthorisations.selectors import preauthorisations_for
from catalog.models import Vehicle
from common.api import Base64Field, DayField, MoneyField, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from tenants.registry.models import Station
from tenants.workshop.models import RepairOrder


class PreauthorisationSerializer(RecordSerializer):
    """A pre-authorisation."""

    station = PublicIdField(model=Station, source="station_id")
    vehicle = PublicIdField(model=Vehicle, source="vehicle_id")
    estimate = MoneyField(source="estimate_minor")
    approved = MoneyField(source="approved_minor")

    class Meta:
        model = Preauthorisation
        fields: ClassVar[tuple[str, ...]] = (
            "number",
            "status",
            "type",
            "station",
            "vehicle",
            "vin",
            "model_code",
            "mileage_km",
            "component_code",
            "repair_order_number",
            "reason",
            "estimate",
            "policy_label",
            "clause",
            "requested_name",
            "requested_at",
            "question",
            "answer",
            "decided_name",
            "decided_at",
            "approved",
            "valid_until",
            "comment",
        )


class PhotoBody(serializers.Serializer):
    """A picture: its file name, and its bytes in Base64."""

    name = serializers.CharField(max_length=200)
    content = Base64Field(max_length=21_000_000)


class RequestBody(serializers.Serializer):
    """What is asked for."""

    vin = serializers.CharField(min_length=17, max_length=17)
    mileage_km = serializers.IntegerField(min_value=0, max_value=5_000_000)
    component_code = serializers.CharField(max_length=12)
    type = serializers.ChoiceField(choices=ClaimType.choices, required=False, default=ClaimType.WARRANTY)
    estimate = MoneyField()
    reason = serializers.CharField(max_length=2000)
    repair_order = PublicIdField(model=RepairOrder, required=False)
    photos = PhotoBody(many=True, required=False, default=list)


class ApproveBody(serializers.Serializer):
    """The agreed amount, and the last day on which the repair may begin."""

    approved = MoneyField()
    valid_until = DayField()
    comment = serializers.CharField(max_length=500, required=False, default="", allow_blank=True)


class TextBody(serializers.Serializer):
    """A sentence for the other side."""

    text = serializers.CharField(max_length=1000)


class PreauthorisationApi(RecordApi):
    """Pre-authorisations. `POST /preauthorisations` asks for one."""

    action = "preauthorisations.view"
    serializer_class = PreauthorisationSerializer
    filterset_class = PreauthorisationFilter

    def records(self) -> RecordQuerySet:
        """Return those in the actor's sight."""
        return preauthorisations_for(self.actor)

    @creates(action="preauthorisations.request", body=RequestBody)
    def ask_first(self, body: dict[str, Any]) -> Preauthorisation:
        """Ask head office to agree to a repair."""
        photos = [(one["name"], one["content"]) for one in body.pop("photos")]
        given = {**body, "estimate_minor": body["estimate"], "repair_order_id": body.get("repair_order")}
        names = ("vin", "mileage_km", "component_code", "estimate_minor", "reason", "repair_order_id")
        request = Request(**{name: given[name] for name in names}, type=ClaimType(body["type"]), photos=photos)
        return request_preauthorisation(request, acting_user=self.actor)

    @command(action="preauthorisations.decide", body=ApproveBody)
    def approve(self, row: Preauthorisation, body: dict[str, Any]) -> Preauthorisation:
        """Agree to an amount until a day."""
        amount = body.pop("approved")
        return approve_request(row.pk, approved_minor=amount, acting_user=self.actor, **body)

    @command(action="preauthorisations.decide", body=TextBody)
    def refuse(self, row: Preauthorisation, body: dict[str, Any]) -> Preauthorisation:
        """Refuse it."""
        return refuse_request(row.pk, comment=body["text"], acting_user=self.actor)

    @command(action="preauthorisations.decide", body=TextBody)
    def ask(self, row: Preauthorisation, body: dict[str, Any]) -> Preauthorisation:
        """Ask the station."""
        return ask_station(row.pk, question=body["text"], acting_user=self.actor)

    @command(action="preauthorisations.request", body=TextBody)
    def answer(self, row: Preauthorisation, body: dict[str, Any]) -> Preauthorisation:
        """Answer head office's question."""
        return answer_question(row.pk, answer=body["text"], acting_user=self.actor)

    @command(action="preauthorisations.request")
    def withdraw(self, row: Preauthorisation, body: dict[str, Any]) -> Preauthorisation:
        """Take it back."""
        return withdraw_request(row.pk, acting_user=self.actor)
