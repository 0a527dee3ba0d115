"""Pages of claims that look the same at head office and at the station."""

from collections.abc import Sequence
from typing import Any

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.claims.appeals.selectors import appeal_of, appeal_until
from billing.claims.choices import ClaimType
from billing.claims.filters import ClaimFilter
from billing.claims.models import Claim
from billing.claims.pages.goodwill import goodwill_section
from billing.claims.pages.photos import photos_section
from billing.claims.pages.tables import ClaimTable
from billing.claims.selectors import claims_for, vehicle_claims
from billing.claims.showing import claim_reasons, coverage_words, shown_lines
from billing.claims.star.exporting import STAR_CAP, star_answer
from common.clock import now
from common.money import format_minor
from common.pages import Button, Crumb, DetailPage, Fact, ListPage, Section
from common.pages.parts import address
from common.text import Text


class ClaimList(ListPage):
    """All claims in the person's sight."""

    action = "claims.view"
    title = _("Claims")
    table_class = ClaimTable
    filterset_class = ClaimFilter
    is_whole = True
    empty = _("No claims yet. A station prepares one from a finished repair order.")

    def rows(self) -> QuerySet[Any]:
        """Return them through the gate."""
        return claims_for(self.actor)

    def page_buttons(self) -> Sequence[Button]:
        """Add the file with STAR-shaped names, of what the filter leaves."""
        chosen = self.request.GET.urlencode()
        target = address("claims:star", ["csv"]) + (f"?{chosen}" if chosen else "")
        return [*super().page_buttons(), Button(_("STAR file"), target, icon="file-export")]


