"""The API of insight: facts, figures, recovery, life models, warnings."""

from typing import Any

from django.utils.translation import gettext_lazy as _
from drf_spectacular.utils import OpenApiParameter, extend_schema
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from billing.insight import figures
from billing.insight.actions import RuleTerms, confirm_warning, dismiss_warning, investigate_warning, set_rule
from billing.insight.api.serializers import (
    DismissalBody,
    FactSerializer,
    FiguresSerializer,
    FindingBody,
    LifeSerializer,
    NoteBody,
    RecoverySerializer,
    RuleBody,
    WarningRuleSerializer,
    WarningSerializer,
)
from billing.insight.choices import InsightError
from billing.insight.choosing import Choice, said
from billing.insight.filters import FactFilter, WarningFilter
from billing.insight.fleet import DAYS_A_MONTH
from billing.insight.lifetimes import component_fleet
from billing.insight.models import BatchWarning, WarningRule
from billing.insight.selectors import facts_for, rules_for, warnings_for
from catalog.selectors import components_for
from common.api import RecordApi, command, creates, needs
from common.errors import Invalid
from common.records import RecordQuerySet

KEYS = {
    "month": "month",
    "region": "region",
    "model": "model_code",
    "component": "component_code",
    "station": "station__code",
}
CHOICE = [OpenApiParameter(name, str) for name in ("from", "to", "region", "model", "component", "station")]
YEAR_DAYS = 12 * DAYS_A_MONTH


class FactApi(RecordApi):
    """Claims as the figures count them, and the figures."""

    action = "insight.view"
    serializer_class = FactSerializer
    filterset_class = FactFilter

    def records(self) -> RecordQuerySet:
        """Return the facts in the actor's sight."""
        return facts_for(self.actor)

    @extend_schema(responses=FiguresSerializer, parameters=[*CHOICE, OpenApiParameter("by", str, enum=list(KEYS))])
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def figures(self, request: Request) -> Response:
        """Answer the counts and amounts of the chosen months `by` month, region, model, component or station."""
        choice, by = Choice.of(request.query_params), str(request.query_params.get("by", "month"))
        if by not in KEYS:
            raise Invalid(
                _("Ask for month, region, model, component or station."), code=InsightError.BAD_KEY, field="by"
            )
        counts = figures.counts_by(self.actor, choice, KEYS[by])
        found = {"by": by, "first_month": said(choice.first), "last_month": said(choice.last), "figures": counts}
        return Response(FiguresSerializer(found).data)

    @needs("insight.quality")
    @extend_schema(
        responses=RecoverySerializer, parameters=[*CHOICE, OpenApiParameter("by", str, enum=["month", "supplier"])]
    )
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def recovery(self, request: Request) -> Response:
        """Answer what suppliers were charged, by month or supplier; head office's alone."""
        by = "supplier" if request.query_params.get("by") == "supplier" else "month"
        rows = figures.recovery_by(Choice.of(request.query_params), "supplier_id" if by == "supplier" else "month")
        data = [
            {name: getattr(row, name) for name in (*figures.RECOVERED, "rate")} | {"key": row.code or row.key}
            for row in rows
        ]
        return Response(RecoverySerializer({"by": by, "figures": data}).data)

    @needs("insight.quality")
    @extend_schema(
        responses=LifeSerializer,
        parameters=[OpenApiParameter("component", str, required=True), OpenApiParameter("model", str)],
    )
    @extra_action(detail=False, methods=["get"], pagination_class=None, filterset_class=None)
    def life(self, request: Request) -> Response:
        """Answer the life model of a component; head office's alone."""
        code = str(request.query_params.get("component", ""))
        if not components_for(self.actor).filter(code=code).exists():
            raise Invalid(_("Name a component by its code."), code=InsightError.NO_COMPONENT, field="component")
        fleet = component_fleet(code, str(request.query_params.get("model", "")))
        fit, frame = fleet.fit, fleet.window
        low, high = fit.shape_bounds
        found = {
            "component": code,
            "vehicles": fleet.vehicles,
            "failures": int(fit.failures),
            "shape": fit.shape,
            "shape_low": low,
            "shape_high": high,
            "scale_days": fit.scale if fit.failures else None,
            "problem": fit.problem,
            "failed_after_12_months_percent": 100 * float(fit.failed_share([YEAR_DAYS])[0]),
            "watched_from": frame.records_from,
            "watched_until": frame.until,
        }
        return Response(LifeSerializer(found).data)


class WarningApi(RecordApi):
    """Warnings of batch defects."""

    action = "insight.warnings"
    serializer_class = WarningSerializer
    filterset_class = WarningFilter

    def records(self) -> RecordQuerySet:
        """Return the warnings in the actor's sight."""
        return warnings_for(self.actor)

    @command(action="insight.investigate", body=NoteBody)
    def investigate(self, row: BatchWarning, body: dict[str, Any]) -> BatchWarning:
        """Take it up."""
        return investigate_warning(row.pk, note=body["note"], acting_user=self.actor)

    @command(action="insight.investigate", body=FindingBody)
    def confirm(self, row: BatchWarning, body: dict[str, Any]) -> BatchWarning:
        """Confirm the batch defect."""
        return confirm_warning(row.pk, finding=body["finding"], acting_user=self.actor)

    @command(action="insight.investigate", body=DismissalBody)
    def dismiss(self, row: BatchWarning, body: dict[str, Any]) -> BatchWarning:
        """Dismiss it with a reason."""
        return dismiss_warning(row.pk, reason=body["reason"], acting_user=self.actor)


class WarningRuleApi(RecordApi):
    """The rules of the early warning over time."""

    action = "insight.warnings"
    serializer_class = WarningRuleSerializer

    def records(self) -> RecordQuerySet:
        """Return the rules, newest first."""
        return rules_for(self.actor)

    @creates(action="insight.configure", body=RuleBody)
    def set(self, body: dict[str, Any]) -> WarningRule:
        """Set the rule from now on."""
        given = dict(body)
        reason = given.pop("reason")
        return set_rule(RuleTerms(**given), reason=reason, acting_user=self.actor)
