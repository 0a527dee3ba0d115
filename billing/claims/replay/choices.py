"""How a line differs between two policies."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Change(TextChoices):
    """What the replayed policy does to a line, compared with the policy by which it was judged."""

    LESS = "less", _("Pays less")
    MORE = "more", _("Pays more")
    REASON = "reason", _("Same amount, other reasons")
