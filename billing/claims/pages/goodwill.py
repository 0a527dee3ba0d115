"""Goodwill on the page of its claim: who bears what, and what was asked of the role above."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from billing.claims.goodwill.selectors import approvals_of
from billing.claims.goodwill.sharing import borne
from billing.claims.models import Claim
from common.pages import Section


def goodwill_section(claim: Claim, actor: Any) -> list[Section]:
    """Return the shares and, for head office, the requests; nothing for a claim that is no goodwill."""
    shares, approvals = borne(claim), approvals_of(claim, actor)
    if not shares and not approvals:
        return []
    context = {"claim": claim, "shares": shares, "approvals": approvals}
    return [Section(_("Goodwill: who bears what"), "claims/goodwill.html", context)]
