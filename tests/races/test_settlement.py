"""Fifty on each confirmation of an offset, on the release of a batch, and fifty readings of the bank's answer: once, and said clearly."""

import threading
from collections.abc import Callable
from typing import Any

import pytest
from django.db import transaction

from accounts.actors import Actor
from accounts.roles import Role
from billing.ledger.models import Entry
from billing.settlement.debts.choices import Debt
from billing.settlement.models import BankAnswer, Offset, PaymentBatch, PaymentLine
from billing.settlement.offsets import actions as offset_actions
from billing.settlement.offsets.actions import confirm_offset, request_offset
from billing.settlement.offsets.choices import OffsetError, Party
from billing.settlement.payments import actions as payment_actions
from billing.settlement.payments import answers
from billing.settlement.payments.actions import release_batch
from billing.settlement.payments.answers import read_bank_answer
from billing.settlement.payments.choices import PaymentError
from billing.settlement.selectors import batches_for, offsets_for
from tenants.registry.choices import Region
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office
from tests.builders.ledger import claim_posting
from tests.builders.settlement import answer_file, collected, owing, payable, released, speakers
from tests.conftest import standing
from tests.races.fifty import FIFTY, Outcome, crowd, race_of, staff, told
from tests.world import office_actor

A_FEW = 4


def people_of(party: Party, station: Station) -> list[Actor]:
    """Hire fifty who may speak for the party."""
    return {
        Party.STATION: lambda: staff(Role.STATION_FINANCE, station),
        Party.REGIONAL_OFFICE: lambda: crowd(Role.REGIONAL_OFFICE, region=Region.EAST),
        Party.PARTS_SALES: lambda: crowd(Role.PARTS_SALES),
        Party.VEHICLE_SALES: lambda: crowd(Role.VEHICLE_SALES),
        Party.FINANCE: lambda: crowd(Role.FINANCE),
    }[party]()


def one_confirmation_short(station: Station, last: Party) -> tuple[Offset, list[Actor]]:
    """An offset to which all have agreed but one party, and fifty people who may speak for it."""
    with transaction.atomic():
        claim_posting(station.pk, 9_000)
        owing(station.pk, 5_000)
        people, others = people_of(last, station), speakers()
        with at_head_office():
            offset = request_offset(
                station.pk, debt=Debt.PARTS, amount_minor=4_000, acting_user=office_actor(Role.FINANCE)
            )
        for party in [one for one in Party if one != last]:
            with standing(others[party]):
                confirm_offset(offset.pk, party=party, acting_user=others[party])
    return offset, people


def posted() -> int:
    with at_head_office(), transaction.atomic():
        return Entry.objects.count()


def seen_by_all(find: Callable[[Any, Actor], Any], size: int = FIFTY) -> Callable[[Any, Actor], Any]:
    """Return the action's first look without its lock: everybody has looked before anybody goes on. A later look finds nobody to wait for."""
    met = threading.Event()
    all_have_read = threading.Barrier(size, action=met.set)

    def look(key: Any, actor: Actor) -> Any:
        found = find(key, actor)
        if not met.is_set():
            all_have_read.wait(60)
        return found

    return look


@pytest.mark.parametrize("party", list(Party))
def test_one_of_fifty_confirms_for_each_party_and_the_fifth_posts_once(
    committed_db: None, station: Station, party: Party
) -> None:
    offset, people = one_confirmation_short(station, party)
    before = posted()

    outcome = race_of(people, lambda who: confirm_offset(offset.pk, party=party, acting_user=who))

    assert outcome.counts == (1, FIFTY - 1, 0)
    assert outcome.statuses == {409}
    assert all(outcome.sentences)
    assert told(offset, "offset.confirmed") == len(Party)
    assert posted() == before + 2


def test_a_confirmation_that_comes_second_hears_that_the_party_has_spoken(committed_db: None, station: Station) -> None:
    """Not the last of the five: the offset stays open, so what is refused is the second word of a party."""
    with transaction.atomic():
        claim_posting(station.pk, 9_000)
        owing(station.pk, 5_000)
        people = crowd(Role.PARTS_SALES)
        with at_head_office():
            offset = request_offset(
                station.pk, debt=Debt.PARTS, amount_minor=4_000, acting_user=office_actor(Role.FINANCE)
            )
    outcome = race_of(people, lambda who: confirm_offset(offset.pk, party=Party.PARTS_SALES, acting_user=who))
    assert outcome.counts == (1, FIFTY - 1, 0)
    assert {error.code for error in outcome.refused} == {OffsetError.PARTY_CONFIRMED}


