"""What all pages below one claim share."""

from collections.abc import Sequence

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from billing.claims.models import Claim
from billing.claims.selectors import claims_for
from common.pages import Crumb, Page
from common.pages.parts import address


class OfClaim(Page):
    """A page below one claim."""

    @cached_property
    def claim(self) -> Claim:
        """Return the claim through the gate."""
        rows = claims_for(self.actor).select_related("policy", "preauthorisation")
        claim: Claim = rows.get_or_404(self.kwargs["pk"])
        return claim

    def crumbs(self) -> Sequence[Crumb]:
        """Return the way back."""
        return [
            Crumb(_("Claims"), address("claims:list")),
            Crumb(self.claim.number, address("claims:detail", [self.claim.pk])),
        ]
