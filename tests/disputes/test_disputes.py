"""A dispute from its opening to its result: who may mediate, what each side's word does, what the clock does."""

import hashlib
import uuid
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from common.clock import now
from common.deadlines.models import Deadline
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.files.pictures import MAX_BYTES, FileError
from common.history.models import History
from network.disputes import actions
from network.disputes.choices import DISPUTE_MOVES, LIMIT_OF, LIVE, DisputeStatus, Limit
from network.disputes.desk import open_from
from network.disputes.models import DisputeProposal, DisputeStatement, ServiceDispute
from network.disputes.policies import EXAMPLE, amount_of, policy_of
from network.disputes.selectors import disputes_for, evidence_of, possible_mediators, waiting
from tests.builders.dispatch import settle
from tests.builders.disputes import (
    MAKER_BEARS,
    STATION_BEARS,
    a_dispute,
    a_mediated_dispute,
    a_proposed_dispute,
    a_served_rescue,
    an_agreed_dispute,
    mediator,
)
from tests.builders.hotline import a_case
from tests.builders.pictures import a_pdf, a_photo
from tests.builders.workshop import a_reception, an_open_order
from tests.conftest import standing

pytestmark = pytest.mark.django_db


def again(dispute: ServiceDispute) -> ServiceDispute:
    """Return the dispute as it is now. Stand at head office."""
    found: ServiceDispute = ServiceDispute.objects.get(pk=dispute.pk)
    return found


def open_limits(dispute: ServiceDispute) -> list[str]:
    """Return the kinds of the open deadlines. Stand at head office."""
    return list(Deadline.objects.filter(subject_id=dispute.pk, done_at__isnull=True).values_list("kind", flat=True))


def pass_the_limit(dispute: ServiceDispute) -> None:
    """Let the dispute's time run out and the clock act. Stand at head office."""
    Deadline.objects.filter(subject_id=dispute.pk, done_at__isnull=True).update(due_at=now() - timedelta(seconds=1))
    settle()


def test_a_rescue_tells_station_vehicle_and_driver(at_office: Any, station: Any) -> None:
    rescue = a_served_rescue()
    dispute = a_dispute(rescue)
    assert dispute.station_id == station.pk
    assert dispute.contact_name == "王师傅" and dispute.masked_phone == "138****5678"
    with at_office():
        assert dispute.vin == rescue.case.vin
        assert [one.side for one in DisputeStatement.objects.filter(dispute=dispute)] == ["driver"]
        assert open_limits(dispute) == [Limit.STATEMENTS]


def test_a_complaint_needs_the_name_of_its_station(dispatcher: Actor, station: Any) -> None:
    case = a_case(kind="complaint", description="态度恶劣")
    with pytest.raises(Invalid) as refused:
        a_dispute(origin="case", reference=case.number)
    assert refused.value.code == "service_dispute.no_station"
    dispute = a_dispute(origin="case", reference=case.number, station_id=station.pk)
    assert (dispute.origin_id, dispute.station_id) == (case.pk, station.pk)


def test_a_station_opens_one_from_its_repair(station_manager: Actor, acting: Any) -> None:
    facts: dict[str, Any] = {
        "origin": "repair",
        "cause": "product",
        "subject": "漏水",
        "statement": "水泵属产品质量问题。",
    }
    with acting(station_manager):
        order = a_reception(station_manager)
        dispute = actions.open_dispute(
            actions.DisputeFacts(reference=order.number, **facts), acting_user=station_manager
        )
        assert dispute.contact_name == "张三" and dispute.vin == order.vin
        assert [one.side for one in dispute.statements.all()] == ["station"]
        with pytest.raises(Invalid):
            actions.open_dispute(actions.DisputeFacts(reference="RO-0", **facts), acting_user=station_manager)


def test_the_same_is_not_disputed_twice_at_once() -> None:
    rescue = a_served_rescue()
    a_dispute(rescue)
    with pytest.raises(Invalid) as refused:
        a_dispute(rescue)
    assert refused.value.code == "service_dispute.open_already"


def test_who_handled_it_can_not_mediate(at_office: Any, dispatcher: Actor, customer_service_manager: Actor) -> None:
    dispute = a_dispute()
    with at_office():
        assert dispatcher.id in again(dispute).handlers
        assert dispatcher.id not in [one.pk for one in possible_mediators(again(dispute))]
        with pytest.raises(NotAllowed) as refused:
            actions.appoint_mediator(dispute.pk, dispatcher.id, acting_user=customer_service_manager)
        assert refused.value.code == "service_dispute.mediator_handled_it"
        assert again(dispute).mediator_id is None


def test_the_database_refuses_a_mediator_who_handled_it(at_office: Any, dispatcher: Actor) -> None:
    dispute = a_dispute()
    with at_office(), pytest.raises(IntegrityError, match="mediator_is_a_stranger"), transaction.atomic():
        ServiceDispute.objects.filter(pk=dispute.pk).update(mediator_id=dispatcher.id)
    with at_office():
        assert ServiceDispute.objects.filter(pk=dispute.pk).update(mediator_id=uuid.uuid4()) == 1


