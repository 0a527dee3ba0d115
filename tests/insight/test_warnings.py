"""Warnings: raised once, grown, taken up, confirmed, dismissed with a reason, raised again only when it got worse."""

from collections.abc import Callable
from contextlib import AbstractContextManager
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from accounts.actors import Actor
from billing.insight.actions import RuleTerms, confirm_warning, dismiss_warning, investigate_warning, set_rule
from billing.insight.choices import WARNING_MOVES, InsightError, WarningStatus
from billing.insight.fleet import month_back
from billing.insight.models import BatchWarning, RegionFigure, WarningRule
from billing.insight.watch import Outcome, look_for_batches
from common.clock import today
from common.errors import Invalid, NotAllowed, NotYours, Stale, WrongState
from common.history.models import History
from common.history.relay import deliver_pending
from desk.models import Notification
from tenants.registry.models import Station
from tests.builders.insight import a_warning, cohort, facts_of

Office = Callable[[], AbstractContextManager[None]]
S = WarningStatus
TERMS = RuleTerms(Decimal("5.0"), 6, Decimal("1.50"), 36, 21)


def month(back: int) -> Any:
    return month_back(today().replace(day=1), back)


def a_fleet(station: Station, bad: int = 25) -> None:
    """Twelve build months of 200 vehicles, two failures each; the one nine months ago has `bad`."""
    RegionFigure.objects.create(month=month(30), region=station.region)
    for back in range(4, 16):
        cohort(month(back), 200)
        facts_of(station, bad if back == 9 else 2, built=month(back), age=40 + back)


def look(at_office: Office) -> Outcome:
    with at_office():
        return look_for_batches()


def verbs() -> list[str]:
    return list(History.objects.filter(aggregate="warning").order_by("seq").values_list("verb", flat=True))


def test_a_bad_month_is_raised_once_and_its_watchers_are_told(
    station: Station, final_reviewer: Actor, at_office: Office
) -> None:
    with at_office():
        a_fleet(station)
    assert look(at_office) == Outcome(raised=1, changed=0)
    assert look(at_office) == Outcome(raised=0, changed=0)
    deliver_pending()
    with at_office():
        warning = BatchWarning.objects.get()
        assert (warning.built_from, warning.built_to, warning.observed) == (month(9), month(9), 25)
        assert (warning.subject, warning.subject_code, warning.component_code) == ("part", "612600", "ENG")
        assert warning.expected < 5
        assert verbs() == ["warning.raised"]
        assert (
            Notification.objects.filter(user=final_reviewer.user, url=f"/insight/warnings/{warning.pk}/").count() == 1
        )


def test_it_grows_with_its_failures_and_says_so(station: Station, at_office: Office) -> None:
    with at_office():
        a_fleet(station)
    look(at_office)
    facts_of(station, 5, built=month(9), age=60)
    assert look(at_office) == Outcome(raised=0, changed=1)
    with at_office():
        assert BatchWarning.objects.get().observed == 30
        assert verbs() == ["warning.raised", "warning.grown"]


def test_a_quiet_fleet_raises_nothing(station: Station, at_office: Office) -> None:
    with at_office():
        a_fleet(station, bad=3)
    assert look(at_office) == Outcome(raised=0, changed=0)


def test_the_rule_in_force_decides(station: Station, customer_service_manager: Actor, at_office: Office) -> None:
    with at_office():
        a_fleet(station)
        terms = RuleTerms(Decimal("5.0"), 26, Decimal("1.50"), 36, 21)
        set_rule(terms, reason="Only large batches", acting_user=customer_service_manager)
    assert look(at_office).raised == 0


def test_what_was_dismissed_comes_back_when_it_is_half_as_bad_again(
    station: Station, final_reviewer: Actor, at_office: Office
) -> None:
    with at_office():
        a_fleet(station)
    look(at_office)
    with at_office():
        dismiss_warning(BatchWarning.objects.get().pk, reason="A fleet on bad roads", acting_user=final_reviewer)
    assert look(at_office) == Outcome(raised=0, changed=0)
    facts_of(station, 13, built=month(9), age=70)
    assert look(at_office) == Outcome(raised=1, changed=0)
    with at_office():
        assert BatchWarning.objects.get().status == S.OPEN


