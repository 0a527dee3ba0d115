"""What the pages of one change share."""

from collections.abc import Sequence

from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.pages import Crumb, Page
from common.text import Text
from network.lifecycle.models import StationChange
from network.lifecycle.selectors import changes_for

HOME = _("Station changes")


class ChangePage(Page):
    """What pages of one change share."""

    lit = "lifecycle:changes"

    @cached_property
    def change(self) -> StationChange:
        """Return the change. Raises NotYours."""
        found: StationChange = changes_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list and the record."""
        return [Crumb(HOME, reverse("lifecycle:changes")), Crumb(self.change.number, self.change.get_absolute_url())]

    def subtitle(self) -> Text:
        """Return station and kind."""
        return f"{self.change.station} · {self.change.get_kind_display()}"  # type: ignore[attr-defined]
