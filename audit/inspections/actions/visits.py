"""Planning a visit, scoring it on site, reporting and closing it."""

from collections.abc import Mapping
from datetime import date
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from audit.inspections import locks, policies
from audit.inspections.choices import PHOTO, InspectionError, InspectionStatus, Purpose
from audit.inspections.deadlines import watch
from audit.inspections.models import Inspection, ItemScore, Template, TemplateItem
from audit.inspections.selectors import current_template, findings_of, inspections_for, items_of, scores_of
from common.clock import now, today
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.store import store_picture
from common.history.record import record
from common.numbering.next_number import next_number
from tenants.registry.selectors import stations_for

ON_SITE = (InspectionStatus.VISITING,)


@transaction.atomic
def plan_inspection(
    station_id: UUID, *, planned_for: date, template_code: str = "AUDIT", acting_user: Actor
) -> Inspection:
    """Plan the audit of a station. Raises Invalid for a day in the past or a checklist that is not issued."""
    acting_user.require("inspections.conduct")
    if planned_for < today():
        raise Invalid(_("Choose today or a later day."), code=InspectionError.DATE, field="planned_for")
    inspection = _new(Purpose.AUDIT, None, template_code, station_id, "", planned_for, acting_user)
    record(
        inspection, "inspection.planned", acting_user, after={"status": inspection.status, "planned_for": planned_for}
    )
    return inspection


@transaction.atomic
def start_inspection(
    purpose: Purpose | str,
    subject_id: UUID | None,
    template_code: str,
    *,
    station_id: UUID | None = None,
    subject_label: str = "",
    follows: Inspection | None = None,
    acting_user: Actor,
) -> Inspection:
    """Begin a visit that was not planned here: the acceptance of a candidate, or an unannounced audit. It is on site at once.

    An acceptance names its candidate by `subject_id` and `subject_label` and needs no station; an audit names the station.
    One that `follows` a failed visit keeps its edition and judges only what failed there; the other lines are carried over.
    Raises Invalid without either, or when no edition of the checklist is issued.
    """
    acting_user.require(Purpose(purpose).action)
    inspection = _new(
        Purpose(purpose), subject_id, template_code, station_id, subject_label, today(), acting_user, follows
    )
    if follows is not None:
        _carry_over(follows, inspection)
    return _arrive(inspection, acting_user)


@transaction.atomic
def begin_visit(inspection_id: UUID, *, acting_user: Actor) -> Inspection:
    """Arrive for a planned visit; whoever arrives is its inspector. Raises WrongState unless it is planned."""
    return _arrive(_held(inspection_id, acting_user), acting_user)


@transaction.atomic
def score_items(
    inspection_id: UUID,
    scores: Mapping[str, int | None],
    *,
    notes: Mapping[str, str] | None = None,
    acting_user: Actor,
) -> Inspection:
    """Score lines of the checklist by item code: 0 to the item's full score, None where it does not apply. May be repeated.

    Raises Invalid (`field` is the item's code) for an unknown item or too many points, WrongState when nobody is on site.
    """
    inspection = _on_site(inspection_id, acting_user)
    items = {item.code: item for item in items_of(inspection.template_id)}
    known = scores_of(inspection)
    for code, points in scores.items():
        item = _checked(items, code, points)
        _refuse_carried(known.get(item.pk), code)
        _keep(inspection, item, known.get(item.pk), points, (notes or {}).get(code))
    inspection.change(score=policies.score_of(inspection.template_id, scores_of(inspection)))
    record(inspection, "inspection.scored", acting_user, after={"scored": len(scores), "score": inspection.score})
    return inspection


@transaction.atomic
def add_photo(inspection_id: UUID, upload: bytes, *, item_code: str, name: str, acting_user: Actor) -> StoredFile:
    """Keep a photo of an item of the checklist. Raises Invalid for anything that is not a picture of at most 15 MB."""
    inspection = _on_site(inspection_id, acting_user)
    items = {item.code: item for item in items_of(inspection.template_id)}
    _known_item(items, item_code)
    file = store_picture(
        upload,
        subject_id=inspection.pk,
        kind=f"{PHOTO}:{item_code}"[:40],
        name=name,
        station_id=inspection.station_id,
        uploaded_by=acting_user.id,
    )
    record(inspection, "inspection.photographed", acting_user, after={"item": item_code, "file": file.name})
    return file


@transaction.atomic
def finish_inspection(inspection_id: UUID, *, summary: str = "", acting_user: Actor) -> Inspection:
    """Report the visit: `score` (0–100) and `has_passed` are final, findings go to the station, their time limits begin.

    Raises Invalid while a line of the checklist has not been looked at.
    """
    inspection = _on_site(inspection_id, acting_user)
    items, scores = items_of(inspection.template_id), scores_of(inspection)
    missing = [item.code for item in items if item.pk not in scores]
    if missing:
        raise Invalid(
            _("Not scored yet: %(codes)s.") % {"codes": ", ".join(missing)},
            code=InspectionError.INCOMPLETE,
            missing=missing,
        )
    score = policies.score_of(inspection.template_id, scores)
    passed = policies.has_passed(score, inspection.template.pass_score, items, scores)
    inspection.move_to(
        InspectionStatus.REPORTED, score=score, has_passed=passed, summary=summary.strip(), reported_at=now()
    )
    for finding in findings_of(inspection):
        watch(finding)
    after = {"status": inspection.status, "score": score, "has_passed": passed, "purpose": inspection.purpose}
    record(inspection, "inspection.reported", acting_user, after=after, reason=inspection.summary)
    return inspection


