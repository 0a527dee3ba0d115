"""Solved technical cases of the library that fit a vehicle: what a repair order and a case of the hotline lead to."""

from urllib.parse import urlencode

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import Button
from common.records import RecordQuerySet
from network.support.choices import DocumentStatus, LiteratureKind
from network.support.literature_selectors import VIEW, literature_for
from network.support.pages.literature_tables import LiteratureFilter

SOLVED = {"kind": LiteratureKind.CASE.value, "status": DocumentStatus.IN_FORCE.value}


def asked_for(model: str, component: str = "") -> dict[str, str]:
    """Return the filter of the library's list that finds the solved cases of a model, and of a component where it is known."""
    return SOLVED | {"model": model} | ({"component": component} if component else {})


def similar_cases(actor: Actor, model: str, component: str = "") -> RecordQuerySet:
    """Return the solved cases in force that fit, as far as the reader may see them: exactly what the list shows for `asked_for`."""
    asked = QueryDict(urlencode(asked_for(model, component)))
    rows: RecordQuerySet = LiteratureFilter(asked, queryset=literature_for(actor)).qs
    return rows


def button_to_similar(actor: Actor, model: str, component: str = "") -> Button | None:
    """Return the button that leads to them and says how many there are; None where there is none."""
    count = similar_cases(actor, model, component).count() if actor.may(VIEW) else 0
    if not count:
        return None
    address = f"{reverse('support:literature_list')}?{urlencode(asked_for(model, component))}"
    return Button(_("Similar solved cases: %(count)d") % {"count": count}, address, action=VIEW, icon="books")
