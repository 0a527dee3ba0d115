"""Scripted triage: pure walking, drafting and publishing by two people, answers that stay with the case and reach the crew."""

import json
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from common.errors import Invalid, NotAllowed, WrongState
from common.scope import for_office
from network.dispatch.models import Rescue
from network.dispatch.phone import state_of
from network.hotline.choices import Symptom
from network.hotline.models import Case, TriageScript
from network.hotline.policies import needs_of_case
from network.hotline.triage.actions import amend_script, draft_script, publish_script
from network.hotline.triage.comparing import differences
from network.hotline.triage.defaults import ask, example, say
from network.hotline.triage.script import Option, Question, Words, problems, read, stored, walk
from network.hotline.triage.selectors import in_force
from network.hotline.triage.typing import as_answers, as_questions, put_together
from tests.builders.dispatch import a_crew, accepted, settle
from tests.builders.hotline import a_case


@pytest.fixture
def office(dispatcher, client_for):
    return client_for(dispatcher)


@pytest.mark.parametrize("symptom", Symptom.values)
def test_each_symptom_has_an_example_without_gaps(db, symptom):
    assert list(problems(example(symptom))) == []
    assert read(in_force(symptom).steps) == example(symptom)


@pytest.mark.parametrize("symptom", Symptom.values)
def test_every_way_through_an_example_says_what_is_needed(symptom):
    script = example(symptom)
    ways = [()]
    ends = 0
    while ways:
        keys = ways.pop()
        done = walk(script, keys)
        if done.current is None:
            ends += 1
            assert done.needs and done.safety, keys
        else:
            ways += [(*keys, key) for key in range(1, len(done.current.options) + 1)]
    assert ends > 5


def test_the_worst_safety_and_urgency_hold_and_parts_come_once():
    done = walk(example(Symptom.TYRE), (2, 1, 4, 2))
    assert (done.safety, done.urgency, done.needs, done.tow) == ("injured", "high", ("tyre",), False)
    assert [part.en for part in done.parts] == ["Tyre", "Spare wheel"]


@pytest.mark.parametrize("keys", [(4,), (0,), (1, 1, 1, 1, 1, 1)])
def test_an_answer_that_is_not_there_is_refused(keys):
    with pytest.raises(Invalid):
        walk(example(Symptom.TYRE), keys)


FIRST = ask("a", "问", "Ask", say("是", "Yes", safety="safe"))


@pytest.mark.parametrize(
    "script",
    [
        (),
        (ask("a", "问", "Ask", say("是", "Yes")),),
        (FIRST, FIRST),
        (ask("a", "问", "", say("是", "Yes", safety="safe")),),
        (ask("a", "问", "Ask", say("是", "Yes", "b", safety="safe")),),
        (ask("a", "问", "Ask", say("是", "Yes", "a", safety="safe"), say("否", "No")),),
        (FIRST, ask("b", "问", "Ask", say("是", "Yes"))),
        (ask("a", "问", "Ask", *[say("是", "Yes", safety="safe")] * 10),),
        (Question("a", Words("问", "Ask"), (Option(Words("是", "Yes"), tell=Words("停", ""), safety="safe"),)),),
    ],
    ids=["empty", "no safety", "twice", "no English", "leads nowhere", "circle", "unreached", "ten", "half told"],
)
def test_a_script_with_a_gap_is_found(script):
    assert list(problems(script))


def test_the_rows_of_the_form_are_the_script():
    script = example(Symptom.BRAKES)
    assert put_together(as_questions(script), as_answers(script)) == script
    assert read(stored(script)) == script


def test_two_people_put_a_version_in_force(service_management, customer_service_manager, acting):
    with acting(service_management):
        draft = draft_script("tyre", (FIRST,), acting_user=service_management)
        assert draft.number == 2 and in_force("tyre").number == 1
        with pytest.raises(NotAllowed):
            publish_script(draft.pk, acting_user=service_management)
    with acting(customer_service_manager):
        publish_script(draft.pk, acting_user=customer_service_manager)
        assert in_force("tyre").number == 2
        with pytest.raises(WrongState):
            amend_script(draft.pk, (), acting_user=customer_service_manager)


def test_a_script_with_gaps_is_not_published(service_management, customer_service_manager, acting):
    with acting(service_management):
        draft = draft_script("tyre", (), acting_user=service_management)
    with acting(customer_service_manager), pytest.raises(Invalid):
        publish_script(draft.pk, acting_user=customer_service_manager)
    assert in_force("tyre").number == 1


def test_the_agent_may_not_write_scripts(dispatcher, acting):
    with acting(dispatcher), pytest.raises(NotAllowed):
        draft_script("tyre", (FIRST,), acting_user=dispatcher)
    assert TriageScript.objects.filter(symptom="tyre").count() == 1


def test_a_draft_says_what_it_changes():
    old = example(Symptom.TYRE)
    new = (*old[:-1], ask("spare", "有备胎吗？", "A spare?", *old[-1].options[:2]))
    changed = [(one.code, one.key, bool(one.after)) for one in differences(old, new)]
    assert changed == [("spare", 0, True), ("spare", 3, False)]


REPAIRED, TOWED = (1, 2, 1, 1), (1, 2, 2)  # two ways through the gearbox's script


def typed(**changes):
    given = {
        "kind": "rescue", "contact_phone": "13812345678", "contact_name": "王师傅", "safety": "", "vehicle": "沪A12345",
        "symptom": "gearbox", "place": "G2 K1240", "coordinates": "31.23,121.47", "datum": "wgs84", "form_token": str(uuid4()),
    }  # fmt: skip
    return given | changes


