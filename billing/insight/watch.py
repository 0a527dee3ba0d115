"""The look for batch defects: every night, over the whole fleet. It raises warnings, lets known ones grow, and never repeats itself."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

import numpy as np
from django.db import transaction
from django.utils.translation import gettext_noop

from billing.insight.choices import LIVE, Subject, WarningStatus
from billing.insight.early_warning import Alarm, Bar, Cell, Key, Watched, find_alarms
from billing.insight.fleet import Fleet, cohorts_of, fleet_of, month_back, window
from billing.insight.locks import lock_warnings_about
from billing.insight.models import BatchWarning, WarningRule
from billing.insight.selectors import rule_in_force
from catalog.models import Component
from common.clock import today
from common.history.record import record
from common.numbering.next_number import next_number
from common.people import Process

WATCH = Process(gettext_noop("early warning"))
GROWN_AGAIN = 1.5  # a dismissed warning comes back when there are half as many failures again


@dataclass(frozen=True, slots=True)
class Outcome:
    """How many warnings were raised and how many changed."""

    raised: int
    changed: int


@transaction.atomic
def look_for_batches() -> Outcome:
    """Compare all build months of all components and parts, and keep the warnings. Needs head office's scope; may be repeated."""
    rule = rule_in_force()
    bar = Bar(float(rule.false_alarm_percent) / 100, rule.least_failures, float(rule.least_ratio))
    alarms = find_alarms(list(watched_subjects(rule)), bar, _known_bad())
    kept = [_keep(alarm) for alarm in alarms]
    return Outcome(kept.count("raised"), kept.count("changed"))


def watched_subjects(rule: WarningRule) -> Iterator[Watched]:
    """Yield each component, and each of its parts that failed often enough to be reported."""
    frame = window(rule.lag_days, rule.months_back)
    cohorts = cohorts_of(frame)
    for code in Component.objects.values_list("code", flat=True):
        fleet = fleet_of(frame, code, cohorts=cohorts)
        if len(fleet.first) < rule.least_failures:
            continue
        yield watched_of(fleet, Subject.COMPONENT, code, code)
        for part in sorted({one.part for one in fleet.seen} - {""}):
            of_part = fleet.of_part(part)
            if len(of_part.first) >= rule.least_failures:
                yield watched_of(of_part, Subject.PART, part, code)


def watched_of(fleet: Fleet, subject: str, code: str, component: str) -> Watched:
    """Return a fleet as the search for alarms takes it."""
    rows = list(fleet.rows())
    alive = [0 if failed or not fleet.still_covered(cohort) else n for _age, failed, n, _entry, cohort in rows]
    months = [row[4][1] for row in rows]
    return Watched(subject, code, component, fleet.lives, months, np.array(alive, dtype=float))


def _known_bad() -> set[Key]:
    """Return the months under live warnings: they would spoil the model that others are compared with."""
    rows = BatchWarning.objects.filter(status__in=LIVE).values_list("subject", "subject_code", "built_from", "built_to")
    return {(subject, code, month) for subject, code, first, last in rows for month in _months(first, last)}


def _months(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first = month_back(first, -1)


def _keep(alarm: Alarm) -> str:
    """Raise the warning, or bring the one that is there up to date. Returns what was done."""
    same = [row for row in lock_warnings_about(alarm.subject, alarm.code) if _touches(row, alarm)]
    live = next((row for row in same if row.status in LIVE), None)
    if live is not None:
        return _update(live, alarm)
    dismissed = next((row for row in same if row.status == WarningStatus.DISMISSED), None)
    if dismissed is None:
        return _raise(alarm)
    if alarm.observed >= GROWN_AGAIN * (dismissed.dismissed_at_count or 0):
        return _raise_again(dismissed, alarm)
    return "left"


def _touches(row: BatchWarning, alarm: Alarm) -> bool:
    return row.built_from <= month_back(alarm.built_to, -1) and month_back(alarm.built_from, 1) <= row.built_to


def _raise(alarm: Alarm) -> str:
    row = BatchWarning(number=next_number("BWN"), component_code=alarm.component, **_figures(alarm))
    row.subject, row.subject_code = alarm.subject, alarm.code
    row.save(force_insert=True)
    record(row, "warning.raised", WATCH, after=_told(row))
    return "raised"


def _update(row: BatchWarning, alarm: Alarm) -> str:
    before = _told(row)
    values = _figures(alarm)
    values["built_from"] = min(row.built_from, alarm.built_from)
    values["built_to"] = max(row.built_to, alarm.built_to)
    row.change(**values)
    if _told(row) == before:
        return "left"
    record(row, "warning.grown", WATCH, before=before, after=_told(row))
    return "changed"


def _raise_again(row: BatchWarning, alarm: Alarm) -> str:
    before = _told(row)
    row.move_to(WarningStatus.OPEN, **_figures(alarm), finding="", dismissed_at_count=None)
    record(row, "warning.raised", WATCH, before=before, after=_told(row))
    return "raised"


def _told(row: BatchWarning) -> dict[str, object]:
    """Return what history says of a warning."""
    return {
        "status": str(row.status),
        "built_from": str(row.built_from),
        "built_to": str(row.built_to),
        "observed": row.observed,
        "vehicles": row.vehicles,
        "subject": str(row.subject),
        "subject_code": row.subject_code,
    }


def _figures(alarm: Alarm) -> dict[str, object]:
    worst = min(alarm.cells, key=lambda cell: cell.chance)
    return {
        "built_from": alarm.built_from,
        "built_to": alarm.built_to,
        "observed": alarm.observed,
        "expected": alarm.expected,
        "p_value": worst.chance,
        "q_value": max(cell.share for cell in alarm.cells),
        "vehicles": sum(cell.vehicles for cell in alarm.cells),
        "at_risk": sum(cell.at_risk for cell in alarm.cells),
        "months": [_month(cell) for cell in alarm.history],
        "evaluated_on": today(),
    }


def _month(cell: Cell) -> dict[str, object]:
    return {
        "month": f"{cell.month:%Y-%m}",
        "observed": cell.observed,
        "expected": round(cell.expected, 3),
        "vehicles": cell.vehicles,
        "chance": cell.chance,
    }
