"""What claims hang into the frame: menu, cards, search, and how their events are called."""

from typing import Any

from django.db.models import Count, Q, Sum
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.claims import campaign_progress as campaign_progress  # counts the work of campaigns
from billing.claims import on_vehicle as on_vehicle  # adds its section to the vehicle's page
from billing.claims.appeals.selectors import waiting_appeals
from billing.claims.automatic.choices import Verdict
from billing.claims.choices import ClaimStatus, OldPartState, PhotoSubject
from billing.claims.goodwill.selectors import waiting_goodwill
from billing.claims.preauthorisations.choices import PreauthorisationStatus
from billing.claims.preauthorisations.selectors import preauthorisations_for, waiting_requests
from billing.claims.replay import on_policy as on_policy  # adds its buttons to the page of a policy version
from billing.claims.selectors import claims_for, waiting
from billing.claims.star.importing import ClaimImporter
from common.imports.importers import register
from common.money import format_minor
from common.pages import OFFICE, STATION, Card, Hit, cards, menu, say, searches
from common.pages.parts import address
from common.pages.timeline import label, spell

menu.add(
    "claims",
    _("First review"),
    "claims:queue",
    icon="clipboard-check",
    action="claims.first_review",
    order=10,
    key="f",
)
menu.add(
    "claims", _("Final review"), "claims:finals", icon="shield-check", action="claims.final_review", order=12, key="n"
)
menu.add(
    "claims",
    _("Claims"),
    "claims:list",
    icon="receipt",
    action="claims.view",
    places=(OFFICE, STATION),
    order=14,
    key="c",
)
menu.add(
    "claims",
    _("Pre-authorisations"),
    "claims:preauthorisations",
    icon="shield-question",
    action="preauthorisations.view",
    places=(OFFICE, STATION),
    order=15,
)
menu.add(
    "claims",
    _("Appeals"),
    "claims:appeals",
    icon="scale",
    action="appeals.view",
    places=(OFFICE, STATION),
    order=16,
)
menu.add(
    "claims",
    _("Goodwill approvals"),
    "claims:goodwills",
    icon="heart-handshake",
    action="goodwill.view",
    order=17,
    words="善意 审批 goodwill approval",
)
menu.add(
    "claims", _("Sample of decisions by rule"), "claims:samples", icon="dice-5", action="claims.view_samples", order=11
)
menu.add("policy", _("Policy replays"), "claims:replays", icon="player-play", action="claims.view_replays", order=62)


menu.add(
    "claims",
    _("Anomalies"),
    "claims:detectors",
    icon="alert-triangle",
    action="claims.anomalies",
    order=16,
    words="异常 检测 anomalies detectors",
)


def find_claims(actor: Any, q: str) -> list[Hit]:
    """Return claims by number, VIN or repair order."""
    found = claims_for(actor).filter(Q(number__icontains=q) | Q(vin__icontains=q) | Q(repair_order_number__icontains=q))
    return [
        Hit(claim.number, claim.get_absolute_url(), f"{claim.get_status_display()} · {claim.vin}", "receipt")
        for claim in found[:6]
    ]


def first_review_card(actor: Any) -> Card:
    """Return how many claims wait for the first review, and for how much."""
    return _queue_card(actor, ClaimStatus.SUBMITTED, _("Waiting for first review"), "claims:queue")


def final_review_card(actor: Any) -> Card:
    """Return how many claims wait for the final review."""
    return _queue_card(actor, ClaimStatus.FIRST_REVIEWED, _("Waiting for final review"), "claims:finals")


def returned_card(actor: Any) -> Card | None:
    """Return how many claims came back with a question."""
    count = claims_for(actor).filter(status=ClaimStatus.RETURNED).count()
    url = f"{address('claims:list')}?status=returned"
    return Card(_("Returned with a question"), count, url, tone="warn", icon="message-question") if count else None


def draft_card(actor: Any) -> Card:
    """Return how many claims have not been signed."""
    count = claims_for(actor).filter(status=ClaimStatus.DRAFT).count()
    return Card(_("Claims to be signed"), count, f"{address('claims:list')}?status=draft", icon="signature")


def request_card(actor: Any) -> Card | None:
    """Return how many pre-authorisations wait for a decision."""
    count = waiting_requests(actor).count()
    url = f"{address('claims:preauthorisations')}?status=requested"
    return Card(_("Pre-authorisations to decide"), count, url, icon="shield-question") if count else None


def asked_card(actor: Any) -> Card | None:
    """Return how many pre-authorisations came back with a question."""
    count = preauthorisations_for(actor).filter(status=PreauthorisationStatus.ASKED).count()
    url = f"{address('claims:preauthorisations')}?status=asked"
    return (
        Card(_("Pre-authorisations with a question"), count, url, tone="warn", icon="shield-question")
        if count
        else None
    )


def appeal_card(actor: Any) -> Card | None:
    """Return how many appeals wait for this person's decision."""
    count = waiting_appeals(actor).count()
    url = f"{address('claims:appeals')}?status=filed"
    return Card(_("Appeals to decide"), count, url, icon="scale") if count else None


