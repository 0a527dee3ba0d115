"""`manage.py simulate_dispatch`, without a database and with one."""

import json
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from common.clock import today
from common.scope import for_office
from network.dispatch.models import Rescue
from network.dispatch.simulator.plan_file import read_crew_plan
from network.dispatch.simulator.problems import BadInput, Problem
from tests.builders.dispatch import HOME, RIVAL, a_crew, a_rescue, accepted, an_offer, at_the_vehicle, finished
from tests.dispatch.simulator.worlds import a_base, a_plan

SYNTHETIC = ("--synthetic", "--without-database", "--calls-per-day", "60", "--seeds", "2")


def told(capsys: pytest.CaptureFixture[str], *args: str) -> dict[str, Any]:
    call_command("simulate_dispatch", *args, "--json")
    result: dict[str, Any] = json.loads(capsys.readouterr().out)
    assert result.pop("seconds") >= 0
    return result


def test_a_synthetic_day_needs_no_database(capsys: pytest.CaptureFixture[str]) -> None:
    result = told(capsys, *SYNTHETIC)
    [base] = result["variants"]
    figures = base["figures"]
    parts = sum(figures[name]["mean"] for name in ("served", "unserved", "open"))
    assert parts == pytest.approx(figures["calls"]["mean"])
    assert figures["arrival_p50_s"]["low"] < figures["arrival_p50_s"]["mean"]
    assert (result["comparisons"], result["recorded"], result["day"]) == ([], None, None)
    assert told(capsys, *SYNTHETIC) == result


def test_policy_stations_and_crews_are_compared_with_what_is(
    capsys: pytest.CaptureFixture[str], tmp_path: Path
) -> None:
    policy, against, plan = tmp_path / "new.json", tmp_path / "old.json", tmp_path / "crews.csv"
    policy.write_text('{"answer_s": 60}')
    against.write_text('{"answer_s": 240}')
    plan.write_text("station,crew,from,to\nSHA01,SHA01-1,08:00,20:00\nBJS01,new,00:00,24:00\n")
    files = ("--policy", str(policy), "--against", str(against), "--crews", str(plan), "--close", "BJS01")
    result = told(capsys, *SYNTHETIC, *files)
    base, changed = result["variants"]
    assert (base["policy"], changed["policy"]) == ("old.json", "new.json")
    assert (base["crews"], changed["crews"]) == (300, 1)
    [comparison] = result["comparisons"]
    assert comparison["differences"]["served"]["mean"] < 0


def test_in_words_it_tells_the_difference(capsys: pytest.CaptureFixture[str]) -> None:
    call_command("simulate_dispatch", *SYNTHETIC, "--close", "SHA01")
    assert "difference" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "sentence"),
    [
        (("--close", "NOWHERE"), "no station NOWHERE"),
        (("--seeds", "0"), "1 to 100 seeds"),
        (("--calls-per-day", "0"), "calls a day"),
        (("--policy", "/nowhere.json"), "can't be read"),
        (("--from-day", "2026-01-01"), "not both"),
    ],
)
def test_bad_input_is_said_in_a_sentence(args: tuple[str, ...], sentence: str) -> None:
    with pytest.raises(CommandError, match=sentence):
        call_command("simulate_dispatch", *SYNTHETIC, *args)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("{", "not a JSON object"),
        ("[]", "not a JSON object"),
        ('{"answers": 1}', "no value called answers"),
        ('{"answer_s": "soon"}', "answer_s must be a number above zero"),
        ('{"detour": 0}', "detour must be"),
        ('{"load_penalty_m": -1}', "load_penalty_m must be"),
    ],
)
def test_a_policy_that_is_none_is_refused(tmp_path: Path, text: str, sentence: str) -> None:
    file = tmp_path / "policy.json"
    file.write_text(text)
    with pytest.raises(CommandError, match=sentence):
        call_command("simulate_dispatch", *SYNTHETIC, "--policy", str(file))


