"""What the QR code on an agreement leads to: whether it was issued by us and still stands. Open to all, so it names nobody."""

from typing import Any

from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.documents import read_token
from common.pages import PUBLIC, Page
from network.onboarding.documents.agreement import KIND
from network.onboarding.models import Agreement
from network.onboarding.selectors import agreement_by_key


class Verify(Page):
    """Verifies an agreement by its token."""

    action = PUBLIC
    title = _("Verify an agreement")
    template_name = "onboarding/verify.html"

    @cached_property
    def agreement(self) -> Agreement | None:
        """Return the agreement of a token that we made."""
        key = read_token(KIND, self.kwargs["token"])
        return agreement_by_key(key) if key else None

    def context(self) -> dict[str, Any]:
        """Return number, term and hashes: nothing personal."""
        return {"agreement": self.agreement}

    def get(self, request: Any, *args: Any, **kwargs: Any) -> Any:
        """Show it; 404 for a token that is not ours."""
        return self.render(status=200 if self.agreement else 404)
