"""What head office's pages and a station's pages have in common."""

from collections.abc import Iterable, Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from catalog.selectors import failure_code_by_code
from common.live import live_address
from common.pages import (
    SIGNED_IN,
    AmountColumn,
    Button,
    Column,
    Fact,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.tables import show_moment
from network.dispatch.choices import Limit, RescueStatus
from network.dispatch.decisions import decided_by, remark_words, why_not
from network.dispatch.models import Decision, Escalation, Rescue
from network.dispatch.selectors import parts_of_rescue, photos_of, signatures_of, with_claims
from network.dispatch.track import Fix, measure
from network.hotline.triage.reading import answers_of, parts_of, urgency_of


class RescueTable(RecordTable):
    """Rescues."""

    default_columns: ClassVar[Sequence[str]] = (
        "number",
        "status",
        "vehicle",
        "station",
        "crew",
        "created_at",
        "finished_at",
        "driven",
    )
    number = NumberColumn()
    status = StatusColumn()
    vehicle = Column(accessor="case__vehicle_label", verbose_name=_("Vehicle"), orderable=False)
    station = Column(accessor="station__name", verbose_name=_("Station"))
    crew = Column(accessor="crew__name", verbose_name=_("Crew"))
    created_at = MomentColumn(verbose_name=_("Opened at"))
    accepted_at = MomentColumn()
    arrived_at = MomentColumn()
    finished_at = MomentColumn()
    outcome = Column()
    driven = AmountColumn(accessor="distance_m", verbose_name=_("Driven (km)"))

    class Meta(RecordTable.Meta):
        model = Rescue
        fields = (
            "number",
            "status",
            "vehicle",
            "station",
            "crew",
            "created_at",
            "accepted_at",
            "arrived_at",
            "finished_at",
            "outcome",
            "driven",
        )

    def render_driven(self, value: int) -> str:
        """Show kilometres."""
        return f"{value / 1000:.1f}"


class LiveAddress(Page):
    """A fresh address of the stream; the one on a page that stays open grows old."""

    action = SIGNED_IN

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the address as text."""
        return HttpResponse(live_address(self.actor), content_type="text/plain; charset=utf-8")


def legs(rescue: Rescue) -> list[Fact]:
    """Return when what happened."""
    return [
        Fact(_("Opened at"), show_moment(rescue.created_at)),
        Fact(_("Accepted at"), show_moment(rescue.accepted_at)),
        Fact(_("Departed"), show_moment(rescue.departed_at)),
        Fact(_("Arrived"), show_moment(rescue.arrived_at), hint=_expected(rescue)),
        Fact(_("Finished at"), show_moment(rescue.finished_at)),
        Fact(_("Driven"), f"{rescue.distance_m / 1000:.1f} km" if rescue.distance_m is not None else ""),
    ]


def case_facts(rescue: Rescue) -> list[Fact]:
    """Return what the crew must know."""
    case = rescue.case
    return [
        Fact(_("Vehicle"), case.vehicle_label, hint=rescue.brand),
        Fact(_("Symptom"), case.get_symptom_display(), hint=_("must be towed") if case.needs_tow else ""),
        Fact(_("Safety"), case.get_safety_display(), hint=urgency_of(case)),
        *([Fact(_("Parts likely needed"), _(", ").join(parts), wide=True)] if (parts := parts_of(case)) else []),
        *[Fact(ask, say) for ask, say in answers_of(case)],
        Fact(_("Place"), case.place, hint=f"{rescue.lat:.5f}, {rescue.lon:.5f} (WGS-84)"),
        Fact(_("Caller"), case.contact_name, hint=case.masked_phone),
        *outcome_facts(rescue),
    ]


def outcome_facts(rescue: Rescue) -> list[Fact]:
    """Return what the crew reported at the end; nothing before."""
    cause = failure_code_by_code(rescue.found_cause) if rescue.found_cause else None
    told = [
        (_("Outcome"), rescue.outcome_words, False),
        (_("Symptom found"), rescue.get_found_symptom_display() if rescue.found_symptom else "", False),
        (_("Cause found"), f"{rescue.found_cause} {cause or ''}".strip(), False),
        (_("Result"), rescue.result, True),
        (_("Not signed because"), rescue.get_unsigned_display() if rescue.unsigned else "", False),
    ]
    return [Fact(label, value, wide=wide) for label, value, wide in told if value]


def map_section(rescue: Rescue) -> Section:
    """Return the map with the vehicle, the crew and its track."""
    points: list[dict[str, Any]] = [{"lat": rescue.lat, "lon": rescue.lon, "kind": "case", "label": rescue.number}]
    fixes = [Fix(*row) for row in rescue.positions.values_list("at", "lat", "lon", "accuracy_m")]
    track = measure(fixes, 1.0)
    step = max(1, len(track.kept) // 60)
    points += [
        {"lat": one.lat, "lon": one.lon, "kind": "track", "label": one.at.isoformat()} for one in track.kept[::step]
    ]
    if rescue.crew and rescue.crew.lat is not None and rescue.is_open:
        points.append({"lat": rescue.crew.lat, "lon": rescue.crew.lon, "kind": "busy", "label": rescue.crew.name})
    context = {"points": points, "count": len(fixes), "cut": track.cut}
    return Section(_("On the map"), "dispatch/place.html", context, aside=True)


def photos_section(rescue: Rescue) -> list[Section]:
    """Return the photos, if there are any."""
    photos = photos_of(rescue)
    context = {"photos": photos, "rescue": rescue}
    return [Section(_("Photos"), "dispatch/photos.html", context, count=len(photos))] if photos else []


def signature_section(rescue: Rescue) -> list[Section]:
    """Return what the driver drew, with name, time, place and hash; nothing where nobody signed by hand."""
    signature = signatures_of(rescue).first()
    if signature is None:
        return []
    context = {"signature": signature, "rescue": rescue, "signed_at": show_moment(signature.captured_at)}
    return [Section(_("Driver's signature"), "dispatch/signature.html", context)]


def parts_section(rescue: Rescue, actor: Actor) -> list[Section]:
    """Return the parts that the crew used, with the repair order that took them and the claim on which each stands."""
    parts = list(with_claims(parts_of_rescue(rescue), actor))
    context = {"parts": parts, "opens_claims": actor.may("claims.view")}
    return [Section(_("Parts used"), "dispatch/parts.html", context, count=len(parts))] if parts else []


def slip_buttons(rescue: Rescue) -> list[Button]:
    """Return the way to the service slip of a finished rescue."""
    if rescue.status != RescueStatus.FINISHED:
        return []
    return [Button(_("Service slip"), "dispatch:slip", args=(rescue.pk,), action="rescues.view", icon="printer")]


def decision_lines(decision: Decision) -> dict[str, Any]:
    """Return a decision in words."""
    ranked = [
        row | {"km": f"{row['distance_m'] / 1000:.1f}", "minutes": round(row["eta_s"] / 60), "cost_km": f"{row['cost_m'] / 1000:.1f}",
               "is_chosen": row["crew_id"] == str(decision.chosen_crew_id),
               "words": [remark_words(code, value) for code, value in row["remarks"][1:]]}
        for row in decision.ranked
    ]  # fmt: skip
    excluded = [
        row | {"km": f"{row['distance_m'] / 1000:.1f}", "words": [why_not(code) for code in row["why"]],
               "is_chosen": row["crew_id"] == str(decision.chosen_crew_id)}
        for row in decision.excluded
    ]  # fmt: skip
    by = decided_by(decision.made_by)
    return {"decision": decision, "by": by, "ranked": ranked, "excluded": excluded}


def escalation_section(rows: Iterable[Escalation]) -> Section:
    """Return which level was taken when, why, and who was told."""
    lines = [{"one": one, "cause": _cause(one), "by": decided_by(one.made_by)} for one in rows]
    return Section(_("Escalation"), "dispatch/escalations.html", {"lines": lines}, count=len(lines))


def _cause(one: Escalation) -> Any:
    if one.cause == Limit.ESCALATE:
        return _("No crew found")
    return _("By hand") if one.cause not in Limit.values else Limit(one.cause).label


def shortfall_lines(rescue: Rescue) -> list[tuple[str, int, int]]:
    """Return (reason, crews that it applies to, crews for which it is the only one) of an unserved rescue."""
    reasons = rescue.shortfall.get("reasons", {})
    alone = rescue.shortfall.get("only_reason", {})
    rows = [(why_not(code), count, alone.get(code, 0)) for code, count in reasons.items()]
    return sorted(rows, key=lambda row: (-row[2], -row[1]))


def _expected(rescue: Rescue) -> Any:
    if rescue.eta_at is None or rescue.arrived_at is not None or not rescue.is_open:
        return ""
    return _("expected %(moment)s") % {"moment": show_moment(rescue.eta_at)}
