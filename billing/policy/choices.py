"""States of a policy version, and what can be wrong with one."""

from enum import StrEnum

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class PolicyStatus(TextChoices):
    """Where a version stands. A published one is never changed: the next version replaces it from a date on."""

    DRAFT = "draft", _("Draft")
    PUBLISHED = "published", _("Published")
    WITHDRAWN = "withdrawn", _("Withdrawn")


POLICY_MOVES = {
    PolicyStatus.DRAFT: {PolicyStatus.PUBLISHED, PolicyStatus.WITHDRAWN},
    PolicyStatus.PUBLISHED: set(),
    PolicyStatus.WITHDRAWN: set(),
}


class PolicyError(StrEnum):
    """Why a policy, or a day without one, was refused."""

    GAP = "policy.gap"
    SAME_PERSON = "policy.same_person"
    PUBLISHED = "policy.published"
    CONTENT = "policy.content"
    DATE_TAKEN = "policy.date_taken"