def test_mediation_begins_when_both_have_spoken(at_office: Any) -> None:
    dispute = a_mediated_dispute()
    with at_office():
        assert again(dispute).status == DisputeStatus.MEDIATION
        assert open_limits(dispute) == [Limit.PROPOSAL]


def test_mediation_begins_without_a_side_that_says_nothing(at_office: Any) -> None:
    dispute = a_dispute()
    with at_office():
        pass_the_limit(dispute)
        assert again(dispute).status == DisputeStatus.MEDIATION


def test_only_the_mediator_proposes(at_office: Any, customer_service_manager: Actor) -> None:
    dispute = a_mediated_dispute()
    terms = actions.Terms(cause="service", reasons="到场超时", remedy="退费")
    with at_office():
        with pytest.raises(NotAllowed) as refused:
            actions.propose(dispute.pk, terms, acting_user=customer_service_manager)
        assert refused.value.code == "service_dispute.not_the_mediator"
        assert not DisputeProposal.objects.exists()


def test_both_accept_and_the_result_says_who_bears_what(at_office: Any) -> None:
    dispute = an_agreed_dispute()
    assert dispute.status == DisputeStatus.AGREED
    assert (dispute.station_minor, dispute.maker_minor) == (STATION_BEARS, MAKER_BEARS)
    with at_office():
        assert open_limits(dispute) == [Limit.CARRY_OUT]


def test_one_no_sends_it_back_and_the_last_one_ends_it(
    at_office: Any, acting: Any, station_manager: Actor, dispatcher: Actor
) -> None:
    dispute = a_proposed_dispute()
    with acting(station_manager), pytest.raises(Invalid):
        actions.answer_for_station(dispute.pk, accepts=False, reason=" ", acting_user=station_manager)
    with acting(station_manager):
        actions.answer_for_station(dispute.pk, accepts=False, reason="金额过高", acting_user=station_manager)
    with at_office():
        assert again(dispute).status == DisputeStatus.MEDIATION
    a_proposed_dispute(dispute)
    with at_office():
        actions.answer_for_driver(dispute.pk, accepts=False, reason="太少", acting_user=dispatcher)
        assert again(dispute).status == DisputeStatus.FAILED and open_limits(dispute) == []


def test_nobody_answers_twice(acting: Any, station_manager: Actor) -> None:
    dispute = a_proposed_dispute()
    with acting(station_manager):
        actions.answer_for_station(dispute.pk, accepts=True, acting_user=station_manager)
        with pytest.raises(WrongState):
            actions.answer_for_station(dispute.pk, accepts=False, reason="反悔", acting_user=station_manager)


def test_silence_declines(at_office: Any, acting: Any, station_manager: Actor) -> None:
    dispute = a_proposed_dispute()
    with acting(station_manager):
        actions.answer_for_station(dispute.pk, accepts=True, acting_user=station_manager)
    with at_office():
        pass_the_limit(dispute)
        words = DisputeProposal.objects.values_list("station_word", "driver_word", "is_open").get(dispute=dispute)
        assert words == ("accepted", "silent", False)
        assert again(dispute).status == DisputeStatus.MEDIATION


def test_a_late_mediator_is_escalated_again_and_again(at_office: Any) -> None:
    dispute = a_mediated_dispute()
    with at_office():
        for level in (1, 2, 3, 3):
            pass_the_limit(dispute)
            found = again(dispute)
            assert (found.escalation, found.is_overdue, found.status) == (level, True, DisputeStatus.MEDIATION)
            assert open_limits(dispute) == [Limit.PROPOSAL]


def test_what_was_agreed_is_paid_confirmed_and_settled(
    at_office: Any, acting: Any, station_manager: Actor, dispatcher: Actor
) -> None:
    dispute = an_agreed_dispute()
    with at_office(), pytest.raises(WrongState):
        actions.confirm_settlement(dispute.pk, acting_user=dispatcher)
    with acting(station_manager):
        with pytest.raises(Invalid):
            actions.report_carried_out(dispute.pk, result="已退", acting_user=station_manager)
        actions.report_carried_out(dispute.pk, result="已退", payment="11-20 转账 8841", acting_user=station_manager)
    with at_office():
        actions.confirm_settlement(dispute.pk, note="收到", acting_user=dispatcher)
        assert again(dispute).status == DisputeStatus.SETTLED and open_limits(dispute) == []


def test_an_agreement_that_is_not_kept_is_escalated(at_office: Any) -> None:
    dispute = an_agreed_dispute()
    with at_office():
        pass_the_limit(dispute)
        assert again(dispute).is_overdue and again(dispute).status == DisputeStatus.AGREED


