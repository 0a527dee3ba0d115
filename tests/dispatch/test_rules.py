"""Versions of the rules of dispatch: drafted by one, published by another, compared line by line."""

import json
from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.dispatch.actions import RULES
from network.dispatch.models import DispatchPolicy
from network.dispatch.policies import EXAMPLE, Policy, policy_of, policy_on
from network.dispatch.rulebook import BOOK
from tests.world import Role, office_actor


@pytest.fixture(autouse=True)
def standing(db, at_office):
    """These actions are head office's."""
    with at_office():
        yield


@pytest.fixture
def drafter(db):
    return office_actor(Role.DISPATCHER)


@pytest.fixture
def publisher(db):
    return office_actor(Role.CUSTOMER_SERVICE_MANAGER)


def a_draft(actor, label="2027-1", **values):
    return RULES.draft(label=label, valid_from=now(), values=values, acting_user=actor)


def test_a_published_version_is_in_force_with_its_values(drafter, publisher):
    RULES.publish(a_draft(drafter, answer_s=90).pk, acting_user=publisher)
    assert (policy_on(now()).label, policy_on(now()).answer_s) == ("2027-1", 90)
    assert policy_on(now()).ladder == EXAMPLE.ladder


def test_a_draft_changes_nothing(drafter):
    a_draft(drafter, answer_s=90)
    assert policy_on(now()) == EXAMPLE


def test_a_version_for_a_later_moment_waits_for_it(drafter, publisher):
    later = now() + timedelta(days=3)
    version = RULES.draft(label="later", valid_from=later, values={"answer_s": 90}, acting_user=drafter)
    RULES.publish(version.pk, acting_user=publisher)
    assert policy_on(now()) == EXAMPLE
    assert policy_on(later).answer_s == 90


def test_rules_never_change_backwards(drafter, publisher):
    version = RULES.draft(label="late", valid_from=now() - timedelta(days=9), values={}, acting_user=drafter)
    assert RULES.publish(version.pk, acting_user=publisher).valid_from > now() - timedelta(minutes=1)


def test_whoever_drafted_it_cannot_publish_it(publisher):
    version = a_draft(publisher)
    before = History.objects.count()
    with pytest.raises(NotAllowed):
        RULES.publish(version.pk, acting_user=publisher)
    version.refresh_from_db()
    assert (version.status, History.objects.count()) == ("draft", before)


def test_the_database_refuses_it_as_well(drafter):
    version = a_draft(drafter)
    with pytest.raises(IntegrityError), transaction.atomic():
        DispatchPolicy.objects.filter(pk=version.pk).update(published_by=drafter.id)


def test_a_published_version_never_changes(drafter, publisher):
    version = RULES.publish(a_draft(drafter).pk, acting_user=publisher)
    with pytest.raises(WrongState):
        RULES.amend(version.pk, valid_from=now(), values={}, acting_user=drafter)
    with pytest.raises(IntegrityError), transaction.atomic():
        DispatchPolicy.objects.filter(pk=version.pk).update(values={})


def test_a_draft_may_be_changed_and_put_away(drafter):
    version = RULES.amend(a_draft(drafter).pk, valid_from=now(), values={"answer_s": 60}, acting_user=drafter)
    assert version.values["answer_s"] == 60
    assert RULES.withdraw(version.pk, acting_user=drafter).status == "withdrawn"


@pytest.mark.parametrize(
    "values",
    [
        {"anwser_s": 1},
        {"answer_s": 0},
        {"answer_s": "soon"},
        {"dispatcher_regions": ["atlantis"]},
        {"automatic_from": 24},
        {"automatic_max_m": -1},
        {"warn_share": 2},
        {"ladder": []},
        {"ladder": [["shout", 60]]},
        {"arrive_bands": [[2000, 60], [1000, 60]]},
        {"arrive_bands": [[2000]]},
    ],
)
def test_what_cannot_hold_is_refused(drafter, values):
    with pytest.raises(Invalid):
        a_draft(drafter, **values)
    assert not DispatchPolicy.objects.exists()


def test_the_rulebook_tells_every_field_of_the_policy():
    assert BOOK.known_names() == BOOK.all_names()


def test_no_figure_stands_in_two_chapters():
    names = [clause.name for clause in BOOK.clauses]
    assert len(names) == len(set(names))


def test_stored_and_read_again_is_the_same():
    assert policy_of("example", BOOK.values_of(EXAMPLE)) == EXAMPLE
    limited = Policy(label="x", dispatcher_regions=("east", "north"))
    assert policy_of("x", json.loads(json.dumps(BOOK.values_of(limited)))) == limited


def test_comparing_names_the_lines_that_differ():
    pairs = [
        pair
        for _title, group in BOOK.compare(EXAMPLE, Policy(answer_s=60, ladder=EXAMPLE.ladder[:3]))
        for pair in group
    ]
    assert [(one.shown.key, one.change) for one in pairs if one.differs] == [
        ("answer_s", "changed"),
        ("ladder.4", "removed"),
    ]
    assert len(pairs) == len(BOOK.lines_of(EXAMPLE))


def test_the_form_drafts_and_edits(drafter, publisher, client_for):
    office = client_for(drafter)
    page = office.get("/dispatch/rules/draft/")
    form, lines = page.context["form"], page.context["form"].initial
    sent = {name: value for name, value in lines.items() if value is not None and value is not False}
    assert form is not None
    sent |= {"label": "by form", "valid_from": "2027-01-01T08:00", "answer_s": "2.5"}
    sent |= {"arrive_bands-TOTAL_FORMS": 1, "arrive_bands-INITIAL_FORMS": 0, "arrive_bands-0-up_to_km": 40}
    sent |= {"arrive_bands-0-within_min": 45, "ladder-TOTAL_FORMS": 1, "ladder-INITIAL_FORMS": 0}
    sent |= {"ladder-0-step": "lead", "ladder-0-after_min": 4}
    answer = office.post("/dispatch/rules/draft/", sent)
    assert answer.status_code == 302, answer.content.decode()
    version = DispatchPolicy.objects.get(label="by form")
    assert version.values["answer_s"] == 150
    assert version.values["arrive_bands"] == [[40_000, 2_700]]
    assert version.values["ladder"] == [["lead", 240]]
    same = {name: value for name, value in version.values.items() if name not in ("answer_s", "arrive_bands", "ladder")}
    assert policy_of("x", same) == Policy(label="x")
    for path in ("", f"{version.pk}/", f"{version.pk}/edit/", f"{version.pk}/publish/", "compare/", "compare/?every=1"):
        reader = client_for(publisher) if path.endswith("publish/") else office
        assert reader.get(f"/dispatch/rules/{path}").status_code == 200, path


def test_the_api_drafts_and_a_second_person_publishes(drafter, publisher, client_for):
    from tests.dispatch.test_api import Caller

    body = {"label": "api", "valid_from": now().isoformat(), "values": {"answer_s": 75}}
    office = Caller(client_for(drafter))
    made = office.post("dispatch-policies", body).json()
    assert office.post(f"dispatch-policies/{made['id']}/publish").status_code == 403
    assert Caller(client_for(publisher)).post(f"dispatch-policies/{made['id']}/publish").json()["status"] == "published"
    assert policy_on(now()).answer_s == 75
