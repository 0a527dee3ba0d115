"""The clauses of the rules of technical support, for form, page, comparison and API. A new figure is a field of `policies.Policy` and a line here."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import COUNT, HOURS, Book, Chapter, Clause
from common.errors import Invalid
from network.questions.policies import EXAMPLE, Policy, policy_of

CHAPTERS = (
    Chapter(
        "answers",
        _("Time limits of technical support"),
        (
            Clause("off_road_s", _("First answer when the vehicle is off the road, within (h)"), HOURS),
            Clause("driver_s", _("First answer when the driver waits, within (h)"), HOURS),
            Clause("normal_s", _("First answer when it is not urgent, within (h)"), HOURS),
            Clause("next_s", _("Each later answer within (h)"), HOURS),
            Clause("expert_s", _("The expert group answers within (h)"), HOURS),
        ),
    ),
    Chapter(
        "asker",
        _("Time limits of the asker"),
        (
            Clause(
                "reply_s",
                _("The asker is reminded to reply every (h)"),
                HOURS,
                _("Support's time stands still meanwhile."),
            ),
            Clause("reminders", _("Reminders before the question is closed"), COUNT),
            Clause("confirm_s", _("An answer counts as confirmed after silence of (h)"), HOURS),
            Clause("reopen_s", _("A solved question may be reopened once within (h)"), HOURS),
        ),
    ),
    Chapter(
        "escalation",
        _("Escalation"),
        (
            Clause("again_s", _("What is late is told one level higher every (h)"), HOURS),
            Clause("levels", _("Levels of escalation"), COUNT),
        ),
    ),
)


def _check(policy: Policy) -> None:
    """Refuse rules by which what is urgent would wait longer than what is not."""
    if not policy.off_road_s <= policy.driver_s <= policy.normal_s:
        raise Invalid(_("The more urgent a question, the sooner its first answer."), field="off_road_s")


BOOK = Book(CHAPTERS, (), EXAMPLE, policy_of, _check)