@pytest.mark.parametrize("party", list(Party))
def test_red_control_without_the_lock_the_database_alone_stops_the_others(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch, party: Party
) -> None:
    """A constraint lets a party speak once even then, but what the others get is an error instead of a sentence. A few are enough."""
    offset, people = one_confirmation_short(station, party)
    before = posted()
    look = seen_by_all(lambda key, actor: offsets_for(actor).get_or_404(key), A_FEW)
    monkeypatch.setattr(offset_actions, "lock_offset", look)

    outcome = race_of(people[:A_FEW], lambda who: confirm_offset(offset.pk, party=party, acting_user=who))

    assert outcome.counts == (1, 0, A_FEW - 1)
    assert posted() == before + 2


def batch_and_leads(station: Station) -> tuple[PaymentBatch, list[Actor]]:
    with transaction.atomic():
        return collected(payable(station, 5_000)), crowd(Role.FINANCE_LEAD)


def test_one_of_fifty_releases_a_batch(committed_db: None, station: Station) -> None:
    batch, leads = batch_and_leads(station)
    before = posted()

    outcome = race_of(leads, lambda who: release_batch(batch.pk, acting_user=who))

    assert outcome.counts == (1, FIFTY - 1, 0)
    assert outcome.statuses == {409}
    assert all(outcome.sentences)
    assert told(batch, "batch.released") == 1
    assert posted() == before + 2


def test_red_control_without_the_lock_several_meet_in_the_release(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Everybody has seen a draft; the ledger's keys and the states' trigger still let the money go once, but not by a sentence."""
    batch, leads = batch_and_leads(station)
    before = posted()

    def unlocked(key: Any, actor: Actor) -> tuple[PaymentBatch, list[PaymentLine]]:
        row = batches_for(actor).get_or_404(key)
        return row, list(PaymentLine.objects.filter(batch=row).select_related("statement"))

    monkeypatch.setattr(payment_actions, "lock_batch", seen_by_all(unlocked, A_FEW))

    outcome = race_of(leads[:A_FEW], lambda who: release_batch(batch.pk, acting_user=who))

    assert outcome.broken or told(batch, "batch.released") > 1
    assert posted() == before + 2


def read_at_once(batch: PaymentBatch, files: list[bytes], size: int = FIFTY) -> Outcome:
    with transaction.atomic():
        people = crowd(Role.FINANCE, size)
    content = {who.id: files[place % len(files)] for place, who in enumerate(people)}
    return race_of(people, lambda who: read_bank_answer(batch.pk, content[who.id], name="a.csv", acting_user=who))


def sent(station: Station) -> PaymentBatch:
    with transaction.atomic():
        return released(payable(station, 5_000))


def test_the_bank_s_answer_read_by_fifty_at_once_is_read_once(committed_db: None, station: Station) -> None:
    """All get the one reading; money moves once."""
    batch, before = sent(station), posted()

    outcome = read_at_once(batch, [answer_file(batch)])

    assert outcome.counts == (FIFTY, 0, 0)
    assert len({answer.pk for answer in outcome.won}) == 1
    assert told(batch, "batch.answered") == 1
    assert posted() == before + 2


def test_two_answers_that_contradict_each_other_at_once_one_is_heard(committed_db: None, station: Station) -> None:
    batch, before = sent(station), posted()

    outcome = read_at_once(batch, [answer_file(batch), answer_file(batch, f"{batch.number}-0001")])

    assert outcome.counts == (FIFTY // 2, FIFTY // 2, 0)
    assert {error.code for error in outcome.refused} == {PaymentError.CONTRADICTION}
    assert (told(batch, "batch.answered"), posted()) == (1, before + 2)
    with at_head_office(), transaction.atomic():
        assert BankAnswer.objects.count() == 1


def test_red_control_without_the_lock_the_answer_is_not_read_in_peace(
    committed_db: None, station: Station, monkeypatch: pytest.MonkeyPatch
) -> None:
    batch, before = sent(station), posted()

    def unlocked(key: Any, actor: Actor) -> tuple[PaymentBatch, list[PaymentLine]]:
        row = batches_for(actor).get_or_404(key)
        return row, list(PaymentLine.objects.filter(batch=row).select_related("statement"))

    monkeypatch.setattr(answers, "lock_batch", seen_by_all(unlocked, A_FEW))

    outcome = read_at_once(batch, [answer_file(batch)], A_FEW)

    assert outcome.broken
    assert posted() <= before + 2, "the database keeps money from moving twice even so"
