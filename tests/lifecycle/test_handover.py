"""Transfer of owner: on its day the people before lose their access, the next manager is invited, account and agreement of the one before end."""

from datetime import timedelta
from typing import Any

import pytest
from django.core import mail

from accounts.actors import Actor, actor_at_station
from accounts.models import Invitation, Membership
from accounts.roles import Role
from billing.settlement.choices import StatementStatus
from billing.settlement.invoicing.check import approved_details
from billing.settlement.invoicing.choices import DetailsStatus
from billing.settlement.invoicing.details import propose_bank_details
from billing.settlement.models import BankDetails, PaymentLine, Statement
from billing.settlement.payments.choices import PaymentStatus
from common.clock import today
from common.deadlines.keep import keep_due
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from network.dispatch.models import Crew
from network.lifecycle import actions
from network.lifecycle.agreements import RUNS_OUT, watch_agreement
from network.lifecycle.choices import ChangeKind, ChangeStatus, HandoverCode
from network.lifecycle.deadlines import HANDOVER, begin_of_day
from network.lifecycle.handover.looking import lines_of
from network.lifecycle.models import StationChange
from network.onboarding.actions import record_signature
from network.onboarding.choices import AgreementStatus, CandidateStatus
from network.onboarding.models import Agreement, Candidate
from network.onboarding.selectors import agreement_in_force
from network.onboarding.signing.choices import Side
from tenants.registry.models import Station
from tests.builders import dispatch as rescue
from tests.builders import onboarding as build
from tests.builders import settlement as money
from tests.builders import signing
from tests.builders.lifecycle import PAPER, a_request
from tests.world import office_actor

pytestmark = pytest.mark.django_db
OWNER = {
    "name": "上海新远商用车服务有限公司",
    "representative": "吴军",
    "manager_name": "吴敏",
    "manager_email": "wu@xinyuan.example",
}
C = HandoverCode


def an_agreement(station: Station) -> Agreement:
    candidate = build.signed()
    instructing = office_actor(Role.ADMINISTRATOR).id
    for step in (
        {"status": "instructed", "instructed_by": instructing},
        {"status": "opened", "opened_station": station},
    ):
        Candidate.objects.filter(pk=candidate.pk).update(**step)
    agreement = Agreement.objects.get(candidate=candidate)
    watch_agreement(agreement)
    return agreement


def a_transfer(days: int = 0, **values: Any) -> StationChange:
    """A transfer of owner that is approved from a day on; without days it is in force."""
    change = a_request(ChangeKind.OWNER, OWNER | values)
    actions.check_change(change.pk, note="合同已核对", seen_on=today(), acting_user=office_actor(Role.REGIONAL_OFFICE))
    day = today() + timedelta(days=days)
    manager = office_actor(Role.CUSTOMER_SERVICE_MANAGER)
    return actions.approve_change(change.pk, effective_on=day, acting_user=manager)


def the_day_comes(change: StationChange) -> StationChange:
    StationChange.objects.filter(pk=change.pk).update(effective_on=today())
    Deadline.objects.filter(subject_id=change.pk, done_at=None).update(due_at=begin_of_day(today()))
    keep_due()
    change.refresh_from_db()
    return change


def left(change: StationChange) -> set[str]:
    return {str(one.code) for one in lines_of(change) if not one.is_done}


def drafted(change: StationChange, **more: Any) -> Agreement:
    terms = build.terms(starts_on=change.effective_on)
    section = office_actor(Role.SERVICE_MANAGEMENT)
    return actions.draft_next_agreement(change.pk, terms, acting_user=section, **({"party_name": OWNER["name"]} | more))


