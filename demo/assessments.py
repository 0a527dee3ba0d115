"""A year of scorecards: computed month by month, published, appealed; last month through the real steps, the proposals of grades with it; awards."""

from datetime import date, datetime, timedelta
from random import Random
from unittest.mock import patch

from django.test.utils import override_settings

from accounts.models import Membership
from accounts.roles import Role
from common.clock import end_of_day, now, today
from common.history.record import record
from common.history.relay import deliver_pending
from common.ids import new_id
from common.jobs.run import run_waiting
from common.people import Process
from demo.chance import dice, moment
from demo.people import office, staff
from demo.size import Size
from network.lifecycle.models import StationChange, StationOrder
from network.scorecards.actions import (
    STANDARD,
    announce_round,
    appeal_indicator,
    compute_month,
    decide_score_appeal,
    instruct_proposal,
    object_to_award,
    open_round,
    publish_month,
    publish_round,
    rank_round,
)
from network.scorecards.choices import AssessmentStatus, Source
from network.scorecards.computing import compute_offices, compute_portion, last_day
from network.scorecards.models import Assessment, AwardRound, GradeProposal, ScoreAppeal, ScoreCard
from network.scorecards.rulebook import BOOK
from network.scorecards.selectors import standard_of_month
from tenants.registry.models import Station
from tenants.registry.standing import at_head_office, inside

MONTHS, CALLS, FULL_POINTS = 12, 2, 95
CUSTOMER = Process("客户关怀")
NEXT_YEAR = {"least_weight": 60, "appeal_days": 7, "rescue_slack_min": 20}
OBJECTIONS = ("返修系用户自备件所致，附照片编号。", "客户评分录入有误，回访录音可核。", "核减部分已补交照片。")


def assess_the_year(stations: list[Station], size: Size) -> None:
    """Let customers have been called for a year, then compute and publish the months."""
    roll = dice("assessments")
    Membership.objects.filter(role=Role.TECHNICIAN).update(created_at=now() - timedelta(days=900))
    with at_head_office():
        _standards()
        months = _months()
        for month in months:
            _ask_customers(stations, month, roll)
        for month in months[:-1]:
            _publish_quickly(month)
        _publish_last(months[-1])
    deliver_pending(limit=1_000)
    _appeal(stations)
    with at_head_office():
        _decide()
        listed = _award(months)
    _object(stations, listed)
    deliver_pending(limit=1_000)