def test_the_form_keeps_the_answers_with_the_case(office):
    script = office.get("/hotline/scripts/in-force/?symptom=gearbox").json()["script"]
    form = typed(safety="shoulder", triage_script=script["id"], triage_keys="1,2,1,1")
    answer = office.post("/hotline/take/", form)
    assert answer.status_code == 302
    with for_office():
        case = Case.objects.get()
        assert (case.needs_tow, needs_of_case(case)) == (False, ["repair"])  # without the script a gearbox is towed
        assert case.triage["parts"] == [{"zh": "离合器油", "en": "Clutch fluid"}] and case.triage["finished"]
    page = office.get(answer.url).content.decode()
    assert "离合器油壶里还有油吗？" in page


@pytest.mark.parametrize("ticked", [False, True])
def test_what_the_agent_ticks_last_holds_against_the_script(office, ticked):
    keys = REPAIRED if ticked else TOWED
    form = typed(safety="shoulder", triage_script=str(in_force("gearbox").pk), triage_keys=",".join(map(str, keys)))
    assert office.post("/hotline/take/", form | ({"needs_tow": "on"} if ticked else {})).status_code == 302
    with for_office():
        case = Case.objects.get()
        assert (case.needs_tow, "tow" in needs_of_case(case)) == (ticked, ticked)
        assert needs_of_case(case)


@pytest.mark.parametrize(("keys", "tow"), [(REPAIRED, False), (TOWED, True)])
def test_without_a_word_of_the_agent_the_script_decides_on_towing(db, keys, tow):
    case = a_case(symptom="gearbox", triage_script=in_force("gearbox").pk, triage_keys=keys)
    assert (case.needs_tow, "tow" in needs_of_case(case)) == (tow, tow)


@pytest.mark.parametrize("change", [{"summary": "other words"}, {"steps": []}, {"status": "withdrawn"}])
def test_the_database_refuses_to_change_a_script_in_force(db, change):
    rows = TriageScript.objects.filter(pk=in_force("tyre").pk)
    with for_office(), pytest.raises(IntegrityError), transaction.atomic():
        rows.update(**change)
    with for_office(), pytest.raises(IntegrityError), transaction.atomic():
        rows.delete()


@pytest.mark.parametrize("wrong", [{"triage_keys": "9"}, {"triage_script": str(uuid4()), "triage_keys": "1"}])
def test_answers_that_no_script_has_open_no_case(office, wrong):
    form = typed(safety="shoulder", triage_script=str(in_force("gearbox").pk))
    assert office.post("/hotline/take/", form | wrong).status_code == 422
    with for_office():
        assert not Case.objects.exists()


def test_without_a_script_the_form_works_as_before(office):
    assert office.post("/hotline/take/", typed(safety="shoulder")).status_code == 302
    assert office.get("/hotline/scripts/in-force/?symptom=nothing").json() == {"script": None}
    with for_office():
        assert (Case.objects.get().triage, needs_of_case(Case.objects.get())) == ({}, ["tow"])


def test_the_crew_sees_answers_and_parts_after_accepting(technician, acting):
    a_crew()
    case = a_case(symptom="tyre", triage_script=in_force("tyre").pk, triage_keys=(1, 2, 2, 1))
    settle()
    with for_office():
        rescue = Rescue.objects.get(case=case)
        assert rescue.needs == ["tyre"]
    accepted(_offer(rescue))
    with acting(technician):
        (job,) = state_of(technician)["jobs"]
    assert job["parts"] and any("备胎" in line or "spare" in line for line in job["triage"])


def _offer(rescue):
    with for_office():
        return rescue.offers.select_related("station").get(status="open")


def test_the_pages_draft_and_publish(service_management, customer_service_manager, client_for):
    writer, second = client_for(service_management), client_for(customer_service_manager)
    assert writer.get("/hotline/scripts/").status_code == 200
    assert writer.get("/hotline/scripts/draft/?symptom=tyre").status_code == 200
    rows = {"symptom": "tyre", "summary": "shorter", "form_token": str(uuid4())}
    for name, filled in (("questions", as_questions((FIRST,))), ("answers", as_answers((FIRST,)))):
        rows |= {f"{name}-TOTAL_FORMS": len(filled), f"{name}-INITIAL_FORMS": 0}
        rows |= {f"{name}-{i}-{key}": value for i, row in enumerate(filled) for key, value in row.items()}
    made = writer.post("/hotline/scripts/draft/", rows)
    assert made.status_code == 302
    assert writer.get(made.url).status_code == 200
    assert writer.post(f"{made.url}publish/").status_code == 403
    assert second.post(f"{made.url}publish/").status_code == 302
    assert read(in_force("tyre").steps) == (FIRST,)


def test_the_api_drafts_publishes_and_opens_a_case_with_answers(
    service_management, customer_service_manager, office, client_for
):
    writer, second = client_for(service_management), client_for(customer_service_manager)
    body = json.dumps({"symptom": "other", "steps": stored((FIRST,))})
    made = writer.post("/api/v1/triage-scripts", body, "application/json", headers={"Idempotency-Key": "a"})
    assert made.status_code == 201, made.content
    key = made.json()["id"]
    path = f"/api/v1/triage-scripts/{key}/publish"
    assert second.post(path, "{}", "application/json", headers={"Idempotency-Key": "b"}).status_code == 200
    facts = {"symptom": "other", "lat": 31.2, "lon": 121.4, "triage_script": key, "triage_keys": [1]}
    opened = office.post("/api/v1/cases", json.dumps(facts), "application/json", headers={"Idempotency-Key": "c"})
    assert opened.status_code == 201 and opened.json()["safety"] == "safe"
    assert opened.json()["triage"]["answers"][0]["code"] == "a"
