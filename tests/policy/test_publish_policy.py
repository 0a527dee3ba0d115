"""A version is drafted by one person and published by another; then it never changes."""

from datetime import date

import pytest
from django.db import DatabaseError, transaction

from accounts.actors import Actor
from billing.policy.actions import amend_policy, draft_policy, publish_policy, withdraw_draft
from billing.policy.choices import POLICY_MOVES, PolicyError, PolicyStatus
from billing.policy.models import PolicyVersion
from billing.policy.selectors import policy_on, versions_for
from common.errors import Invalid, NotAllowed, NotYours, WrongState
from common.history.models import History
from tenants.registry.standing import at_head_office
from tests.builders.policy import START, a_draft, a_published_policy, content


@pytest.fixture(autouse=True)
def _office(db: None) -> object:
    with at_head_office():
        yield


def test_a_second_person_publishes(customer_service_manager: Actor) -> None:
    draft = a_draft()

    version = publish_policy(draft.pk, acting_user=customer_service_manager)

    assert (version.status, version.published_by) == (PolicyStatus.PUBLISHED, customer_service_manager.id)
    assert History.objects.filter(aggregate_id=draft.pk, verb="policy.published").count() == 1


def test_the_drafter_does_not_publish(service_management: Actor) -> None:
    draft = a_draft()

    with pytest.raises(NotAllowed) as caught:
        publish_policy(draft.pk, acting_user=service_management)

    assert caught.value.code == PolicyError.SAME_PERSON
    assert PolicyVersion.objects.get(pk=draft.pk).status == PolicyStatus.DRAFT
    assert not History.objects.filter(verb="policy.published").exists()


def test_the_database_refuses_the_drafter_too(service_management: Actor) -> None:
    draft = a_draft()

    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.filter(pk=draft.pk).update(
            status=PolicyStatus.PUBLISHED, published_by=service_management.id
        )


def test_a_policy_in_a_currency_that_nobody_settles_in_is_not_published(customer_service_manager: Actor) -> None:
    """Its claims would be approved, and no statement would ever pay them."""
    draft = a_draft(currency="EUR")

    with pytest.raises(Invalid) as caught:
        publish_policy(draft.pk, acting_user=customer_service_manager)

    assert (caught.value.code, caught.value.field) == (PolicyError.CURRENCY, "currency")
    assert PolicyVersion.objects.get(pk=draft.pk).status == PolicyStatus.DRAFT


def test_a_reviewer_publishes_nothing(reviewer: Actor) -> None:
    with pytest.raises(NotAllowed):
        publish_policy(a_draft().pk, acting_user=reviewer)


def test_two_versions_do_not_begin_on_one_day(customer_service_manager: Actor) -> None:
    a_published_policy("A")
    second = a_draft("B")

    with pytest.raises(Invalid) as caught:
        publish_policy(second.pk, acting_user=customer_service_manager)

    assert caught.value.code == PolicyError.DATE_TAKEN


def test_a_published_version_never_changes(service_management: Actor) -> None:
    version = a_published_policy()

    with pytest.raises(WrongState):
        amend_policy(version.pk, effective_from=START, content=content(), summary="", acting_user=service_management)
    with pytest.raises(DatabaseError), transaction.atomic():
        PolicyVersion.objects.filter(pk=version.pk).update(content={})


def test_a_draft_is_changed(service_management: Actor) -> None:
    draft = a_draft()
    cheaper = content(labour={"clause": "4.1", "rate_minor_per_hour": 7_000})

    amend_policy(
        draft.pk, effective_from=date(2024, 2, 1), content=cheaper, summary="x", acting_user=service_management
    )

    draft.refresh_from_db()
    assert draft.content["labour"]["rate_minor_per_hour"] == 7_000


def test_a_label_is_used_once(service_management: Actor) -> None:
    a_draft("A")
    with pytest.raises(Invalid) as caught:
        draft_policy(label="A", effective_from=START, content=content(), acting_user=service_management)
    assert caught.value.field == "label"


def test_an_unusable_clause_is_refused(service_management: Actor) -> None:
    with pytest.raises(Invalid):
        draft_policy(label="A", effective_from=START, content={"currency": "CNY"}, acting_user=service_management)
    assert not PolicyVersion.objects.exists()


def test_a_draft_is_put_away(service_management: Actor) -> None:
    draft = a_draft()
    withdraw_draft(draft.pk, acting_user=service_management, reason="later")
    draft.refresh_from_db()
    assert draft.status == PolicyStatus.WITHDRAWN


def test_the_repair_date_decides_which_version_holds() -> None:
    a_published_policy("old", date(2024, 1, 1))
    a_published_policy("new", date(2025, 1, 1))
    a_draft("draft", date(2025, 2, 1))

    assert [policy_on(day).label for day in (date(2024, 12, 31), date(2025, 1, 1), date(2025, 3, 1))] == [
        "old",
        "new",
        "new",
    ]


def test_a_gap_is_refused_with_the_rule_named() -> None:
    a_published_policy("A", date(2024, 1, 1))
    with pytest.raises(Invalid) as caught:
        policy_on(date(2023, 12, 31))
    assert caught.value.code == PolicyError.GAP
    assert caught.value.details["rule"] == "policy.gap"


def test_a_station_sees_what_is_published(station_manager: Actor, supplier_user: Actor) -> None:
    published, draft = a_published_policy("A"), a_draft("B", date(2025, 1, 1))

    assert list(versions_for(station_manager)) == [published]
    assert not versions_for(supplier_user).exists()
    with pytest.raises(NotYours):
        versions_for(station_manager).get_or_404(draft.pk)


@pytest.mark.parametrize("start", PolicyStatus)
@pytest.mark.parametrize("end", PolicyStatus)
def test_only_the_table_moves_it(start: PolicyStatus, end: PolicyStatus) -> None:
    version = PolicyVersion(status=start)
    assert (end in version.possible_moves()) is (end in POLICY_MOVES[start])
