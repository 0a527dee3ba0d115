"""Documents: drafted by one and released by another, sent by audience, signed for by the post, carried out with evidence, chased, replaced."""

from collections.abc import Callable
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from accounts.models import Membership
from accounts.roles import Role
from common.clock import now, today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.models import StoredFile
from common.history.models import History
from common.history.record import record
from common.history.relay import deliver_pending
from common.ids import new_id
from common.people import Process
from desk.models import Notification
from network.support.actions import (
    DocumentText,
    accept_execution,
    amend_document,
    release_document,
    remove_attachment,
    report_execution,
    return_execution,
    sign_copy,
    withdraw_document,
)
from network.support.actions.documents import ATTACHMENT
from network.support.audience import Audience, in_words
from network.support.choices import COPY_MOVES, DOCUMENT_MOVES, CopyStatus, DocumentStatus
from network.support.files import files_of
from network.support.models import DocumentCopy, IssuedDocument
from network.support.selectors import by_region, copies_for, documents_for, late_copies
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside
from tests.builders.support import PDF, a_document, a_draft, a_signed_copy, the_copy
from tests.world import HOME, RIVAL, station_actor

pytestmark = pytest.mark.django_db
CARRIED_OUT: dict[str, Any] = {"execute_days": 5, "evidence": "检查记录照片"}


@pytest.fixture(autouse=True)
def _office(db: None) -> Any:
    with at_head_office():
        yield


def overdue(kind: str, **limits: Any) -> None:
    """The next rung is due, and so are the copies."""
    past = now() - timedelta(hours=1)  # the database's clock stands still in a test's transaction
    DocumentCopy.objects.update(**dict.fromkeys(limits or ("sign_by",), past))
    Deadline.objects.filter(kind=kind, done_at=None).update(due_at=past)
    keep_due()
    deliver_pending()


def told(actor: Actor) -> int:
    return Notification.objects.filter(user=actor.user, url__contains="/support/").count()


# --- drafting and releasing


def test_each_addressed_post_gets_a_copy_and_is_told(
    station_manager: Actor, appraiser: Actor, technician: Actor
) -> None:
    document = a_document(Audience(regions=["east"], posts=[Role.STATION_MANAGER, Role.APPRAISER]))
    assert {(one.station.code, one.post) for one in document.copies.all()} == {
        ("SHA01", "station_manager"),
        ("SHA01", "appraiser"),
    }
    deliver_pending()
    assert (told(station_manager), told(appraiser), told(technician)) == (1, 1, 0)


def test_who_manages_two_stations_is_told_for_each(station_manager: Actor, rival_station: Station) -> None:
    Membership.objects.create(user=station_manager.user, role=Role.STATION_MANAGER, station_id=rival_station.pk)
    a_document()
    deliver_pending()
    assert told(station_manager) == 2


@pytest.mark.parametrize(
    ("audience", "codes"),
    [
        (Audience(), {"SHA01", "BJS01"}),
        (Audience(regions=["north"]), {"BJS01"}),
        (Audience(levels=["B"]), {"SHA01", "BJS01"}),
        (Audience(brands=["Haul"], regions=["east"]), {"SHA01"}),
        (Audience(stations=["bjs01"]), {"BJS01"}),
        (Audience(regions=["east"], stations=["BJS01"]), {"SHA01", "BJS01"}),
    ],
    ids=["all", "region", "level", "brand and region", "named", "region and named"],
)
def test_the_audience_is_who_was_meant(audience: Audience, codes: set[str]) -> None:
    document = a_document(audience)
    assert {one.station.code for one in document.copies.all()} == codes
    assert in_words(document)


@pytest.mark.parametrize(
    ("audience", "field"),
    [
        (Audience(levels=["Z"]), "regions"),
        (Audience(stations=["NONE9"]), "stations"),
        (Audience(posts=[]), "posts"),
        (Audience(posts=["auditor"]), "posts"),
        (Audience(regions=["moon"]), "regions"),
    ],
)
def test_an_audience_that_reaches_nobody_is_refused(audience: Audience, field: str) -> None:
    with pytest.raises(Invalid) as refused:
        a_draft(audience)
    assert refused.value.field == field and not IssuedDocument.objects.exists()


@pytest.mark.parametrize(
    "text",
    [
        {"title_zh": " "},
        {"kind": "letter"},
        {"sign_days": 0},
        {"execute_days": 2, "sign_days": 3, "evidence": "照片"},
        {"execute_days": 5},
    ],
)
def test_a_document_that_says_too_little_is_refused(text: dict[str, Any]) -> None:
    with pytest.raises(Invalid):
        a_draft(**text)


