"""The clauses of a call policy, for form, page, comparison and API.

A new figure is a field of `policies.Policy` and a line here.
"""

from django import forms
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import KILOMETRES, MINUTES, SECONDS, Book, Chapter, Clause, Table, number
from common.errors import Invalid
from network.hotline.telephony.policies import EXAMPLE, Policy, policy_of

CHAPTERS = (
    Chapter(
        "calls",
        _("Calls"),
        (
            Clause("answer_s", _("Answered in time within (s)"), SECONDS),
            Clause(
                "missed_after_s",
                _("A missed call becomes a callback after (s)"),
                SECONDS,
                _("Whoever gets through meanwhile needs none."),
            ),
            Clause("forget_s", _("Without a word of its end no longer shown as ringing after (s)"), SECONDS),
        ),
    ),
    Chapter(
        "callbacks",
        _("Callbacks"),
        (
            Clause("callback_s", _("A missed call is called back within (min)"), MINUTES),
            Clause("claim_s", _("Whoever claims one calls within (min)"), MINUTES),
            Clause("warn_s", _("A promise is warned of before its time by (min)"), MINUTES),
            Clause("follow_up_s", _("After a rescue the driver is asked after (min)"), MINUTES),
        ),
    ),
    Chapter(
        "positions",
        _("Positions from the driver's phone"),
        (
            Clause(
                "far_m",
                _("An agent is asked before a case moves farther than (km)"),
                KILOMETRES,
                _("A position from abroad is always asked about."),
            ),
        ),
    ),
)


class PauseForm(forms.Form):
    """A pause after a call in vain."""

    pause_min = forms.FloatField(label=_("Pause (min)"), min_value=1, max_value=10_000)


def _pause_words(row: int, seconds: int) -> tuple[str, str]:
    return now_("After call %(n)d in vain") % {"n": row}, now_("again after %(n)s min") % {"n": number(seconds / 60)}


TABLES = (
    Table(
        "retry_s",
        _("Pauses after calls in vain; after the last one it is given up"),
        PauseForm,
        lambda seconds: {"pause_min": seconds / 60},
        lambda row: round(row["pause_min"] * 60),
        _pause_words,
    ),
)


def _check(policy: Policy) -> None:
    """Raise Invalid for pauses that can't be."""
    if any(isinstance(one, str) or one <= 0 for one in policy.retry_s):
        raise Invalid(_("Each pause needs a length."), field="retry_s")


BOOK = Book(CHAPTERS, TABLES, EXAMPLE, policy_of, _check)
