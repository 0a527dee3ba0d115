"""Two months of duty-phone checks: last month's all called, this month's as far as it has come, and appeals, of which one waits."""

from datetime import date, timedelta
from random import Random

from accounts.roles import Role
from common.clock import now, today
from common.history.relay import deliver_pending
from demo.candidates import picture
from demo.chance import dice
from demo.people import office, staff
from demo.size import Size
from network.duty.actions import appeal_check, decide_appeal, report_call, set_office_phone, take_next_check
from network.duty.actions.planning import prepare_draw
from network.duty.bands import period_of
from network.duty.choices import CheckStatus, Outcome
from network.duty.deadlines import watch_hours
from network.duty.models import CheckTry, DutyCheck, DutyPlan, OfficePhone
from network.duty.policies import CallFacts, is_final, score_of
from network.duty.selectors import newest_plan
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

NOTES = {
    Outcome.ANSWERED: "值班员报出姓名、值班时段和可出动救援队",
    Outcome.NO_ANSWER: "铃响无人接听",
    Outcome.BUSY: "持续占线",
    Outcome.WRONG_NUMBER: "对方称非服务站",
}
APPEALS = (("当晚线路故障，运营商已出具证明", None), ("值班手机送修，已转接站长", True), ("接听记录显示已接听", False))
LEFT_DUE = 3
OFFICE_PHONES = (
    ("north", "010-5550-2400"), ("northeast", "024-5550-2400"), ("east", "021-5550-2400"),
    ("south", "020-5550-2400"), ("southwest", "028-5550-2400"), ("northwest", "029-5550-2400"),
)  # fmt: skip


def call_duty_phones(stations: list[Station], size: Size) -> None:
    """Draw and call two months."""
    plan = newest_plan()
    assert plan is not None  # noqa: S101  a fresh database has one
    _register_offices()
    roll = dice("duty phones")
    for day in (today().replace(day=1) - timedelta(days=1), today()):
        _month(plan, day, stations, roll)
    _appeal(roll)
    with at_head_office():
        _call_one()
    deliver_pending()


def _register_offices() -> None:
    with at_head_office():
        for region, phone in OFFICE_PHONES:
            set_office_phone(region, phone=phone, rings_at="办事处值班室", acting_user=office(Role.SERVICE_MANAGEMENT))


def _month(plan: DutyPlan, day: date, stations: list[Station], roll: Random) -> None:
    first, last = period_of(day, plan.period)
    seed = f"{roll.getrandbits(128):032x}"
    with at_head_office():
        made, checks = prepare_draw(
            plan,
            first,
            last,
            stations,
            offices=list(OfficePhone.objects.all()),
            days_from=first,
            seed=seed,
            by=office(Role.SERVICE_MANAGEMENT).name,
        )
        made.save(force_insert=True)
        checks.sort(key=lambda one: one.call_from)
        is_running = last >= today()
        to_call = {one.pk for one in checks[-LEFT_DUE:]} if is_running else set()  # late in a month, too, some are left
        done = [one for one in checks if one.call_until < now() and one.pk not in to_call]
        tries = [one for check in done for one in _called(plan, check, roll)]
        DutyCheck.objects.bulk_create(checks)
        CheckTry.objects.bulk_create(tries)
        waiting = [check for check in checks if check.status == CheckStatus.PLANNED]
        for place, check in enumerate(sorted(waiting, key=lambda one: (one.station_id is None, one.call_from))):
            if place < LEFT_DUE:
                check.change(call_from=now() - timedelta(minutes=20), call_until=now() + timedelta(hours=6 + place))
            watch_hours(check)


def _called(plan: DutyPlan, check: DutyCheck, roll: Random) -> list[CheckTry]:
    """Call until the check is final, and score it as the action would."""
    caller, at, made = office(Role.DISPATCHER), check.call_from, []
    while True:
        outcome = roll.choices(list(Outcome), weights=(82, 12, 5, 1))[0]
        facts = CallFacts(
            outcome, roll.randint(4, 42), roll.random() < 0.85, roll.choice((1, 2, 3, 3, 3)), NOTES[outcome]
        )
        answered = outcome == Outcome.ANSWERED
        made.append(
            CheckTry(
                duty_check=check, station_id=check.station_id, called_at=at, caller_id=caller.id, caller_name=caller.name, outcome=outcome,
                seconds=facts.seconds if answered else None, right_person=facts.right_person if answered else None,
                questions_right=facts.questions_right if answered else None, note=facts.note,
            )
        )  # fmt: skip
        if is_final(plan, facts, len(made)):
            break
        at += timedelta(minutes=plan.retry_gap_minutes)
    check.status, check.outcome, check.tries, check.begun_at, check.scored_at = (
        CheckStatus.SCORED,
        outcome,
        len(made),
        at,
        at,
    )
    check.caller_id, check.caller_name = caller.id, caller.name
    check.score = score_of(plan, facts, len(made))
    check.has_passed = check.score >= plan.pass_score
    check.appeal_until = at + timedelta(days=plan.appeal_days)
    return made


def _appeal(roll: Random) -> None:
    with at_head_office():
        failed = list(
            DutyCheck.objects.filter(status=CheckStatus.SCORED, has_passed=False, station__isnull=False)
            .select_related("station")
            .order_by("-scored_at")[:3]
        )
    for check, (words, granted) in zip(failed, APPEALS, strict=False):
        assert check.station is not None  # noqa: S101  the query asks for it
        check.change(appeal_until=now() + timedelta(days=2))
        manager = staff(check.station, Role.STATION_MANAGER)
        with inside(check.station):
            appeal_check(check.pk, text=words, evidence=[("通话记录.jpg", picture(check.number))], acting_user=manager)
        if granted is not None:
            with at_head_office():
                decider = office(Role.CUSTOMER_SERVICE_MANAGER)
                decide_appeal(
                    check.pk,
                    is_granted=granted,
                    decision="经核实。" if granted else "证据与通话时间不符。",
                    acting_user=decider,
                )


def _call_one() -> None:
    """One of the due calls is made through the caller's own steps, and fails: the auditors see it in the risk list."""
    dispatcher = office(Role.DISPATCHER)
    if DutyCheck.objects.filter(status=CheckStatus.PLANNED, call_from__lte=now()).exists():
        check = take_next_check(acting_user=dispatcher)
        report_call(check.pk, CallFacts(Outcome.WRONG_NUMBER, note=NOTES[Outcome.WRONG_NUMBER]), acting_user=dispatcher)