def test_who_drafted_it_can_not_release_it(service_management: Actor) -> None:
    draft = a_draft()
    with pytest.raises(NotAllowed):
        release_document(draft.pk, acting_user=service_management)
    assert not DocumentCopy.objects.exists()
    with pytest.raises(IntegrityError), transaction.atomic():
        IssuedDocument.objects.filter(pk=draft.pk).update(released_by_id=draft.drafted_by_id)


def test_whoever_amends_a_draft_is_its_writer(customer_service_manager: Actor, service_management: Actor) -> None:
    draft = a_draft(files=[PDF])
    text = DocumentText(kind="policy", title_zh="三包政策", body_zh="修订")
    amend_document(draft.pk, text, Audience(), acting_user=customer_service_manager)
    with pytest.raises(NotAllowed):
        release_document(draft.pk, acting_user=customer_service_manager)
    file = StoredFile.objects.get(subject_id=draft.pk)
    remove_attachment(draft.pk, file.pk, acting_user=service_management)
    document = release_document(draft.pk, acting_user=service_management)
    assert document.title_zh == "三包政策" and not files_of(draft.pk, ATTACHMENT)
    with pytest.raises(WrongState):
        amend_document(draft.pk, text, Audience(), acting_user=service_management)


def test_the_next_edition_replaces_the_one_before(customer_service_manager: Actor) -> None:
    first = a_document()
    signed = a_signed_copy(first)
    draft = a_draft(follows=first.pk, changes="增加右前接头")
    with pytest.raises(WrongState):
        a_draft(follows=first.pk)
    second = release_document(draft.pk, acting_user=customer_service_manager)
    assert (second.number, second.edition) == (first.number, 2)
    first.refresh_from_db()
    signed.refresh_from_db()
    assert first.status == DocumentStatus.REPLACED and signed.status == CopyStatus.DONE
    assert the_copy(first, RIVAL).status == CopyStatus.WITHDRAWN
    assert the_copy(second).status == CopyStatus.TO_SIGN
    assert not Deadline.objects.filter(subject_id=first.pk, done_at=None).exists()


def test_a_withdrawn_document_is_waited_for_no_longer(customer_service_manager: Actor, station_manager: Actor) -> None:
    document = a_document()
    with pytest.raises(Invalid):
        withdraw_document(document.pk, reason=" ", acting_user=customer_service_manager)
    withdraw_document(document.pk, reason="发布有误", acting_user=customer_service_manager)
    with pytest.raises(WrongState):
        sign_copy(the_copy(document).pk, acting_user=station_manager)


# --- signing and carrying out


def test_it_is_signed_for_once_by_who_holds_the_post(station_manager: Actor, technician: Actor) -> None:
    copy = the_copy(a_document())
    with pytest.raises(NotAllowed):
        sign_copy(copy.pk, acting_user=technician)
    signed = sign_copy(copy.pk, acting_user=station_manager)
    assert (signed.status, signed.signed_by_name, signed.is_late) == (CopyStatus.DONE, station_manager.name, False)
    with pytest.raises(WrongState):
        sign_copy(copy.pk, acting_user=station_manager)


def test_the_manager_stands_in_for_a_post_that_nobody_holds(station_manager: Actor, appraiser: Actor) -> None:
    copy = the_copy(a_document(Audience(posts=[Role.APPRAISER])), post=Role.APPRAISER)
    with pytest.raises(NotAllowed):
        sign_copy(copy.pk, acting_user=station_manager)
    Membership.objects.filter(user=appraiser.user).update(ended_at=now())
    deliver_pending()
    assert told(station_manager) == 1
    assert sign_copy(copy.pk, acting_user=station_manager).status == CopyStatus.DONE


def test_another_station_neither_sees_nor_signs_a_copy(acting: Callable[..., Any]) -> None:
    copy, rival = the_copy(a_document()), station_actor(Role.STATION_MANAGER, RIVAL)
    events = History.objects.count()
    with acting(rival):
        assert not DocumentCopy.objects.filter(pk=copy.pk).exists()
        assert copies_for(rival).count() == 1
        with pytest.raises(NotYours):
            sign_copy(copy.pk, acting_user=rival)
    with at_head_office():
        copy.refresh_from_db()
        assert copy.status == CopyStatus.TO_SIGN and History.objects.count() == events