def test_a_recorded_day_and_no_database_exclude_each_other() -> None:
    with pytest.raises(CommandError, match="in the database"):
        call_command("simulate_dispatch", "--from-day", "2026-01-01", "--without-database")


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", Problem.COLUMNS),
        ("station,crew\nTST01,1", Problem.COLUMNS),
        ("station,crew,from,to\n", Problem.NO_CREW),
        ("station,crew,from,to\nXX,1,08:00,16:00", Problem.STATION),
        ("station,crew,from,to\nTST01,1,8,16:00", Problem.TIME),
        ("station,crew,from,to\nTST01,1,08:00,24:30", Problem.TIME),
        ("station,crew,from,to,capacity\nTST01,1,08:00,16:00,many", Problem.CAPACITY),
        ("station,crew,from,to\nTST01,1,08:00,16:00\nTST01,1,16:00,24:00", Problem.CREW_TWICE),
    ],
)
def test_a_crew_plan_that_is_none_is_refused(text: str, problem: Problem) -> None:
    with pytest.raises(BadInput) as error:
        read_crew_plan(text, {"TST01": a_base()})
    assert error.value.problem == problem


def test_a_crew_of_the_plan_keeps_its_key_and_what_the_plan_does_not_say() -> None:
    known = a_plan(a_base(), capacity=3, brands=frozenset({"Haul"}))
    text = "\ufeffStation, Crew ,from,to,capabilities\nTST01,1,20:00,06:00,tow tyre\nTST01,2,00:00,24:00,\n"
    first, second = read_crew_plan(text, {"TST01": known.base}, [known])
    assert (first.key, first.capacity, first.brands) == (known.key, 3, known.brands)
    assert (first.from_s, first.to_s, first.capabilities) == (72_000, 21_600, frozenset({"tow", "tyre"}))
    assert (second.duty_hours, second.capabilities) == (24, known.capabilities)


@pytest.mark.django_db
def test_a_recorded_day_is_played_again_beside_what_it_was(capsys: pytest.CaptureFixture[str]) -> None:
    a_crew()
    a_crew(RIVAL)
    rescue = finished(at_the_vehicle(accepted(an_offer(a_rescue()))))
    a_rescue(lat=31.3, lon=121.6)
    result = told(capsys, "--from-day", today().isoformat(), "--seeds", "2", "--close", RIVAL)
    recorded, (base, changed) = result["recorded"], result["variants"]
    assert (recorded["calls"], recorded["served"], recorded["open"]) == (2, 1, 1)
    assert recorded["offers_per_case"] == 1
    with for_office(), transaction.atomic():
        driven_m = Rescue.objects.get(pk=rescue.pk).distance_m
    assert recorded["kilometres"] == (driven_m or 0) / 1000
    assert (base["crews"], changed["crews"], base["stations"]) == (2, 1, 2)
    assert base["figures"]["calls"]["mean"] == 2
    assert base["agents"] == [1] * 24


@pytest.mark.django_db
def test_a_synthetic_day_on_todays_network_calls_where_a_station_reaches(capsys: pytest.CaptureFixture[str]) -> None:
    a_crew(HOME)
    result = told(capsys, "--calls-per-day", "30", "--seeds", "2")
    [base] = result["variants"]
    assert (base["stations"], base["crews"]) == (1, 1)
    assert base["figures"]["served"]["mean"] > 0


@pytest.mark.django_db
def test_without_a_rescue_or_a_crew_there_is_nothing_to_simulate() -> None:
    with pytest.raises(CommandError, match="No rescue was opened"):
        call_command("simulate_dispatch", "--from-day", (today() - timedelta(days=400)).isoformat())
    with pytest.raises(CommandError, match="no crew on duty"):
        call_command("simulate_dispatch", "--calls-per-day", "30")


def test_a_date_that_is_none_is_refused() -> None:
    with pytest.raises(CommandError, match="from-day"):
        call_command("simulate_dispatch", "--from-day", "yesterday")
    assert date.fromisoformat("2026-01-01")
