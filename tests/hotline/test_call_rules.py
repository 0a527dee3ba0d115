"""Versions of the rules of calling: drafted by one, published by another, compared, in force from a moment on."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction

from common.clock import now
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History
from network.hotline.models import CallPolicy
from network.hotline.telephony.policies import EXAMPLE, Policy, policy_of, policy_on
from network.hotline.telephony.rulebook import BOOK
from network.hotline.telephony.rules import (
    RULES,
)
from tests.builders.api import Caller
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


def test_only_a_published_version_is_in_force(drafter, publisher):
    draft = a_draft(drafter, answer_s=20, retry_s=[60, 120])
    assert policy_on(now()) == EXAMPLE
    RULES.publish(draft.pk, acting_user=publisher)
    assert policy_on(now()) == Policy(label="2027-1", answer_s=20, retry_s=(60, 120))
    assert policy_on(now() - timedelta(days=1)) == EXAMPLE
    verbs = History.objects.filter(aggregate_id=draft.pk).values_list("verb", flat=True)
    assert set(verbs) == {"call_policy.drafted", "call_policy.published"}


def test_whoever_drafted_it_cannot_publish_it(publisher):
    version = a_draft(publisher)
    with pytest.raises(NotAllowed):
        RULES.publish(version.pk, acting_user=publisher)
    with pytest.raises(IntegrityError), transaction.atomic():
        CallPolicy.objects.filter(pk=version.pk).update(published_by=publisher.id)


def test_a_published_version_never_changes(drafter, publisher):
    version = RULES.publish(a_draft(drafter).pk, acting_user=publisher)
    with pytest.raises(WrongState):
        RULES.amend(version.pk, valid_from=now(), values={}, acting_user=drafter)
    rows = CallPolicy.objects.filter(pk=version.pk)
    for refused in (lambda: rows.update(values={}), rows.delete):
        with pytest.raises(IntegrityError), transaction.atomic():
            refused()


def test_a_draft_may_be_changed_and_put_away(drafter):
    version = RULES.amend(a_draft(drafter).pk, valid_from=now(), values={"claim_s": 60}, acting_user=drafter)
    assert version.values["claim_s"] == 60
    assert RULES.withdraw(version.pk, acting_user=drafter).status == "withdrawn"


@pytest.mark.parametrize(
    "values", [{"anwser_s": 1}, {"answer_s": 0}, {"answer_s": "soon"}, {"retry_s": [0]}, {"retry_s": ["x"]}]
)
def test_what_cannot_hold_is_refused(drafter, values):
    with pytest.raises(Invalid):
        a_draft(drafter, **values)
    assert not CallPolicy.objects.exists()


def test_the_rulebook_tells_every_field_and_is_read_again_as_stored():
    assert BOOK.known_names() == BOOK.all_names()
    assert policy_of("example", BOOK.values_of(EXAMPLE)) == EXAMPLE


def test_comparing_names_the_lines_that_differ():
    changed = Policy(answer_s=20, retry_s=EXAMPLE.retry_s[:2])
    pairs = [pair for _title, group in BOOK.compare(EXAMPLE, changed) for pair in group]
    found = [(one.shown.key, one.change) for one in pairs if one.differs]
    assert found == [("answer_s", "changed"), ("retry_s.3", "removed")]


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_the_pages_draft_compare_edit_and_publish(drafter, publisher, client_for, language):
    for one in (drafter, publisher):
        type(one.user).objects.filter(pk=one.user.pk).update(language=language)
    desk, lead = client_for(drafter), client_for(publisher)
    assert desk.get("/hotline/rules/").status_code == 200
    page = desk.get("/hotline/rules/draft/")
    sent = {name: value for name, value in page.context["form"].initial.items() if value not in (False, None)}
    sent |= {"label": "by form", "valid_from": "2020-01-01T08:00", "answer_s": "20", "claim_s": "2.5"}
    sent |= {"retry_s-TOTAL_FORMS": 1, "retry_s-INITIAL_FORMS": 0, "retry_s-0-pause_min": 5}
    answer = desk.post("/hotline/rules/draft/", sent)
    assert answer.status_code == 302, answer.content.decode()
    version = CallPolicy.objects.get(label="by form")
    assert version.values == BOOK.values_of(Policy(answer_s=20, claim_s=150, retry_s=(300,)))
    own = f"/hotline/rules/{version.pk}/"
    for path in (own, f"{own}edit/", f"{own}withdraw/", "/hotline/rules/compare/", "/hotline/rules/compare/?every=1"):
        assert desk.get(path).status_code == 200, path
    assert "30" in desk.get(f"/hotline/rules/compare/?left=example&right={version.pk}").content.decode()
    assert desk.post(f"{own}publish/").status_code == 403
    assert lead.post(f"{own}publish/").status_code == 302
    assert policy_on(now()).answer_s == 20


def test_the_api_drafts_and_a_second_person_publishes(drafter, publisher, client_for):
    body = {"label": "api", "valid_from": now().isoformat(), "values": {"answer_s": 25}}
    office = Caller(client_for(drafter))
    made = office.post("call-policies", body).json()
    assert office.post(f"call-policies/{made['id']}/publish").status_code == 403
    assert Caller(client_for(publisher)).post(f"call-policies/{made['id']}/publish").json()["status"] == "published"
    assert policy_on(now()).answer_s == 25


def test_others_do_not_see_them(auditor, client_for):
    assert client_for(auditor).get("/hotline/rules/").status_code == 403
