"""Candidates at each step of their way, made by the real actions."""

import io
from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from PIL import Image

from accounts.actors import Actor
from accounts.roles import Role
from audit.inspections.actions import add_photo, finish_inspection, score_items
from audit.inspections.models import Inspection
from audit.inspections.selectors import open_items
from common.clock import now, today
from common.history.relay import deliver_pending
from common.ids import new_id
from common.scope import for_office
from network.onboarding.actions import (
    CandidateFacts,
    FirstManager,
    Signature,
    Terms,
    accept_candidate,
    confirm_candidate,
    draft_agreement,
    instruct_opening,
    open_candidate,
    propose_candidate,
    record_signature,
    select_candidate,
    start_acceptance,
)
from network.onboarding.building.choices import ImageStatus
from network.onboarding.building.rectify import report_rectified, to_rectify
from network.onboarding.choices import CandidateStatus
from network.onboarding.firstweek.actions import begin_first_week
from network.onboarding.models import Agreement, Candidate, ImageItem, KeyPerson
from network.onboarding.selection.selectors import standard_at
from tenants.registry.models import Station
from tests.world import office_actor

SIGNED_COPY = b"%PDF-1.7\nsigned by both sides\n%%EOF"


def facts(**changes: Any) -> CandidateFacts:
    """A company in Xuzhou, which the East China office looks after."""
    usual: dict[str, Any] = {
        "name": "徐州恒远汽车服务有限公司",
        "province_code": "32",
        "city": "徐州",
        "lat": 34.26,
        "lon": 117.19,
        "contact_name": "王建国",
        "contact_phone": "13900000000",
        "contact_email": "wang@hengyuan.example",
        "address": "复兴路8号",
        "brands": ["Haul"],
    }
    return CandidateFacts(**(usual | changes))


def full_points() -> dict[str, int]:
    """Full marks on every criterion of the standard in force."""
    return {one["code"]: one["points"] for one in standard_at(now()).criteria}


def lead(actor: Actor | None = None, **changes: Any) -> Candidate:
    """A candidate that was just proposed."""
    with for_office():
        return propose_candidate(facts(**changes), acting_user=actor or office_actor(Role.REGIONAL_OFFICE))


def selected(**changes: Any) -> Candidate:
    """A candidate that the regional office has selected."""
    candidate = lead(**changes)
    with for_office():
        return select_candidate(candidate.pk, points=full_points(), acting_user=office_actor(Role.REGIONAL_OFFICE))


def permitted(**changes: Any) -> Candidate:
    """A candidate that may build and has sent no photo of its image checklist yet."""
    candidate = selected(**changes)
    with for_office():
        return confirm_candidate(
            candidate.pk,
            build_until=today() + timedelta(days=60),
            level="B",
            acting_user=office_actor(Role.SERVICE_MANAGEMENT),
        )


def confirmed(**changes: Any) -> Candidate:
    """A candidate that may build and whose image checklist is accepted."""
    candidate = permitted(**changes)
    finish_checklist(candidate)
    return candidate


def finish_checklist(candidate: Candidate) -> None:
    """Let the image checklist be accepted: by two updates, its actions have tests of their own."""
    with for_office():
        items = ImageItem.objects.filter(candidate=candidate)
        items.update(status=ImageStatus.SUBMITTED)
        items.update(status=ImageStatus.ACCEPTED)


def photo(colour: str = "navy") -> bytes:
    """A small picture."""
    out = io.BytesIO()
    Image.new("RGB", (64, 48), colour).save(out, "JPEG")
    return out.getvalue()


def visited(candidate: Candidate, share: float = 1.0, *, photos: int = 1, actor: Actor | None = None) -> Inspection:
    """Begin, score (this share of each item's points), photograph and report an acceptance visit."""
    actor = actor or office_actor(Role.SERVICE_MANAGEMENT)
    with for_office(), transaction.atomic():
        visit = start_acceptance(candidate.pk, acting_user=actor)
        inspection = Inspection.objects.get(pk=visit.inspection_id)
        items = open_items(inspection)
        score_items(inspection.pk, {one.code: int(one.weight * share) for one in items}, acting_user=actor)
        for number in range(photos):
            add_photo(inspection.pk, photo(), item_code=items[number].code, name="site.jpg", acting_user=actor)
        return finish_inspection(inspection.pk, summary="验收", acting_user=actor)