def test_evidence_is_accepted_or_sent_back(station_manager: Actor, service_management: Actor, station: Station) -> None:
    copy = a_signed_copy(a_document(**CARRIED_OUT))
    assert copy.status == CopyStatus.SIGNED
    with pytest.raises(Invalid):
        report_execution(copy.pk, report="已检查", acting_user=station_manager)
    report_execution(copy.pk, report="已检查 12 台", files=[PDF], acting_user=station_manager)
    with pytest.raises(Invalid):
        return_execution(copy.pk, remark="缺照片", due_on=today() - timedelta(days=1), acting_user=service_management)
    later = today() + timedelta(days=3)
    returned = return_execution(copy.pk, remark="缺照片", due_on=later, acting_user=service_management)
    assert returned.status == CopyStatus.RETURNED
    assert Deadline.objects.filter(subject_id=copy.pk, done_at=None).count() == 1
    deliver_pending()
    assert told(station_manager) == 2
    report_execution(copy.pk, report="补充", acting_user=station_manager)
    done = accept_execution(copy.pk, acting_user=service_management)
    assert done.status == CopyStatus.DONE
    assert not Deadline.objects.filter(subject_id=copy.pk, done_at=None).exists()
    assert StoredFile.objects.get(subject_id=copy.pk).station_id == station.pk


@pytest.mark.parametrize("more", [{}, CARRIED_OUT])
def test_nobody_accepts_what_was_not_handed_in(
    more: dict[str, Any], station_manager: Actor, service_management: Actor, client_for: Any
) -> None:
    """A signature that asks for nothing more leads to the same state: the table of moves can't tell who moves."""
    copy = the_copy(a_document(**more))
    events = History.objects.count()
    with pytest.raises(WrongState):
        accept_execution(copy.pk, acting_user=service_management)
    client_for(service_management).post(f"/support/copies/{copy.pk}/accept/", {"reason": ""})
    copy.refresh_from_db()
    assert (copy.status, copy.signed_at, History.objects.count()) == (CopyStatus.TO_SIGN, None, events)


@pytest.mark.parametrize("upload", [("x.pdf", b"MZ"), ("x.exe", b"MZ"), ("x.docx", b"%PDF-")])
def test_a_file_that_is_not_what_it_says_is_refused(upload: tuple[str, bytes]) -> None:
    with pytest.raises(Invalid):
        a_draft(files=[upload])


def test_only_so_many_files_are_taken() -> None:
    with pytest.raises(Invalid):
        a_draft(files=[PDF] * 11)


# --- time limits


def test_what_is_not_signed_for_is_chased_up_to_head_office(
    station_manager: Actor, regional_officer: Actor, service_management: Actor
) -> None:
    document = a_document()
    deliver_pending()
    for level, (manager, region, office) in enumerate([(2, 0, 0), (3, 0, 0), (3, 1, 0), (3, 1, 1)]):
        overdue("document.sign")
        assert (told(station_manager), told(regional_officer), told(service_management)) == (manager, region, office)
        assert the_copy(document).is_late == (level >= 1)
    assert not Deadline.objects.filter(subject_id=document.pk, done_at=None).exists()
    assert History.objects.filter(verb="document.chased").count() == 4


def test_who_signed_is_not_chased_and_who_signs_late_stays_late(station_manager: Actor) -> None:
    document = a_document()
    prompt, late = a_signed_copy(document), the_copy(document, RIVAL)
    for _rung in range(2):
        overdue("document.sign")
    prompt.refresh_from_db()
    late.refresh_from_db()
    assert (prompt.is_late, late.is_late) == (False, True)
    assert a_signed_copy(document, RIVAL).is_late is True
    overdue("document.sign")
    assert not Deadline.objects.filter(subject_id=document.pk, done_at=None).exists()


def test_what_is_not_carried_out_is_chased_on_a_ladder_of_its_own(station_manager: Actor) -> None:
    copy = a_signed_copy(a_document(**CARRIED_OUT))
    for _rung in range(2):
        overdue("document.execute", execute_by=True)
    copy.refresh_from_db()
    assert copy.is_late
    report_execution(copy.pk, report="已做", files=[PDF], acting_user=station_manager)
    copy.refresh_from_db()
    assert copy.status == CopyStatus.REPORTED


