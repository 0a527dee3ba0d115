"""The clauses of the rules of mediation, for form, page, comparison and API. A new figure is a field of `policies.Policy` and a line here."""

from django.utils.translation import gettext_lazy as _

from billing.policy.rulebook.book import COUNT, HOURS, Book, Chapter, Clause
from network.disputes.policies import EXAMPLE, Policy, policy_of

CHAPTERS = (
    Chapter(
        "limits",
        _("Time limits of a dispute"),
        (
            Clause("statement_s", _("Both sides state their view within (h)"), HOURS),
            Clause("proposal_s", _("The mediator proposes within (h)"), HOURS),
            Clause("answer_s", _("Each side answers within (h)"), HOURS, _("Silence declines.")),
            Clause("carry_out_s", _("An agreement is carried out within (h)"), HOURS),
        ),
    ),
    Chapter(
        "escalation",
        _("Escalation"),
        (
            Clause("again_s", _("What is late is told one level higher every (h)"), HOURS),
            Clause("levels", _("Levels of escalation"), COUNT),
            Clause("rounds", _("Proposals before mediation has failed"), COUNT),
        ),
    ),
)


def _check(policy: Policy) -> None:
    """Single figures say all there is to check."""


BOOK = Book(CHAPTERS, (), EXAMPLE, policy_of, _check)