def _months() -> list[date]:
    """Return the first days of the months that are over, the oldest first."""
    found = [(today().replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(found) < MONTHS:
        found.insert(0, (found[0] - timedelta(days=1)).replace(day=1))
    return found


def _standards() -> None:
    """Release the standard that rules from next year on, and leave a draft."""
    drafter, lead = office(Role.SERVICE_MANAGEMENT), office(Role.CUSTOMER_SERVICE_MANAGER)
    begins = end_of_day(date(today().year, 12, 31))
    made = STANDARD.draft(
        label=f"{today().year + 1}-1",
        valid_from=begins,
        values=NEXT_YEAR,
        summary="明年考核标准：申诉期延长至 7 天，救援及时放宽 20 分钟，有事实的权重达六成方评等级。",
        acting_user=drafter,
    )
    STANDARD.publish(made.pk, acting_user=lead)
    STANDARD.draft(
        label=f"{today().year + 1}-2 草案",
        valid_from=begins + timedelta(days=181),
        values=NEXT_YEAR | {"months_in_row": 6},
        summary="下半年草案：等级连续六个月方可建议调整系数。",
        acting_user=drafter,
    )


class Said:
    """A follow-up call of the past, as history tells it."""

    def __init__(self, station: Station) -> None:
        self.pk, self.station_id = new_id(), station.pk


def _ask_customers(stations: list[Station], month: date, roll: Random) -> None:
    last = last_day(month)
    for place, station in enumerate(stations):
        kind = 5 if place % 5 else 4
        for call in range(CALLS):
            at: datetime = moment(min(last, month + timedelta(days=roll.randint(2, 26))), roll)
            points = max(1, kind - roll.choice((0, 0, 0, 1, 1, 2)))
            after = {
                "sequence": 1,
                "satisfaction": points,
                "has_complaint": points < 3,
                "order": f"RO-{month:%y%m}-{call + 1:03d}",
            }
            with patch("common.history.record.now", return_value=at):
                record(Said(station), "follow_up.done", CUSTOMER, after=after)


def _publish_quickly(month: date) -> None:
    """Compute a month as the job does, and publish it in its time; of the past only the cards are of interest."""
    auditor, management = office(Role.AUDITOR), office(Role.SERVICE_MANAGEMENT)
    standard, done = standard_of_month(month), end_of_day(last_day(month)) + timedelta(days=4)
    made = Assessment.objects.create(
        month=month,
        standard_label=standard.label,
        values=BOOK.values_of(standard),
        started_by_id=auditor.id,
        started_by_name=auditor.name,
        computed_at=done,
    )
    after, count = "", 0
    while keys := compute_portion(made, after, 100):
        after, count = str(keys[-1]), count + len(keys)
    compute_offices(made)
    made.move_to(AssessmentStatus.COMPUTED)
    made.move_to(
        AssessmentStatus.PUBLISHED,
        stations=count,
        published_by_id=management.id,
        published_by_name=management.name,
        published_at=done + timedelta(days=1),
        appeal_until=done + timedelta(days=6),
    )
    ScoreCard.objects.filter(assessment=made).update(is_published=True)


def _publish_last(month: date) -> None:
    """Last month goes through the job and its second person: its proposals are made, stations are told."""
    made, _job = compute_month(month, acting_user=office(Role.AUDITOR))
    with override_settings(JOB_PROCESSES=0):  # this step's own transaction is not committed yet
        run_waiting()
    publish_month(made.pk, acting_user=office(Role.SERVICE_MANAGEMENT))


def _appeal(stations: list[Station]) -> None:
    """Three stations appeal, each against a figure that cost it points; nobody has decided yet."""
    sources = (Source.FTFR, Source.CSI, Source.CLAIM_ACCURACY)
    left = list(stations)
    for words, source in zip(OBJECTIONS, sources, strict=True):
        with at_head_office():
            rows = ScoreCard.objects.select_related("station", "assessment").filter(station__in=left, is_current=True)
            newest = rows.filter(month=_months()[-1]).order_by("station__code")
            card = next((one for one in newest if _lost(one, source)), None)
        if card is not None:
            left = [one for one in left if one.pk != card.station_id]
            with inside(card.station):
                manager = staff(card.station, Role.STATION_MANAGER)
                appeal_indicator(card.pk, source=source, text=words, acting_user=manager)


def _lost(card: ScoreCard, source: str) -> bool:
    line = card.line(source) or {}
    return line.get("points") is not None and line["points"] < FULL_POINTS


def _decide() -> None:
    """One appeal is granted, one rejected, one waits; one proposal is instructed, the others wait."""
    lead = office(Role.CUSTOMER_SERVICE_MANAGER)
    rows = list(ScoreAppeal.objects.order_by("created_at"))
    if rows:
        value = min(100.0, (rows[0].was or 0) + 20)
        words = "经核实，用户自备件返修不计。"
        decide_score_appeal(rows[0].pk, is_granted=True, decision=words, value=value, acting_user=lead)
    if len(rows) > 1:
        decide_score_appeal(rows[1].pk, is_granted=False, decision="录音与评分一致。", acting_user=lead)
    if len(rows) > 2:  # the one that waits is late
        rows[2].change(due_at=now() - timedelta(days=1), late_at=now() - timedelta(days=1))
    busy = {
        *StationOrder.objects.values_list("station_id", flat=True),
        *StationChange.objects.values_list("station_id", flat=True),
    }
    first = GradeProposal.objects.filter(status="proposed").exclude(station_id__in=busy).order_by("number").first()
    if first is not None:
        instruct_proposal(first.pk, instruction="同意，自下月起执行。", acting_user=lead)


def _award(months: list[date]) -> AwardRound:
    """The first half year is awarded, on paper too; the last quarter's list is announced and may be objected to. Return the latter."""
    maker, lead = office(Role.SERVICE_MANAGEMENT), office(Role.CUSTOMER_SERVICE_MANAGER)
    rules = {"least_points": 55, "least_months": 3, "places": 5, "places_per_region": 2}
    names = (("半年度先进服务站", "Station of the half-year"), ("季度先进服务站", "Station of the quarter"))
    periods = ((months[0], months[5]), (months[-3], months[-1]))
    rounds = []
    for (name_zh, name_en), (first, last) in zip(names, periods, strict=True):
        made = open_round(
            first_month=first, last_month=last, name_zh=name_zh, name_en=name_en, acting_user=maker, **rules
        )
        rank_round(made.pk, acting_user=maker)
        rounds.append(announce_round(made.pk, acting_user=maker))
    AwardRound.objects.filter(pk=rounds[0].pk).update(object_until=now() - timedelta(days=1))
    publish_round(rounds[0].pk, acting_user=lead)
    return rounds[1]


def _object(stations: list[Station], listed: AwardRound) -> None:
    """A station that is not on the list objects to its first name."""
    first = listed.shown_rows()[0]["code"]
    station = next((one for one in stations if one.code not in {row["code"] for row in listed.shown_rows()}), None)
    if station is not None:
        with inside(station):
            manager = staff(station, Role.STATION_MANAGER)
            object_to_award(listed.pk, against=first, text="该站上月有用户投诉未结，请核实。", acting_user=manager)
