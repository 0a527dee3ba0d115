"""Violations for tests."""

from typing import Any

from accounts.actors import Actor
from audit.violations import actions
from audit.violations.models import Offence, Violation
from common.clock import today
from tenants.registry.models import Station
from tests.conftest import standing

FINE, POINTS = 300_000, 8


def an_offence(code: str = "V-03") -> Offence:
    """Return an example clause: a fine of 1,000 to 10,000 yuan, 5 to 15 points."""
    return Offence.objects.get(code=code)


def a_suspicion(station: Station, by: Actor, **facts: Any) -> Violation:
    """Return a violation that was reported."""
    given: dict[str, Any] = {"source": "anomaly", "happened_on": today(), "description": "外出里程与轨迹不符"} | facts
    with standing(by):
        return actions.report_violation(station.pk, an_offence().pk, acting_user=by, **given)


def a_report(station: Station, auditor: Actor) -> Violation:
    """Return a violation whose investigation report waits for a decision."""
    violation = a_suspicion(station, auditor)
    with standing(auditor):
        actions.begin_investigation(violation.pk, acting_user=auditor)
        return actions.submit_report(
            violation.pk, report="轨迹 62 公里，报单 148 公里。", proposal="罚款 3000 元", acting_user=auditor
        )


def a_penalty(station: Station, auditor: Actor, judge: Actor, fine_minor: int = FINE) -> Violation:
    """Return a violation on which service management has decided."""
    violation = a_report(station, auditor)
    with standing(judge):
        return actions.decide_violation(
            violation.pk, fine_minor=fine_minor, points=POINTS, decision="虚报外出里程属实。", acting_user=judge
        )
