"""Rectification on a candidate's page: what failed, until when, what was reported; and the report."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from common.pages import Button, Crumb, FormPage, Section
from common.pages.photos import PhotosField
from common.text import Text
from network.onboarding.building import rectify
from network.onboarding.building.choices import RectifyStatus
from network.onboarding.building.models import Rectification
from network.onboarding.building.policies import MOST_PHOTOS
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.selectors import files_for


class RectifiedForm(forms.Form):
    """What was done, with photos."""

    words = forms.CharField(label=_("How it was put right"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"), required=False, most=MOST_PHOTOS)


def rectify_section(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block of a candidate's page; nothing while no visit has failed."""
    rows = list(
        rectify.rectifications_for(actor).filter(visit__candidate=candidate).order_by("-visit__attempt", "place")
    )
    if not rows:
        return None
    photos: dict[Any, list[Any]] = {}
    for photo in files_for(actor).filter(subject_id__in=[one.pk for one in rows]):
        photos.setdefault(photo.subject_id, []).append(photo)
    shown = [(one, photos.get(one.pk, []), _buttons(one, candidate, actor)) for one in rows]
    return Section(_("Rectification"), "onboarding/rectify.html", {"shown": shown}, anchor="rectify", count=len(rows))


def _buttons(item: Rectification, candidate: Candidate, actor: Actor) -> list[Button]:
    if item.status != RectifyStatus.OPEN or candidate.status != CandidateStatus.CONFIRMED:
        return []
    found = Button(_("Report as put right"), "onboarding:rectified", "onboarding.propose", (item.pk,), primary=True)
    return [found] if found.open_to(actor) else []


class Rectified(FormPage):
    """Reports an item as put right."""

    action = "onboarding.propose"
    title = _("Report as put right")
    form_class = RectifiedForm
    success = _("Reported. The repeated acceptance judges it.")
    narrow = True
    lit = "onboarding:board"

    @cached_property
    def item(self) -> Rectification:
        """Return the item through the gate."""
        found: Rectification = rectify.rectifications_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say which item of whom."""
        return f"{self.item.title} · {self.item.visit.candidate}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        candidate = self.item.visit.candidate
        return [
            Crumb(_("Onboarding"), reverse("onboarding:board")),
            Crumb(candidate.name, candidate.get_absolute_url()),
        ]

    def back(self) -> str:
        """Return the candidate's page at its rectification."""
        return f"{self.item.visit.candidate.get_absolute_url()}#rectify"

    def perform(self, form: forms.Form) -> str:
        """Report it."""
        rectify.report_rectified(self.item.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()
