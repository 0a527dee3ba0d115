"""Tags of the review page."""

from typing import Any

from django import template

from billing.claims.forms import DecisionForm
from billing.claims.models import ClaimLine
from billing.claims.showing import risk_tone

register = template.Library()
register.filter("risk_tone", risk_tone)


@register.simple_tag
def decision_fields(form: DecisionForm, line: ClaimLine) -> dict[str, Any]:
    """Return the bound decision fields of a line, with their errors together."""
    row = form.row(line)
    return {**row, "errors": [error for field in row.values() for error in field.errors]}
