"""The facts of many claims at once are those that one claim gets."""

from dataclasses import replace
from datetime import timedelta

from django.db import connection
from django.test.utils import CaptureQueriesContext

from billing.claims.facts import facts_of
from billing.claims.models import Claim
from billing.claims.replay.loading import load, read_norms
from common.clock import business_zone, today
from tenants.registry.standing import at_head_office
from tests.builders.claims import a_submitted_claim


def two_of_a_vehicle() -> tuple[Claim, Claim]:
    first, second = a_submitted_claim(), a_submitted_claim()
    with at_head_office():
        Claim.objects.filter(pk=second.pk).update(vin=first.vin)
        second.refresh_from_db()
    return first, second


def test_they_equal_the_facts_of_one_claim(db: None) -> None:
    first, second = two_of_a_vehicle()
    with at_head_office():
        found = {past.id: past.facts for past in load([first.pk, second.pk], read_norms())}
        for claim in Claim.objects.filter(pk__in=[first.pk, second.pk]):
            day = claim.submitted_at.astimezone(business_zone()).date()  # type: ignore[union-attr]
            alone = facts_of(claim, sorted(claim.lines.all(), key=lambda line: line.position), day)
            alone = replace(
                alone, photos=found[claim.pk].photos
            )  # for one claim asked for only when its policy wants photos
            if claim.pk == first.pk:  # when it was handed in, nothing had been claimed before
                plain = tuple(replace(line, fitted_on=None, fitted_km=None) for line in alone.lines)
                alone = replace(alone, earlier=(), known_mileage_km=None, lines=plain)
            assert found[claim.pk] == alone


def test_the_number_of_queries_does_not_grow_with_the_claims(db: None) -> None:
    claims = [a_submitted_claim() for _number in range(3)]
    with at_head_office():
        norms = read_norms()
        with CaptureQueriesContext(connection) as one:
            load([claims[0].pk], norms)
        with CaptureQueriesContext(connection) as three:
            load([claim.pk for claim in claims], norms)
    assert len(three) == len(one) <= 5


def test_what_was_claimed_later_is_not_known(db: None) -> None:
    first, second = two_of_a_vehicle()
    with at_head_office():
        Claim.objects.filter(pk=first.pk).update(repair_finished_on=today() - timedelta(days=200))
        early, late = load([first.pk, second.pk], read_norms())
    assert early.facts.earlier == ()
    assert len(late.facts.earlier) == 2
