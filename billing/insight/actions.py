"""What people do with warnings: look into one, confirm it, dismiss it with a reason; and when warnings are raised."""

from dataclasses import asdict, dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.insight.choices import InsightError, WarningStatus
from billing.insight.locks import lock_warning
from billing.insight.models import BatchWarning, WarningRule
from billing.insight.selectors import rule_in_force
from common.errors import Invalid
from common.history.record import record
from common.people import Person


@dataclass(frozen=True, slots=True)
class RuleTerms:
    """When a build month is reported."""

    false_alarm_percent: Decimal
    least_failures: int
    least_ratio: Decimal
    months_back: int
    lag_days: int


@transaction.atomic
def investigate_warning(key: UUID, *, acting_user: Actor, note: str = "", version: int | None = None) -> BatchWarning:
    """Take a warning up. Raises WrongState unless it is open."""
    return _move(key, WarningStatus.INVESTIGATING, "warning.investigated", acting_user, note, version)


@transaction.atomic
def confirm_warning(key: UUID, *, finding: str, acting_user: Actor, version: int | None = None) -> BatchWarning:
    """Say that it is a batch defect, and what was found. Raises WrongState unless it is under investigation."""
    _require_words(finding, "finding")
    return _move(
        key, WarningStatus.CONFIRMED, "warning.confirmed", acting_user, finding, version, finding=finding.strip()
    )


@transaction.atomic
def dismiss_warning(key: UUID, *, reason: str, acting_user: Actor, version: int | None = None) -> BatchWarning:
    """Say why it is none. It comes back only when there are half as many failures again."""
    _require_words(reason, "reason")
    return _move(
        key, WarningStatus.DISMISSED, "warning.dismissed", acting_user, reason, version, finding=reason.strip()
    )


@transaction.atomic
def set_rule(terms: RuleTerms, *, reason: str, acting_user: Actor) -> WarningRule:
    """Set when warnings are raised from now on. Raises Invalid for limits that are not sensible."""
    acting_user.require("insight.configure")
    _require_words(reason, "reason")
    if not (0 < terms.false_alarm_percent <= 50 and terms.least_failures >= 2 and terms.least_ratio >= 1):
        raise Invalid(
            _("Allow between 0 and 50 % false alarms, at least 2 failures and a ratio of at least 1."),
            code=InsightError.BAD_RULE,
            field="false_alarm_percent",
        )
    before = _told(rule_in_force())
    row = WarningRule(**asdict(terms), reason=reason.strip(), set_by=acting_user.id)
    row.save(force_insert=True)
    record(row, "warning_rule.set", acting_user, before=before, after=_told(row), reason=row.reason)
    return row


def _move(
    key: UUID, status: WarningStatus, verb: str, actor: Actor, words: str, version: int | None, **values: Any
) -> BatchWarning:
    actor.require("insight.investigate")
    row = lock_warning(key, actor)
    row.expect_version(version)
    before = {"status": row.status}
    if status == WarningStatus.DISMISSED:
        values["dismissed_at_count"] = row.observed
    row.move_to(status, **values)
    _tell(row, verb, actor, before, words)
    return row


def _tell(row: BatchWarning, verb: str, actor: Person, before: dict[str, Any], words: str) -> None:
    record(row, verb, actor, before=before, after={"status": row.status}, reason=words.strip())


def _require_words(text: str, name: str) -> None:
    if not text.strip():
        raise Invalid(_("Say what was found, or why."), code=InsightError.REASON_MISSING, field=name)


def _told(rule: WarningRule) -> dict[str, str]:
    names = ("false_alarm_percent", "least_failures", "least_ratio", "months_back", "lag_days")
    return {name: str(getattr(rule, name)) for name in names}