class StarFile(ClaimList):
    """The claims of the list, line by line, as the file that an import reads."""

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send CSV, XLSX or JSON of at most `STAR_CAP` claims."""
        related = self.filtered().select_related("preauthorisation").prefetch_related("lines")
        return star_answer(list(related.order_by("-created_at")[:STAR_CAP]), self.kwargs["format"])


class ClaimDetail(DetailPage):
    """One claim: facts, lines with the reasons of the rules, the vehicle's other claims."""

    action = "claims.view"
    template_name = "claims/detail.html"

    def record(self) -> Claim:
        """Return the claim through the gate."""
        related = claims_for(self.actor).select_related("policy", "vehicle__model", "preauthorisation")
        rows = related.prefetch_related("lines", "reasons")
        claim: Claim = rows.get_or_404(self.kwargs["pk"])
        return claim

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back to the list."""
        return [Crumb(_("Claims"), address("claims:list"))]

    def subtitle_for(self, record: Claim) -> Text:
        """Return type and station."""
        return f"{record.get_type_display()} · {record.station.name}"

    def facts(self, record: Claim) -> list[Fact]:
        """Return the head of the claim."""
        return [*amounts(record), *vehicle_facts(record), *origin_facts(record), *people_facts(record)]

    def sections(self, record: Claim) -> list[Section]:
        """Return lines, the story, and what happened to the vehicle before."""
        return [
            *question_section(record),
            *appeal_section(record),
            lines_section(record),
            *story_section(record),
            *goodwill_section(record, self.actor),
            photos_section(record, "claims:photo"),
            history_section(record, self.actor),
        ]


def amounts(claim: Claim) -> list[Fact]:
    """Return claimed, approved and final."""
    pairs = [
        (_("Claimed"), claim.claimed_minor),
        (_("Approved"), claim.approved_minor),
        (_("Final"), claim.final_minor),
    ]
    return [Fact(label, "" if minor is None else format_minor(minor, claim.currency)) for label, minor in pairs]


def vehicle_facts(claim: Claim) -> list[Fact]:
    """Return the vehicle and its warranty."""
    if not claim.vin:
        return []
    km = "" if claim.mileage_km is None else now_("%(km)s km") % {"km": f"{claim.mileage_km:,}"}
    facts = [Fact(_("VIN"), claim.vin), Fact(_("Model"), claim.model_code), Fact(_("Sold on"), claim.sold_on)]
    facts += [Fact(_("Engine number"), claim.engine_no)] if claim.engine_no else []
    covered = coverage_words(claim, list(claim.lines.all()))
    return [*facts, Fact(_("Mileage"), km), *([Fact(_("Covered"), covered)] if covered else [])]


def origin_facts(claim: Claim) -> list[Fact]:
    """Return what the claim came from, and the policy that judges it."""
    facts = [
        Fact(_("Repair finished"), claim.repair_finished_on),
        Fact(_("Policy"), claim.policy_label, url=address("policy:detail", [claim.policy_id])),
    ]
    if claim.type == ClaimType.OUTBOUND_RESCUE:
        expected = Fact(_("Expected"), _km(claim.expected_distance_m))
        driven = Fact(_("Driven"), _km(claim.distance_m), hint=drive_words(claim))
        return [Fact(_("Rescue"), claim.rescue_number), driven, expected, *facts]
    order = claim.repair_order_number or claim.document_id
    return [
        Fact(_("Repair order"), order),
        Fact(_("Failed on"), claim.failed_on),
        Fact(_("Repair started"), claim.repair_started_on),
        *facts,
        *fault_facts(claim),
        *agreement_facts(claim),
    ]


def drive_words(claim: Claim) -> str:
    """Return under which circumstances the drive was."""
    said = (
        (claim.is_night, _("at night")),
        (claim.is_highway, _("on the highway")),
        (claim.is_plateau, _("on the plateau")),
    )
    return ", ".join(str(words) for holds, words in said if holds)


def fault_facts(claim: Claim) -> list[Fact]:
    """Return the fault codes, as far as there are any."""
    suspect = "" if claim.spn is None else f"{claim.spn}-{claim.fmi}"
    codes = [(_("Failure code"), claim.failure_code), (_("DTC"), claim.dtc), (_("SPN-FMI"), suspect)]
    return [Fact(label, value) for label, value in codes if value]


def agreement_facts(claim: Claim) -> list[Fact]:
    """Return the pre-authorisation that the claim names."""
    row = claim.preauthorisation
    return [Fact(_("Pre-authorisation"), row.number, url=row.get_absolute_url())] if row else []


def people_facts(claim: Claim) -> list[Fact]:
    """Return who signed and who reviewed."""
    appraised = Fact(_("Appraiser"), claim.appraiser_name, hint=claim.certificate_number)
    first = Fact(_("First reviewer"), _("By rule") if claim.by_rule else claim.first_reviewer_name)
    goodwill = [Fact(_("Goodwill approved by"), claim.goodwill_name)] if claim.goodwill_name else []
    return [appraised, first, *goodwill, Fact(_("Final reviewer"), claim.final_reviewer_name)]


def question_section(claim: Claim) -> list[Section]:
    """Return the reviewer's question and the answer, when there is one."""
    if not claim.question:
        return []
    return [Section(_("Question of the reviewer"), "claims/question.html", {"claim": claim})]


def appeal_section(claim: Claim) -> list[Section]:
    """Return the appeal, or until when there may be one; nothing when nothing was cut."""
    appeal, until = appeal_of(claim), appeal_until(claim)
    if appeal is None and until is None:
        return []
    context = {"appeal": appeal, "until": until, "is_open": until is not None and now() < until}
    return [Section(_("Appeal"), "claims/appeal.html", context)]


def lines_section(claim: Claim) -> Section:
    """Return the lines with their reasons."""
    lines = shown_lines(claim)
    context = {"claim": claim, "lines": lines, "about_claim": claim_reasons(claim)}
    return Section(_("Lines"), "claims/lines.html", context, count=len(lines), anchor="lines")


def story_section(claim: Claim) -> list[Section]:
    """Return complaint, cause and correction; a drive has none."""
    told = claim.type != ClaimType.OUTBOUND_RESCUE
    return [Section(_("What was found"), "claims/story.html", {"claim": claim})] if told else []


def history_section(claim: Claim, actor: Any) -> Section:
    """Return the other claims for the vehicle."""
    rows = vehicle_claims(claim, actor)
    return Section(
        _("Other claims for this vehicle"), "claims/history.html", {"claims": rows}, count=len(rows), aside=True
    )


def _km(metres: int | None) -> str:
    return "" if metres is None else now_("%(km)s km") % {"km": f"{metres / 1000:.1f}"}