@transaction.atomic
def close_inspection(inspection_id: UUID, *, acting_user: Actor) -> Inspection:
    """Close a reported visit. Raises WrongState while a finding is not in order."""
    inspection = _held(inspection_id, acting_user)
    waiting = [finding.number for finding in findings_of(inspection) if finding.possible_moves()]
    if waiting:
        raise WrongState(
            _("Still to be put in order: %(numbers)s.") % {"numbers": ", ".join(waiting)},
            code=InspectionError.FINDINGS_OPEN,
        )
    before = inspection.status
    inspection.move_to(InspectionStatus.CLOSED, closed_at=now())
    record(inspection, "inspection.closed", acting_user, before={"status": before}, after={"status": inspection.status})
    return inspection


@transaction.atomic
def cancel_inspection(inspection_id: UUID, *, reason: str, acting_user: Actor) -> Inspection:
    """Call a planned visit off, with a reason. Raises WrongState once somebody is on site."""
    inspection = _held(inspection_id, acting_user)
    before = inspection.status
    inspection.move_to(InspectionStatus.CANCELLED)
    record(
        inspection,
        "inspection.cancelled",
        acting_user,
        before={"status": before},
        after={"status": inspection.status},
        reason=reason.strip(),
    )
    return inspection


def _new(
    purpose: Purpose,
    subject_id: UUID | None,
    template_code: str,
    station_id: UUID | None,
    label: str,
    planned_for: date,
    acting_user: Actor,
    follows: Inspection | None = None,
) -> Inspection:
    template = follows.template if follows is not None else _template(template_code, purpose)
    station = stations_for(acting_user).get_or_404(station_id) if station_id else None
    if (station is None) if purpose is Purpose.AUDIT else (subject_id is None):
        raise Invalid(_("Say who is inspected."), code=InspectionError.NO_SUBJECT, field="station")
    inspection = Inspection(
        number=next_number("INS"),
        purpose=purpose,
        station=station,
        subject_id=subject_id,
        subject_label=label or str(station or ""),
        template=template,
        planned_for=planned_for,
        inspector_id=acting_user.id,
        inspector_name=acting_user.name,
    )
    inspection.save(force_insert=True)
    return inspection


def _carry_over(earlier: Inspection, inspection: Inspection) -> None:
    """Copy the scores of what was in order; nobody judges that again."""
    items, scores = items_of(earlier.template_id), scores_of(earlier)
    failed = {one.pk for one in policies.failed_items(earlier.template.pass_score, items, scores)}
    ItemScore.objects.bulk_create(
        [
            ItemScore(
                inspection=inspection,
                item=item,
                points=scores[item.pk].points,
                note=scores[item.pk].note,
                is_carried=True,
            )
            for item in items
            if item.pk in scores and item.pk not in failed
        ]
    )


def _template(code: str, purpose: Purpose) -> Template:
    template = current_template(code)
    fits = template is not None and (template.purpose == Purpose.AUDIT) == (purpose is Purpose.AUDIT)
    if template is None or not fits:
        raise Invalid(_("No issued checklist fits this purpose."), code=InspectionError.NO_TEMPLATE, field="template")
    return template


def _arrive(inspection: Inspection, acting_user: Actor) -> Inspection:
    before = inspection.status
    inspection.move_to(
        InspectionStatus.VISITING, started_at=now(), inspector_id=acting_user.id, inspector_name=acting_user.name
    )
    after = {"status": inspection.status, "inspector_name": acting_user.name, "purpose": inspection.purpose}
    record(inspection, "inspection.started", acting_user, before={"status": before}, after=after)
    return inspection


def _held(inspection_id: UUID, acting_user: Actor) -> Inspection:
    """Return the inspection, locked, when the actor conducts visits of its purpose."""
    policies.require_conductor(acting_user)
    inspection = locks.lock_inspection(inspections_for(acting_user), inspection_id)
    acting_user.require(Purpose(inspection.purpose).action)
    return inspection


def _on_site(inspection_id: UUID, acting_user: Actor) -> Inspection:
    inspection = _held(inspection_id, acting_user)
    if inspection.status not in ON_SITE:
        raise WrongState(
            _("Scores, photos and the report belong to a visit that is under way."), code=InspectionError.NOT_ON_SITE
        )
    return inspection


def _checked(items: Mapping[str, TemplateItem], code: str, points: int | None) -> TemplateItem:
    item = _known_item(items, code)
    if points is not None and not 0 <= points <= item.weight:
        raise Invalid(
            _("%(code)s: 0 to %(weight)d points.") % {"code": code, "weight": item.weight},
            code=InspectionError.POINTS,
            field=code,
        )
    return item


def _refuse_carried(score: ItemScore | None, code: str) -> None:
    if score is not None and score.is_carried:
        message = _("%(code)s was in order at the visit before and is not judged again.") % {"code": code}
        raise Invalid(message, code=InspectionError.CARRIED, field=code)


def _known_item(items: Mapping[str, TemplateItem], code: str) -> TemplateItem:
    if code not in items:
        raise Invalid(
            _("The checklist has no item %(code)s.") % {"code": code}, code=InspectionError.UNKNOWN_ITEM, field=code
        )
    return items[code]


def _keep(
    inspection: Inspection, item: TemplateItem, score: ItemScore | None, points: int | None, note: str | None
) -> None:
    if score is None:
        ItemScore.objects.create(
            inspection=inspection, station_id=inspection.station_id, item=item, points=points, note=note or ""
        )
    elif (score.points, score.note) != (points, score.note if note is None else note):
        score.change(points=points, note=score.note if note is None else note)
