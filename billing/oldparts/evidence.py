"""What a supplier sees of the claim and the part behind a charge: what failed and how, never whose it was or where it was repaired.

The caller has passed the chargeback's gate; here head office's scope is taken for reading, and only what stands below is shown. Free text
goes through the scrubber, since a station may have written a name's telephone number into it.
"""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from billing.chargeback.models import Chargeback
from billing.claims.models import ClaimLine
from billing.oldparts.models import OldPart, Reinspection
from billing.oldparts.photos import photos_of
from common.money import format_minor
from common.observability.scrubbing import scrub_text
from common.pages import Fact, Section
from common.pages.parts import address
from common.scope import for_office


def line_of(chargeback: Chargeback) -> ClaimLine | None:
    """Return the claim's line that is charged."""
    return ClaimLine.objects.select_related("claim").filter(pk=chargeback.line_id).first()


def part_for(chargeback: Chargeback) -> OldPart | None:
    """Return the old part of the line that is charged."""
    return OldPart.objects.filter(line_id=chargeback.line_id).first()


def claim_extract(chargeback: Chargeback) -> list[Section]:
    """Return what the claim says of the failure."""
    with for_office():
        line = line_of(chargeback)
    if line is None:
        return []
    claim = line.claim
    facts = [
        Fact(_("Failure code"), claim.failure_code),
        Fact(_("Model"), claim.model_code),
        Fact(_("Sold on"), claim.sold_on),
        Fact(_("Failed on"), claim.failed_on),
        Fact(_("Mileage (km)"), f"{claim.mileage_km:,}" if claim.mileage_km is not None else ""),
        Fact(_("Serial number of the failed part"), line.old_serial),
        Fact(_("Serial number of the new part"), line.new_serial),
        Fact(_("Complaint"), scrub_text(claim.complaint), wide=True),
        Fact(_("Cause"), scrub_text(claim.cause), wide=True),
        Fact(_("Correction"), scrub_text(claim.correction), wide=True),
    ]
    return [Section(_("Extract of the claim"), "oldparts/facts.html", {"facts": [one for one in facts if one.value]})]


def part_check(chargeback: Chargeback) -> list[Section]:
    """Return what the check of the part found, with its photos, and the re-inspection."""
    with for_office():
        part = part_for(chargeback)
        result = Reinspection.objects.filter(chargeback_id=chargeback.pk).first()
        photos = list(photos_of(part)) if part else []
    found = []
    if part is not None:
        shown = [(address("oldparts:evidence_photo", [chargeback.pk, photo.pk]), photo) for photo in photos]
        found.append(
            Section(_("Check of the old part"), "oldparts/facts.html", {"facts": check_facts(part), "photos": shown})
        )
    if result is not None:
        found.append(Section(_("Re-inspection"), "oldparts/facts.html", {"facts": result_facts(result)}))
    return found


def check_facts(part: OldPart) -> list[Fact]:
    """Return what stands about the part in the inspection's store."""
    facts = [
        Fact(_("Label"), part.label_code),
        Fact(_("Status"), part.get_status_display()),  # type: ignore[attr-defined]
        Fact(_("Received"), part.received_at.date() if part.received_at else None),
        Fact(_("Checked on"), part.checked_at.date() if part.checked_at else None),
        Fact(_("On the part"), f"{part.seen_number} {part.seen_serial}".strip()),
        Fact(_("Weight"), f"{part.weight_g:,} g" if part.weight_g else ""),
        Fact(_("Reason"), scrub_text(part.reason), wide=True),
    ]
    return [one for one in facts if one.value]


def result_facts(result: Reinspection) -> list[Fact]:
    """Return verdict, finding, and the amounts before and after."""
    currency = result.currency
    line = f"{format_minor(result.line_before_minor, currency)} → {format_minor(result.line_after_minor, currency)}"
    due = f"{format_minor(result.due_before_minor, currency)} → {format_minor(result.due_after_minor, currency)}"
    return [
        Fact(_("Verdict"), result.get_verdict_display()),  # type: ignore[attr-defined]
        Fact(_("Re-inspected on"), result.inspected_at.date()),
        Fact(_("Settled amount"), line),
        Fact(_("Charge"), due),
        Fact(pgettext_lazy("re-inspection", "What was found"), result.finding, wide=True),
    ]
