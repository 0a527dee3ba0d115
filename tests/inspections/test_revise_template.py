"""The next edition of a checklist."""

from typing import Any

import pytest

from accounts.actors import Actor
from audit.inspections.actions import ItemFacts, revise_template
from audit.inspections.models import Template
from audit.inspections.selectors import current_template, templates_for
from common.errors import Invalid, NotAllowed, WrongState
from common.history.models import History

pytestmark = pytest.mark.django_db
ITEM = ItemFacts("A1", "组", "Group", "项", "Item", 5)


def audit_template() -> Template:
    found = current_template("AUDIT")
    assert found is not None
    return found


def test_it_becomes_the_current_one(acting: Any, auditor: Actor) -> None:
    old = audit_template()
    with acting(auditor):
        new = revise_template(old.pk, items=[ITEM], pass_score=75, acting_user=auditor)
        assert (current_template("AUDIT"), new.edition) == (new, old.edition + 1)
        assert History.objects.get(aggregate_id=new.pk).verb == "template.issued"
        with pytest.raises(WrongState):
            revise_template(old.pk, items=[ITEM], pass_score=75, acting_user=auditor)


@pytest.mark.parametrize(
    ("items", "pass_score"),
    [([], 80), ([ITEM, ITEM], 80), ([ItemFacts("A", "g", "g", "n", "n", 0)], 80), ([ITEM], 101)],
)
def test_a_checklist_that_cannot_work_is_refused(acting: Any, auditor: Actor, items: Any, pass_score: int) -> None:
    with acting(auditor), pytest.raises(Invalid):
        revise_template(audit_template().pk, items=items, pass_score=pass_score, acting_user=auditor)


@pytest.mark.parametrize("persona", ["station_manager", "trainer", "regional_officer"])
def test_nobody_else_may(request: Any, acting: Any, persona: str) -> None:
    actor = request.getfixturevalue(persona)
    with acting(actor), pytest.raises(NotAllowed):
        revise_template(audit_template().pk, items=[ITEM], pass_score=75, acting_user=actor)
    assert Template.objects.filter(code="AUDIT").count() == 1


def test_a_station_sees_by_what_it_is_audited(acting: Any, station_manager: Actor, trainer: Actor) -> None:
    with acting(station_manager):
        assert [one.code for one in templates_for(station_manager)] == ["AUDIT"]
    with acting(trainer):
        assert not templates_for(trainer).exists()