def signed(agreement: Agreement) -> Agreement:
    return record_signature(agreement.pk, build.signature(), acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_nobody_of_the_owner_before_enters_any_more_and_the_next_manager_is_invited(
    station: Station, station_manager: Actor, client_for: Any, office: None
) -> None:
    page, session = "/s/SHA01/", client_for(station_manager)
    change = a_transfer(days=3)
    assert session.get(page).status_code == 200
    assert not Invitation.objects.exists()
    the_day_comes(change)
    assert not Membership.objects.filter(station_id=station.pk, ended_at=None).exists()
    assert not actor_at_station(station_manager.user, station).roles
    assert session.get(page).status_code != 200
    deliver_pending()
    invitation = Invitation.objects.get()
    assert (invitation.email, invitation.role, invitation.station_id) == (
        OWNER["manager_email"],
        Role.STATION_MANAGER,
        station.pk,
    )
    assert any(OWNER["manager_email"] in one.to for one in mail.outbox)
    assert C.PEOPLE not in left(change) and C.MANAGER in left(change)
    station.refresh_from_db()
    assert station.contact_name == OWNER["manager_name"]


def test_a_rescue_under_way_is_brought_to_its_end_by_its_people(
    station: Station, technician: Actor, office: None
) -> None:
    rescue.a_crew()
    driven = rescue.accepted()
    change = a_transfer()
    held = Membership.objects.filter(station_id=station.pk, ended_at=None)
    assert [one.user_id for one in held] == [technician.id] and C.PEOPLE in left(change)
    assert rescue.finished(rescue.at_the_vehicle(driven)).status == "finished"
    the_day_comes(change)
    assert not held.all().exists() and not Crew.objects.filter(station=station, on_duty=True).exists()
    assert C.PEOPLE not in left(change)


def test_crews_that_wait_go_off_duty(station: Station, office: None) -> None:
    rescue.a_crew()
    offer = rescue.an_offer()
    a_transfer()
    offer.refresh_from_db()
    crew = Crew.objects.get(pk=offer.crew_id)
    assert (offer.status, crew.on_duty) == ("withdrawn", False) and not crew.members.filter(ended_at=None).exists()


def test_the_account_before_is_not_paid_any_more(
    station: Station, station_manager: Actor, acting: Any, office: None
) -> None:
    statement = money.payable(station, 10_000)
    money.collected(statement)
    with acting(station_manager):
        other = money.COMPANY
        propose_bank_details(other, reason="moved", acting_user=station_manager)
    change = a_transfer()
    assert approved_details(station.pk) is None
    assert PaymentLine.objects.get().status == PaymentStatus.DROPPED
    assert Statement.objects.get(pk=statement.pk).status == StatementStatus.CONFIRMED
    assert set(BankDetails.objects.values_list("status", flat=True)) == {
        DetailsStatus.SUPERSEDED,
        DetailsStatus.REFUSED,
    }
    with pytest.raises(Invalid):
        money.collected(statement)
    assert C.ACCOUNT in left(change)


def test_the_agreement_ends_and_the_next_one_follows_it(station: Station, office: None) -> None:
    before = an_agreement(station)
    change = a_transfer(days=3)
    with pytest.raises(Invalid):
        terms = build.terms(starts_on=today())
        actions.draft_next_agreement(
            change.pk, terms, party_name="新远", acting_user=office_actor(Role.SERVICE_MANAGEMENT)
        )
    after = signed(drafted(change))
    assert (after.status, after.replaces, after.party_name) == (AgreementStatus.SIGNED, before, OWNER["name"])
    assert agreement_in_force(station.pk) == before
    the_day_comes(change)
    deliver_pending()
    before.refresh_from_db()
    assert (before.status, agreement_in_force(station.pk)) == (AgreementStatus.SUPERSEDED, after)
    assert before.candidate.status == CandidateStatus.OPENED
    due = Deadline.objects.filter(kind=RUNS_OUT, done_at=None)
    assert set(due.values_list("subject_id", flat=True)) == {after.pk}
    assert C.AGREEMENT not in left(change)
    with pytest.raises(WrongState):
        drafted(change)


def test_the_next_agreement_is_signed_electronically_by_the_next_owner(station: Station, office: None) -> None:
    an_agreement(station)
    with signing.a_fake() as fake:
        change = a_transfer()
        assert C.AGREEMENT in left(change)
        round_ = signing.sent(drafted(change))
        assert any(OWNER["manager_email"] in one.to for one in mail.outbox)
        for side in Side:
            fake.sign(round_.envelope_key, side)
            signing.hear(fake)
        deliver_pending()
    found = agreement_in_force(station.pk)
    assert found is not None and (found.party_name, found.representative) == (
        OWNER["name"],
        build.terms().representative,
    )


def test_what_is_late_marks_the_change_and_is_told(
    station: Station, service_management: Actor, regional_officer: Actor, office: None
) -> None:
    an_agreement(station)
    change = a_transfer()
    StationChange.objects.filter(pk=change.pk).update(effective_on=today() - timedelta(days=30))
    Deadline.objects.filter(kind=HANDOVER, subject_id=change.pk).update(due_at=begin_of_day(today()))
    keep_due()
    deliver_pending()
    change.refresh_from_db()
    assert change.late_at is not None
    told = History.objects.get(verb="station_change.handover_late")
    assert told.after["handover"] == [C.AGREEMENT, C.ACCOUNT]
    for person in (service_management, regional_officer):
        assert Notification.objects.filter(user_id=person.id, key__startswith="station_change.handover_late").exists()


def test_a_mistyped_address_is_put_right(station: Station, office: None, customer_service_manager: Actor) -> None:
    change = a_transfer(manager_email="wu@xinyaun.example")
    actions.invite_manager_again(
        change.pk, name="吴敏", email="wu@xinyuan.example", acting_user=customer_service_manager
    )
    open_ones = Invitation.objects.filter(withdrawn_at=None)
    assert [one.email for one in open_ones] == ["wu@xinyuan.example"]


@pytest.mark.parametrize("role", [Role.REGIONAL_OFFICE, Role.FINANCE, Role.CLAIMS_REVIEWER])
def test_wrong_people_are_refused_and_nothing_happens(role: Role, station: Station, office: None) -> None:
    an_agreement(station)
    change, person = a_transfer(), office_actor(role)
    with pytest.raises(NotAllowed):
        actions.invite_manager_again(change.pk, name="某人", email="a@b.example", acting_user=person)
    with pytest.raises(NotAllowed):
        actions.draft_next_agreement(change.pk, build.terms(), party_name="某公司", acting_user=person)
    assert Agreement.objects.count() == 1 and Invitation.objects.filter(withdrawn_at=None).count() == 1


def test_who_selected_the_station_does_not_draft_its_next_agreement(station: Station, office: None) -> None:
    before = an_agreement(station)
    section = office_actor(Role.SERVICE_MANAGEMENT)
    Candidate.objects.filter(pk=before.candidate_id).update(selected_by=section.id, accepted_by=None, signed_by=None)
    with pytest.raises(Invalid):
        drafted(a_transfer())


def test_what_the_owner_before_asked_of_its_agreement_lapses(
    station: Station, service_management: Actor, office: None
) -> None:
    agreement = an_agreement(station)
    later = {"ends_on": (agreement.ends_on + timedelta(days=365)).isoformat()}
    renewal = actions.request_change(
        station.pk, ChangeKind.RENEWAL, later, reason="续签", evidence=PAPER, acting_user=service_management
    )
    a_transfer()
    renewal.refresh_from_db()
    assert renewal.status == ChangeStatus.REFUSED


@pytest.mark.parametrize(
    "values",
    [
        {"manager_email": "no address"},
        {"manager_name": " "},
        {"name": "上海浦东特约服务站", "representative": "周建国"},
    ],
)
def test_it_refuses_what_makes_no_transfer(values: dict[str, str], station: Station) -> None:
    Station.objects.filter(pk=station.pk).update(representative="周建国")
    with pytest.raises(Invalid):
        a_request(ChangeKind.OWNER, OWNER | values)


def test_a_request_of_before_that_names_no_new_manager_is_asked_for_again(
    station: Station, regional_officer: Actor, office: None
) -> None:
    change = a_request(ChangeKind.OWNER, OWNER)
    StationChange.objects.filter(pk=change.pk).update(values={"name": "新远", "representative": "吴军"})
    with pytest.raises(Invalid):
        actions.check_change(change.pk, note="合同已核对", seen_on=today(), acting_user=regional_officer)
    change.refresh_from_db()
    assert change.status == ChangeStatus.REQUESTED


def test_the_page_says_what_is_left_and_offers_the_next_step(
    station: Station, service_management: Actor, regional_officer: Actor, client_for: Any, office: None
) -> None:
    before = an_agreement(station)
    change = a_transfer()
    page = client_for(service_management).get(change.get_absolute_url()).content.decode()
    for part in ("handover", OWNER["manager_email"], before.number, f"/lifecycle/changes/{change.pk}/agreement/"):
        assert part in page
    seen = client_for(regional_officer).get(change.get_absolute_url()).content.decode()
    assert before.number in seen and f"/lifecycle/changes/{change.pk}/agreement/" not in seen
    session = client_for(service_management)
    form = session.get(f"/lifecycle/changes/{change.pk}/agreement/")
    assert OWNER["name"] in form.content.decode()
    given = {name: str(value) for name, value in form.context["form"].initial.items()}
    assert session.post(f"/lifecycle/changes/{change.pk}/agreement/", given).status_code == 302
    papers = session.get(before.candidate.get_absolute_url()).content.decode()
    assert papers.count(f'href="#{before.number}"') == 1
