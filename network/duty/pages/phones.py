"""The regional offices' own duty phones: list and form."""

from collections.abc import Sequence
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from common.pages import Button, Crumb, FormPage, ListPage
from network.duty.actions import set_office_phone
from network.duty.pages.forms import PhoneForm
from network.duty.pages.tables import PhoneFilter, PhoneTable
from network.duty.selectors import office_phones_for

HOME = _("Duty phones of the offices")


class PhoneList(ListPage):
    """The offices' phones in sight."""

    action = "dutychecks.view"
    title = HOME
    table_class = PhoneTable
    filterset_class = PhoneFilter
    create = Button(
        _("Set an office's duty phone"), "duty:set_phone", action="dutychecks.phones", primary=True, icon="plus"
    )
    empty = _("No duty phone of a regional office is registered, so that draws take stations only.")

    def rows(self) -> Any:
        """Return the phones."""
        return office_phones_for(self.actor)


class SetPhone(FormPage):
    """Register an office's phone; the same office again changes it."""

    action = "dutychecks.phones"
    title = _("Set an office's duty phone")
    form_class = PhoneForm
    success = _("The duty phone is set. It counts from the next call on.")
    narrow = True
    lit = "duty:phones"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("duty:phones"))]

    def initial(self) -> dict[str, Any]:
        """Fill in the phone of the office that the address names."""
        region = self.request.GET.get("region", "").replace("\0", "")
        kept = office_phones_for(self.actor).filter(region=region).first()
        return {name: getattr(kept, name) for name in PhoneForm.base_fields} if kept else {}

    def perform(self, form: Any) -> str:
        """Set it."""
        return set_office_phone(acting_user=self.actor, **form.cleaned_data).get_absolute_url()
