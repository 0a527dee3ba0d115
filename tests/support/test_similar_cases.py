"""A repair order and a case of the hotline lead to solved technical cases of the same model and component, and to nothing else."""

from typing import Any

import pytest
from django.utils.html import escape

from accounts.actors import Actor
from accounts.models import User
from accounts.roles import Role
from catalog.models import FailureCode
from network.support.actions.literature import LiteratureText, draft_literature, release_literature
from network.support.audience import Audience
from network.support.literature_models import Literature
from network.support.similar import asked_for, similar_cases
from tenants.registry.standing import at_head_office, inside
from tenants.workshop.models import RepairOrder
from tests.builders.catalog import a_component, a_failure_code, a_model, a_vehicle
from tests.builders.hotline import a_case
from tests.builders.workshop import an_open_order
from tests.world import office_actor

pytestmark = pytest.mark.django_db


def a_solved_case(**text: Any) -> Literature:
    given: dict[str, Any] = {"kind": "case", "title_zh": "离合器抖动", "body_zh": "螺栓力矩不均"} | text
    with at_head_office():
        to = Audience(posts=[Role.STATION_MANAGER, Role.TECHNICIAN])
        draft = draft_literature(LiteratureText(**given), to, acting_user=office_actor(Role.TRAINER))
        return release_literature(draft.pk, acting_user=office_actor(Role.SERVICE_MANAGEMENT))


def test_only_solved_cases_in_force_of_the_model_and_component_fit(trainer: Actor) -> None:
    mine, other = a_model("X3000"), a_model("X5000")
    engine, clutch = a_component("ENG"), a_component("CLU")
    fits = a_solved_case(vehicle_models=[mine.code], component=clutch.code)
    everywhere = a_solved_case(component=clutch.code)
    a_solved_case(vehicle_models=[other.code], component=clutch.code)
    a_solved_case(vehicle_models=[mine.code], component=clutch.code, kind="manual")
    elsewhere = a_solved_case(vehicle_models=[mine.code], component=engine.code)
    with at_head_office():
        to = Audience()
        waiting = LiteratureText(
            kind="case", title_zh="待签发", body_zh="x", vehicle_models=[mine.code], component="CLU"
        )
        draft_literature(waiting, to, acting_user=trainer)
        assert set(similar_cases(trainer, mine.code, clutch.code)) == {fits, everywhere}
        assert set(similar_cases(trainer, mine.code)) == {fits, everywhere, elsewhere}


def test_a_repair_order_leads_to_them(client_for: Any, technician: Actor, station_manager: Actor) -> None:
    vehicle = a_vehicle()
    User.objects.update(language="en")
    with inside(station_manager.station):
        order = an_open_order(station_manager, vehicle=vehicle)
    page, reader = f"/s/SHA01/workshop/orders/{order.pk}/", client_for(technician)
    assert "Similar solved cases" not in reader.get(page).content.decode()
    failure: FailureCode = a_failure_code()
    a_solved_case(vehicle_models=[vehicle.model.code], component=failure.component.code)
    a_solved_case(vehicle_models=[vehicle.model.code], component=a_component("CLU").code)
    assert "Similar solved cases: 2" in reader.get(page).content.decode()
    with inside(station_manager.station):
        RepairOrder.objects.filter(pk=order.pk).update(failure_code=failure.code)
    shown = reader.get(page).content.decode()
    assert "Similar solved cases: 1" in shown
    assert escape(f"&component={failure.component.code}") in shown


def test_a_case_of_the_hotline_leads_to_them(client_for: Any, dispatcher: Actor) -> None:
    vehicle = a_vehicle(plate="")
    a_solved_case(vehicle_models=[vehicle.model.code])
    User.objects.update(language="en")
    page = client_for(dispatcher).get(a_case(vehicle=vehicle.vin).get_absolute_url()).content.decode()
    assert "Similar solved cases: 1" in page
    listed = client_for(dispatcher).get("/support/literature/", asked_for(vehicle.model.code)).content.decode()
    assert "离合器抖动" in listed