def rectified(candidate: Candidate, *, actor: Actor | None = None) -> None:
    """Deliver the result of the failed visit and report each of its items as put right."""
    actor = actor or office_actor(Role.REGIONAL_OFFICE)
    deliver_pending()
    with for_office():
        for item in to_rectify(actor).filter(visit__candidate=candidate):
            report_rectified(item.pk, words="已整改", acting_user=actor)


def accepted(**changes: Any) -> Candidate:
    """A candidate whose site was accepted."""
    candidate = confirmed(**changes)
    visited(candidate)
    with for_office():
        return accept_candidate(candidate.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def terms(**changes: Any) -> Terms:
    """Usual terms."""
    usual: dict[str, Any] = {
        "representative": "王建国", "territory": "徐州市", "starts_on": today(), "labour_coefficient": Decimal("1.05"),
    }  # fmt: skip
    return Terms(**(usual | changes))


def drafted(**changes: Any) -> Agreement:
    """An agreement that waits for its signatures."""
    candidate = accepted(**changes)
    with for_office():
        return draft_agreement(candidate.pk, terms(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def signature(**changes: Any) -> Signature:
    """Both sides have signed today."""
    usual: dict[str, Any] = {
        "station_signatory": "王建国", "office_signatory": "李明", "signed_on": today(), "copy": SIGNED_COPY,
    }  # fmt: skip
    return Signature(**(usual | changes))


def signed(**changes: Any) -> Candidate:
    """A candidate with a signed agreement."""
    agreement = drafted(**changes)
    with for_office():
        record_signature(agreement.pk, signature(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))
    return Candidate.objects.get(pk=agreement.candidate_id)


def staff(candidate: Candidate) -> None:
    """Let every key post have its people who passed: by insert, the actions have tests of their own."""
    examined = {"status": "passed", "points": 90, "examined_on": today(), "exams": 1}
    with for_office():
        KeyPerson.objects.bulk_create(
            KeyPerson(post=post, name=f"{post.code}{n}", named_by=new_id(), examined_by=new_id(), **examined)
            for post in candidate.key_posts.all()
            for n in range(post.needed)
        )


def instructed(*, staffed: bool = True, **changes: Any) -> Candidate:
    """A candidate that the customer-service manager ordered to open; with its key posts filled unless the test says otherwise."""
    candidate = signed(**changes)
    if staffed:
        staff(candidate)
    manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    with for_office():
        return instruct_opening(
            candidate.pk, labour_coefficient=Decimal("1.10"), text="同意开通，系数1.10。", acting_user=manager
        )


def opening(**changes: Any) -> Candidate:
    """A candidate whose opening has begun; the relay does the rest."""
    candidate = instructed(**changes)
    manager = FirstManager("王建国", "manager@hengyuan.example", "400-111-2222")
    with for_office():
        return open_candidate(candidate.pk, manager, acting_user=office_actor(Role.CLAIMS_REVIEWER))


def opened(station: Station) -> Candidate:
    """The candidate of a station that was opened just now, with its first week; the opening itself has tests of its own."""
    place = {
        "region": station.region,
        "province": station.province,
        "city": station.city,
        "lat": station.lat,
        "lon": station.lon,
    }
    with for_office(), transaction.atomic():
        candidate = Candidate.objects.create(
            number="CND-WEEK", name=station.name, status=CandidateStatus.OPENED, province_code="31", contact_name="周建国",
            level=station.level, opened_station=station, step_since=now(), **place,
        )  # fmt: skip
        begin_first_week(candidate)
    return candidate


AT = {
    CandidateStatus.LEAD: lead,
    CandidateStatus.SELECTED: selected,
    CandidateStatus.CONFIRMED: confirmed,
    CandidateStatus.ACCEPTED: accepted,
    CandidateStatus.SIGNED: signed,
    CandidateStatus.INSTRUCTED: instructed,
}