def goodwill_card(actor: Any) -> Card | None:
    """Return how much goodwill waits for this person's approval."""
    rows = waiting_goodwill(actor)
    total = format_minor(sum(row.asked_minor for row in rows))
    url = f"{address('claims:goodwills')}?status=waiting"
    return Card(_("Goodwill to approve"), len(rows), url, total, icon="heart-handshake") if rows else None


def _queue_card(actor: Any, status: ClaimStatus, title: Any, name: str) -> Card:
    rows = waiting(actor, status)
    found = rows.order_by().aggregate(count=Count("pk"), total=Sum("claimed_minor"))
    return Card(title, found["count"], address(name), format_minor(found["total"] or 0), icon="receipt")


register(ClaimImporter())
cards.add(first_review_card, action="claims.first_review", places=(OFFICE,), order=10)
cards.add(final_review_card, action="claims.final_review", places=(OFFICE,), order=10)
cards.add(request_card, action="preauthorisations.decide", places=(OFFICE,), order=11)
cards.add(appeal_card, action="appeals.decide", places=(OFFICE,), order=12)
cards.add(goodwill_card, action="goodwill.approve", places=(OFFICE,), order=12)
cards.add(asked_card, action="preauthorisations.request", places=(STATION,), order=13)
cards.add(returned_card, action="claims.prepare", places=(STATION,), order=10)
cards.add(draft_card, action="claims.sign", places=(STATION,), order=12)
searches.add(kind=_("Claim"), action="claims.view", find=find_claims, places=(OFFICE, STATION), order=10)
say(
    {
        "claim.prepared": _("Claim prepared"),
        "claim.edited": _("Lines edited"),
        "claim.submitted": _("Signed and submitted"),
        "claim.first_reviewed": _("First review done"),
        "claim.flagged": _("Anomalies looked for"),
        "claim.flag_dismissed": _("Anomaly dismissed"),
        "claim.returned": _("Returned with a question"),
        "claim.goodwill_asked": _("Goodwill above the limit: approval asked for"),
        "claim.goodwill_refused": _("Goodwill refused: first review again"),
        "claim.goodwill_withdrawn": _("Request for goodwill withdrawn"),
        "goodwill.asked": _("Asked for"),
        "goodwill.granted": _("Goodwill granted"),
        "goodwill.refused": _("Refused"),
        "goodwill.withdrawn": _("Withdrawn"),
        "claim.old_part_awaited": _("Old part turned up"),
        "claim.old_part_confirmed": _("Old part confirmed"),
        "claim.old_part_rejected": _("Old part refused"),
        "claim.old_part_missing": _("Old part given up as missing"),
        "claim.old_part_waived": _("Old part waived"),
        "claim.old_part_overdue": _("Old part overdue: its line is held"),
        "claim.old_part_retained": _("Old part kept at the station"),
        "claim.held_lines_decided": _("Held lines decided"),
        "claim.amended": _("Changed by a supplier's dispute"),
        "claim.final_reviewed": _("Finally approved"),
        "claim.rejected": _("Rejected"),
        "claim.reopened": _("Reopened"),
        "claim.cancelled": _("Cancelled"),
        "claim.photos_added": _("Photos added"),
        "claim.photo_removed": _("Photo removed"),
        "claim.appealed": _("Appealed"),
        "claim.appeal_withdrawn": _("Appeal withdrawn"),
        "claim.appeal_denied": _("Appeal denied"),
        "claim.appeal_granted": _("Appeal granted"),
        "claim.appeal_lapsed": _("Time for an appeal is over"),
        "preauthorisation.requested": _("Asked for"),
        "preauthorisation.answered": _("Question answered"),
        "preauthorisation.asked": _("Question to the station"),
        "preauthorisation.approved": pgettext_lazy("pre-authorisation", "Agreed"),
        "preauthorisation.refused": pgettext_lazy("pre-authorisation", "Refused"),
        "preauthorisation.withdrawn": _("Withdrawn"),
        "preauthorisation.expired": _("No longer valid"),
        "anomaly_table.published": _("Published"),
        "review_note.written": _("Note for colleagues"),
        "sample.drawn": _("Drawn for checking"),
        "sample.checked": _("Checked"),
        "replay.started": _("Replay started"),
        "replay.finished": _("Replay finished"),
    }
)
label(
    {
        "repair_order": _("Repair order"),
        "rescue": _("Rescue"),
        "certificate": _("Certificate"),
        "approval": _("Request for goodwill"),
        "appeal": _("Appeal"),
        "flags": _("Anomalies"),
        "repaired_on": _("Repair finished"),
        "subject": _("What they show"),
        "policy": _("Policy"),
        "photo": _("Photo"),
        "asked_minor": _("to be granted"),
        "line": _("Line"),
        "part_number": _("Part number"),
        "old_part": _("Old part"),
        "line_final_minor": _("final amount of the line"),
        "hold": _("held"),
        "lines": _("Lines"),
        "difference_minor": _("Difference"),
        "verdict": _("Verdict"),
        "not_claimed": _("Not claimed"),
        "given_minor": _("amount granted so far"),
    }
)
spell({"old_part": OldPartState, "subject": PhotoSubject, "verdict": Verdict})
