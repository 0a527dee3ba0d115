"""The roster's pages and API, end to end."""

from datetime import timedelta
from typing import Any

import pytest

from accounts.actors import Actor
from accounts.models import User
from common.clock import today
from network.duty.roster_models import Handover, Shift, ShiftKind, Swap
from tests.builders.api import Caller
from tests.builders.duty import a_kind, a_second_agent, a_shift, an_ending_shift

pytestmark = pytest.mark.django_db


def test_kinds_and_shifts_are_planned_and_shown(
    client_for: Any, customer_service_manager: Actor, dispatcher: Actor
) -> None:
    lead = client_for(customer_service_manager)
    kind = {
        "code": "night", "name_zh": "夜班", "name_en": "Night", "start": "22:00", "end": "06:00", "needed": 2, "sign_within_minutes": 10,
    }  # fmt: skip
    assert lead.post("/duty/kinds/set/", kind).status_code == 302
    assert "22:00" in lead.get("/duty/kinds/set/?code=night").content.decode()
    day = today() + timedelta(days=2)
    typed = {"kind": ShiftKind.objects.get().pk, "day": day.isoformat(), "agent": dispatcher.id}
    answer = lead.post("/duty/assign/", typed)
    assert answer.status_code == 302
    assert dispatcher.name in lead.get(answer.url).content.decode()
    again = lead.post("/duty/assign/", typed)
    assert again.status_code == 422 and str(day) in again.content.decode()
    copied = lead.post("/duty/copy/", {"source": day.isoformat(), "target": (day + timedelta(days=7)).isoformat()})
    assert copied.status_code == 302 and Shift.objects.count() == 2


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_every_page_opens(client_for: Any, customer_service_manager: Actor, dispatcher: Actor, language: str) -> None:
    User.objects.update(language=language)
    shift, ending = a_shift(dispatcher), an_ending_shift(dispatcher)
    desk, lead = client_for(dispatcher), client_for(customer_service_manager)
    for page in ("", "?day=nonsense", "kinds/", "handovers/", f"shifts/{shift.pk}/"):
        assert (desk.get(f"/duty/{page}").status_code, lead.get(f"/duty/{page}").status_code) == (200, 200)
    for page in ("assign/", "copy/", "kinds/set/", f"shifts/{shift.pk}/remove/"):
        assert lead.get(f"/duty/{page}").status_code == 200
    for page in (f"shifts/{shift.pk}/swap/", f"shifts/{ending.pk}/handover/"):
        assert desk.get(f"/duty/{page}").status_code == 200
    assert dispatcher.name in lead.get("/").content.decode()


def test_a_swap_goes_from_question_to_consent(client_for: Any, dispatcher: Actor) -> None:
    other, shift = a_second_agent(), a_shift(dispatcher)
    asked = client_for(dispatcher).post(
        f"/duty/shifts/{shift.pk}/swap/", {"colleague": other.id, "against": "", "reason": "培训"}
    )
    assert asked.status_code == 302
    swap = Swap.objects.get()
    assert f"/duty/swaps/{swap.pk}/agree/" in client_for(other).get(asked.url).content.decode()
    assert client_for(other).post(f"/duty/swaps/{swap.pk}/agree/").status_code == 302
    assert Shift.objects.get(pk=shift.pk).agent_id == other.id


def test_a_handover_is_written_and_signed_for(client_for: Any, dispatcher: Actor) -> None:
    shift, other = an_ending_shift(dispatcher), a_second_agent()
    written = client_for(dispatcher).post(f"/duty/shifts/{shift.pk}/handover/", {"note": "夜间平稳"})
    assert written.status_code == 302
    note = Handover.objects.get()
    assert f"/duty/handovers/{note.pk}/" in client_for(other).get("/").content.decode()
    assert client_for(other).post(f"/duty/handovers/{note.pk}/sign/").status_code == 302
    assert other.name in client_for(dispatcher).get(written.url).content.decode()


def test_only_who_may_sign_is_asked_to(client_for: Any, dispatcher: Actor) -> None:
    client_for(dispatcher).post(f"/duty/shifts/{an_ending_shift(dispatcher).pk}/handover/", {"note": "夜间平稳"})
    note, at_home, on_duty = Handover.objects.get(), a_second_agent(), a_second_agent(3)
    step = f"/duty/handovers/{note.pk}/sign/"
    assert step in client_for(at_home).get(note.get_absolute_url()).content.decode()  # at a gap whoever comes first
    an_ending_shift(on_duty)
    for person, may in ((at_home, False), (on_duty, True), (dispatcher, False)):
        client = client_for(person)
        assert (step in client.get(note.get_absolute_url()).content.decode()) is may
        assert (note.get_absolute_url() in client.get("/").content.decode()) is may


def test_the_api_does_each_step(client_for: Any, customer_service_manager: Actor, dispatcher: Actor) -> None:
    lead, desk = Caller(client_for(customer_service_manager)), Caller(client_for(dispatcher))
    other, ending = a_second_agent(), an_ending_shift(dispatcher)
    kind = {"code": "late", "name_zh": "晚班", "name_en": "Late", "start": "14:00", "end": "22:00"}
    made = lead.post("shift-kinds", kind).json()
    day = (today() + timedelta(days=4)).isoformat()
    shift = lead.post("shifts", {"kind": made["id"], "day": day, "agent": dispatcher.user.email}).json()
    wrong = lead.post("shifts", {"kind": made["id"], "day": day, "agent": "nobody@stationmaster.example"})
    assert wrong.status_code in (400, 422)
    swap = desk.post("shift-swaps", {"shift": shift["id"], "colleague": other.user.email}).json()
    agreed = Caller(client_for(other)).post(f"shift-swaps/{swap['id']}/agree").json()
    assert agreed["status"] == "agreed"
    note = desk.post("handovers", {"shift": ending.public_id, "note": "夜间平稳"}).json()
    signed = Caller(client_for(other)).post(f"handovers/{note['id']}/sign").json()
    assert signed["signed_by_name"] == other.name
    copied = lead.post("shifts/copy-week", {"day": day, "onto": (today() + timedelta(days=60)).isoformat()}).json()
    assert copied["copied"] >= 1
    gone = lead.post(f"shifts/{shift['id']}/remove", {"reason": "多余"})
    assert gone.status_code == 200


def test_a_station_has_no_roster(client_for: Any, station_manager: Actor) -> None:
    a_kind()
    assert client_for(station_manager).get("/duty/").status_code == 404
    assert client_for(station_manager).get("/s/SHA01/duty/").status_code == 404