def test_it_is_taken_up_and_confirmed_by_people(final_reviewer: Actor, at_office: Office) -> None:
    with at_office():
        warning = a_warning()
        investigate_warning(warning.pk, note="Old parts to the laboratory", acting_user=final_reviewer)
        confirmed = confirm_warning(warning.pk, finding="Seal of lot 7", acting_user=final_reviewer)
        assert (confirmed.status, confirmed.finding) == (S.CONFIRMED, "Seal of lot 7")
        assert verbs() == ["warning.investigated", "warning.confirmed"]


@pytest.mark.parametrize("start", list(S))
@pytest.mark.parametrize("end", [S.INVESTIGATING, S.CONFIRMED, S.DISMISSED])
def test_only_the_table_s_moves_are_made(start: S, end: S, final_reviewer: Actor, at_office: Office) -> None:
    steps: dict[S, Callable[[Any], Any]] = {
        S.INVESTIGATING: lambda key: investigate_warning(key, acting_user=final_reviewer),
        S.CONFIRMED: lambda key: confirm_warning(key, finding="x", acting_user=final_reviewer),
        S.DISMISSED: lambda key: dismiss_warning(key, reason="x", acting_user=final_reviewer),
    }
    with at_office():
        warning = a_warning(status=start, finding="x")
        if end in WARNING_MOVES[start]:
            assert steps[end](warning.pk).status == end
        else:
            with pytest.raises(WrongState):
                steps[end](warning.pk)
            assert BatchWarning.objects.get().status == start
            assert verbs() == []


@pytest.mark.parametrize("who", ["reviewer", "finance", "station_manager"])
def test_others_may_not_and_nothing_happens(who: str, request: pytest.FixtureRequest, at_office: Office) -> None:
    actor: Actor = request.getfixturevalue(who)
    with at_office():
        warning = a_warning()
        with pytest.raises((NotAllowed, NotYours)):
            investigate_warning(warning.pk, acting_user=actor)
        with pytest.raises((NotAllowed, NotYours)):
            dismiss_warning(warning.pk, reason="x", acting_user=actor)
        assert BatchWarning.objects.get().status == S.OPEN
        assert verbs() == []


def test_a_reason_is_asked_for_and_kept_by_the_database(final_reviewer: Actor, at_office: Office) -> None:
    with at_office():
        warning = a_warning()
        with pytest.raises(Invalid) as caught:
            dismiss_warning(warning.pk, reason="  ", acting_user=final_reviewer)
        assert caught.value.code == InsightError.REASON_MISSING
        with pytest.raises(IntegrityError), transaction.atomic():
            BatchWarning.objects.filter(pk=warning.pk).update(status=S.DISMISSED)


def test_a_stale_page_is_refused(final_reviewer: Actor, at_office: Office) -> None:
    with at_office():
        warning = a_warning()
        with pytest.raises(Stale):
            investigate_warning(warning.pk, acting_user=final_reviewer, version=warning.version + 1)


def test_two_live_warnings_of_the_same_months_are_impossible(administrator: Actor, at_office: Office) -> None:
    with at_office():
        a_warning()
        with pytest.raises(IntegrityError), transaction.atomic():
            a_warning()


def test_the_rule_is_set_by_its_manager_with_a_reason(
    customer_service_manager: Actor, final_reviewer: Actor, at_office: Office
) -> None:
    with at_office():
        with pytest.raises(NotAllowed):
            set_rule(TERMS, reason="x", acting_user=final_reviewer)
        bad = RuleTerms(Decimal(5), 1, Decimal("1.5"), 36, 21)
        with pytest.raises(Invalid):
            set_rule(bad, reason="x", acting_user=customer_service_manager)
        with pytest.raises(Invalid):
            set_rule(TERMS, reason=" ", acting_user=customer_service_manager)
        assert not WarningRule.objects.exists()
        set_rule(TERMS, reason="A start", acting_user=customer_service_manager)
        assert WarningRule.objects.get().set_by == customer_service_manager.id


def test_failures_of_the_last_weeks_wait_until_claims_are_in(station: Station, at_office: Office) -> None:
    with at_office():
        RegionFigure.objects.create(month=month(30), region=station.region)
        for back in range(4, 16):
            cohort(month(back), 200)
            facts_of(station, 2, built=month(back), age=40 + back)
    young = (today() - month(4)).days - 3
    facts_of(station, 25, built=month(4), age=young)
    assert look(at_office).raised == 0