def test_who_signed_late_is_not_late_with_what_has_its_time_still(
    station_manager: Actor, service_management: Actor, client_for: Any
) -> None:
    document = a_document(sign_days=3, execute_days=9, evidence="照片")
    the_past = now() - timedelta(days=1)
    DocumentCopy.objects.filter(document=document).update(sign_by=the_past, is_late=True)
    assert late_copies(service_management).count() == 2
    copy = a_signed_copy(document)
    assert copy.is_late and [one.station.code for one in late_copies(service_management)] == [RIVAL]
    desk = client_for(service_management)
    assert "late_now=true" in desk.get("/").content.decode()
    page = desk.get("/support/copies/?late_now=true").content.decode()
    assert RIVAL in page and HOME not in page
    DocumentCopy.objects.filter(pk=copy.pk).update(execute_by=the_past)
    assert late_copies(service_management).count() == 2


def test_a_station_of_another_level_or_brand_gets_what_is_in_force_for_it_now(station: Station) -> None:
    everybody, for_a = a_document(), a_document(Audience(levels=["A", "B"]))
    a_signed_copy(everybody)
    DocumentCopy.objects.filter(document=for_a, station=station).delete()
    with transaction.atomic():
        record(Changed(station), "station_change.applied", Process("tests"))
    deliver_pending()
    copy = the_copy(for_a)
    assert copy.status == CopyStatus.TO_SIGN and the_copy(everybody).status == CopyStatus.DONE
    assert Deadline.objects.filter(subject_id=copy.pk, done_at=None).count() == 1
    Station.objects.filter(pk=station.pk).update(status="withdrawn")
    DocumentCopy.objects.filter(pk=copy.pk).delete()
    with transaction.atomic():
        record(Changed(station), "station_change.applied", Process("tests"))
    deliver_pending()
    assert not for_a.copies.filter(station=station).exists()


class Changed:
    """A change of a station as history tells it."""

    def __init__(self, station: Station) -> None:
        self.pk, self.station_id = new_id(), station.pk


def test_a_station_that_is_opened_later_gets_what_is_in_force(station: Station) -> None:
    document, other = a_document(), a_document(Audience(regions=["north"]))
    DocumentCopy.objects.filter(station=station).delete()
    with transaction.atomic():
        record(station, "station.opened", Process("tests"), station_id=station.pk)
    deliver_pending()
    copy = the_copy(document)
    assert copy.status == CopyStatus.TO_SIGN and not other.copies.filter(station=station).exists()
    assert Deadline.objects.filter(subject_id=copy.pk, done_at=None).count() == 1


# --- what each side sees


def test_a_draft_is_seen_by_those_who_draft_or_release(
    regional_officer: Actor, service_management: Actor, station_manager: Actor
) -> None:
    a_draft()
    assert documents_for(service_management).count() == 1
    assert not documents_for(regional_officer).exists() and not documents_for(station_manager).exists()


def test_a_regional_office_sees_its_own_stations(regional_officer: Actor, service_management: Actor) -> None:
    document = a_document()
    a_signed_copy(document)
    rows = by_region(document, service_management)
    assert [(row["station__region"], row["sent"], row["signed"]) for row in rows] == [("east", 1, 1), ("north", 1, 0)]
    assert [row["station__region"] for row in by_region(document, regional_officer)] == ["east"]


def test_a_station_reads_the_file_of_its_document_only_through_its_copy(station: Station) -> None:
    document = a_document(files=[PDF])
    with inside(station):
        assert not StoredFile.objects.filter(subject_id=document.pk).exists()
        assert [one.name for one in files_of(document.pk, ATTACHMENT)] == ["照片.pdf"]


@pytest.mark.parametrize(("start", "end"), product(DocumentStatus, DocumentStatus))
def test_the_database_keeps_the_moves_of_documents(start: DocumentStatus, end: DocumentStatus) -> None:
    assert _moves(IssuedDocument, start, end) == (start == end or end in DOCUMENT_MOVES[start])


@pytest.mark.parametrize(("start", "end"), product(CopyStatus, CopyStatus))
def test_the_database_keeps_the_moves_of_copies(start: CopyStatus, end: CopyStatus) -> None:
    assert _moves(DocumentCopy, start, end) == (start == end or end in COPY_MOVES[start])


def _moves(model: Any, start: Any, end: Any) -> bool:
    document = a_draft()
    facts: dict[str, Any] = {"released_by_id": document.pk, "released_at": now()}
    if model is IssuedDocument:
        row: Any = IssuedDocument(family=document.pk, number="X", title_zh="x", body_zh="x", status=start, **facts)
    else:
        station = Station.objects.get(code="SHA01")
        row = DocumentCopy(
            document=document, station=station, post="parts", status=start, sign_by=now(), signed_at=now()
        )
    row.save(force_insert=True)
    try:
        with transaction.atomic():
            model.objects.filter(pk=row.pk).update(status=end)
    except IntegrityError:
        return False
    return True