@pytest.mark.parametrize("step", ["withdraw", "fail"])
def test_it_may_end_early_with_a_reason(at_office: Any, dispatcher: Actor, step: str) -> None:
    dispute = a_proposed_dispute()
    end, person = (actions.withdraw, dispatcher) if step == "withdraw" else (actions.end_without_agreement, mediator())
    with at_office():
        with pytest.raises(Invalid):
            end(dispute.pk, reason=" ", acting_user=person)
        end(dispute.pk, reason="双方无法达成一致", acting_user=person)
        assert again(dispute).closed_at and open_limits(dispute) == []
        assert not DisputeProposal.objects.filter(is_open=True).exists()


def test_evidence_is_kept_with_the_statement(acting: Any, at_office: Any, station_manager: Actor) -> None:
    dispute = a_dispute()
    with acting(station_manager):
        actions.state_for_station(dispute.pk, text="见照片", photos=[("a.jpg", a_photo())], acting_user=station_manager)
    with at_office():
        assert len(evidence_of(dispute)) == 1


def test_a_document_is_told_by_its_content_and_kept_as_it_came(
    acting: Any, at_office: Any, station_manager: Actor
) -> None:
    dispute, invoice = a_dispute(), a_pdf()
    with acting(station_manager):
        actions.state_for_station(
            dispute.pk, text="见发票", photos=[("发票.jpg", invoice)], acting_user=station_manager
        )
        with pytest.raises(Invalid) as refused:
            actions.state_for_station(
                dispute.pk, text="见发票", photos=[("a.pdf", b"MZ not a document")], acting_user=station_manager
            )
        assert refused.value.code == FileError.NOT_A_PICTURE
        with pytest.raises(Invalid) as refused:
            actions.state_for_station(
                dispute.pk, text="见发票", photos=[("a.pdf", invoice + b"\0" * MAX_BYTES)], acting_user=station_manager
            )
        assert refused.value.code == FileError.TOO_LARGE
    with at_office():
        [kept] = evidence_of(dispute)
        assert (kept.name, kept.content_type, kept.size) == ("发票.pdf", "application/pdf", len(invoice))
        assert kept.sha256 == hashlib.sha256(invoice).hexdigest() == kept.source_sha256


def test_a_repair_order_leads_to_its_open_dispute(station_manager: Actor, acting: Any) -> None:
    with acting(station_manager):
        order = a_reception(station_manager)
        assert open_from(station_manager, order) is None
        order = an_open_order(station_manager)
        button = open_from(station_manager, order)
        assert button is not None and f"reference={order.number}" in button.target
        facts = actions.DisputeFacts(
            origin="repair", reference=order.number, cause="service", subject="漏水", statement="维修后仍漏水。"
        )
        dispute = actions.open_dispute(facts, acting_user=station_manager)
        button = open_from(station_manager, order)
        assert button is not None and button.target == dispute.get_absolute_url()
        with pytest.raises(Invalid) as refused:
            actions.open_dispute(facts, acting_user=station_manager)
        assert dispute.number in str(refused.value.message)


def test_a_rival_sees_and_touches_nothing(acting: Any, at_office: Any, rival_manager: Actor) -> None:
    dispute = a_proposed_dispute()
    with at_office():
        count = History.objects.count()
    with acting(rival_manager):
        assert not disputes_for(rival_manager).exists()
        with pytest.raises(NotYours):
            actions.answer_for_station(dispute.pk, accepts=True, acting_user=rival_manager)
        with pytest.raises(NotYours):
            actions.state_for_station(dispute.pk, text="与我无关", acting_user=rival_manager)
    with at_office():
        assert History.objects.count() == count


def test_what_waits_for_whom(at_office: Any, station_manager: Actor, customer_service_manager: Actor) -> None:
    def waits(actor: Actor) -> bool:
        with standing(actor):
            return waiting(actor).exists()

    dispute = a_dispute()
    lead, chosen = customer_service_manager, mediator()
    assert (waits(station_manager), waits(lead), waits(chosen)) == (True, True, False)
    with at_office():
        actions.appoint_mediator(dispute.pk, chosen.id, acting_user=lead)
    with standing(station_manager):
        actions.state_for_station(dispute.pk, text="按标准收费", acting_user=station_manager)
    assert (waits(station_manager), waits(lead), waits(chosen)) == (False, False, True)
    a_proposed_dispute(dispute)
    assert (waits(station_manager), waits(lead), waits(chosen)) == (True, False, False)


@pytest.mark.parametrize("status", DisputeStatus.values)
def test_moves_follow_the_table(status: str) -> None:
    assert ServiceDispute(status=status).possible_moves() == DISPUTE_MOVES[DisputeStatus(status)]


def test_each_live_state_has_a_limit() -> None:
    assert set(LIMIT_OF) == set(LIVE)
    assert all(EXAMPLE.time_of(limit) > timedelta() for limit in Limit)


def test_a_typo_in_stored_rules_is_no_default() -> None:
    with pytest.raises(ValueError, match="answr_s"):
        policy_of("typo", {"answr_s": 1})


def test_an_amount_is_never_less_than_nothing() -> None:
    assert amount_of(0, "station") == 0
    with pytest.raises(Invalid) as refused:
        amount_of(-1, "station")
    assert refused.value.field == "station"
