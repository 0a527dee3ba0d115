"""The lives of components for the pages, kept for a while: what a fit reads does not change from one look to the next."""

from collections.abc import Callable
from datetime import date
from hashlib import sha256
from typing import Any

import numpy as np
from django.core.cache import cache

from billing.insight.choosing import Choice
from billing.insight.figures import waiting_to_be_counted
from billing.insight.fleet import DAYS_A_MONTH, Fleet, cohorts_of, fleet_of, window
from billing.insight.models import ClaimFact
from billing.insight.reliability import AdjustedRate, adjusted_rates, reporting_curve
from billing.insight.selectors import rule_in_force
from catalog.models import Component

KEPT_S = 600
AGE_MONTHS = 24


def component_fleet(component_code: str, model_code: str = "") -> Fleet:
    """Return the lives of a component, of one model or of all. Needs head office's scope."""
    rule = rule_in_force()
    frame = window(rule.lag_days, rule.months_back)

    def read() -> Fleet:
        fleet = fleet_of(frame, component_code, model_code)
        _ = (fleet.fit, fleet.repairs_per_vehicle)  # worked out once, kept with it
        return fleet

    found: Fleet = _kept(f"fleet:{component_code}:{model_code}:{frame}", read)
    return found


def adjusted_of(choice: Choice) -> tuple[list[date], AdjustedRate]:
    """Return the build months of a choice with their rates of first failures (of any component, when none is chosen), adjusted."""
    codes = [choice.component] if choice.component else list(Component.objects.values_list("code", flat=True))

    def read() -> tuple[list[date], AdjustedRate]:
        frame = window(0, 120)
        cohorts = {c: n for c, n in cohorts_of(frame, choice.model).items() if choice.first <= c[1] <= choice.last}
        months = sorted({cohort[1] for cohort in cohorts})
        failures, exposure = np.zeros((len(months), AGE_MONTHS)), np.zeros((len(months), AGE_MONTHS))
        complete = completeness()
        for code in codes:
            fleet = fleet_of(frame, code, choice.model, cohorts)
            seen, risk = _by_month(fleet, months, complete)
            failures, exposure = failures + seen, np.maximum(exposure, risk)
        return months, adjusted_rates(failures, exposure)

    found: tuple[list[date], AdjustedRate] = _kept(f"adjusted:{choice.query()}:{len(codes)}", read)
    return found


def completeness() -> np.ndarray[Any, Any]:
    """Return the share of claims that is in, by days since the failure. Needs head office's scope."""
    frame = window(0, 1)
    rows = ClaimFact.objects.filter(delay_days__gte=0, failed_on__gte=frame.records_from, failed_on__lte=frame.until)
    pairs = [
        (delay, min((frame.until - day).days, 365))
        for delay, day in rows.values_list("delay_days", "failed_on")
        if delay is not None and day is not None
    ]
    known = [(delay, limit) for delay, limit in pairs if delay <= limit]
    return reporting_curve([one[0] for one in known], [one[1] for one in known])


def _by_month(fleet: Fleet, months: list[date], complete: np.ndarray[Any, Any]) -> tuple[Any, Any]:
    """Return failures and exposure of the build months; exposure of the last weeks counts as far as its claims are in."""
    place = {month: row for row, month in enumerate(months)}
    failures, exposure = np.zeros((len(months), AGE_MONTHS)), np.zeros((len(months), AGE_MONTHS))
    edges = np.arange(AGE_MONTHS + 1) * DAYS_A_MONTH
    middle = (edges[1:] + edges[:-1]) / 2
    for age, failed, n, entry, cohort in fleet.rows():
        time = np.clip(np.minimum(edges[1:], age) - np.maximum(edges[:-1], entry), 0, None)
        since = np.clip(fleet.window.age(cohort[2]) - middle, 0, len(complete) - 1).astype(int)
        exposure[place[cohort[1]]] += n * time / DAYS_A_MONTH * complete[since]
        if failed and age < edges[-1]:
            failures[place[cohort[1]], int(age / DAYS_A_MONTH)] += 1
    return failures, exposure


def _kept(name: str, read: Callable[[], Any]) -> Any:
    """Return what was worked out before, unless claims wait to be counted."""
    key = f"insight:{sha256(name.encode()).hexdigest()}:{ClaimFact.objects.order_by('-created_at').values_list('pk', flat=True).first()}"
    found = cache.get(key)
    if found is None or waiting_to_be_counted():
        found = read()
        cache.set(key, found, KEPT_S)
    return found
