"""Rectification on a candidate's page: what failed, until when, what was reported; and the report."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, ClassVar

from django import forms
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from common.pages import ActPage, Button, Crumb, FormPage, Section
from common.pages.photos import PhotosField
from common.text import Text
from network.onboarding.building import mending, rectify
from network.onboarding.building.choices import RectifyStatus
from network.onboarding.building.models import Rectification, RectificationReport
from network.onboarding.building.policies import MOST_PHOTOS
from network.onboarding.building.selectors import photos_of
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.pages.acts import crumbs_to


class RectifiedForm(forms.Form):
    """What was done, with photos."""

    words = forms.CharField(label=_("How it was put right"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))
    photos = PhotosField(label=_("Photos"), required=False, most=MOST_PHOTOS)


@dataclass(frozen=True, slots=True)
class ToMend:
    """An item as somebody sees it: what the applicant sent by the link, the newest first, and the photos of the office's own report."""

    item: Rectification
    reports: Sequence[tuple[RectificationReport, Sequence[Any]]]
    photos: Sequence[Any] = ()
    buttons: Sequence[Button] = ()

    @property
    def can_send(self) -> bool:
        """Whether it is the applicant's turn."""
        return self.item.status == RectifyStatus.OPEN

    @property
    def reason(self) -> str:
        """Why the newest report came back; "" unless it did."""
        return self.reports[0][0].reason if self.reports and self.can_send else ""

    @property
    def sent_at(self) -> datetime | None:
        """When the newest report came in."""
        return self.reports[0][0].created_at if self.reports else self.item.reported_at


def mending_shown(candidate: Candidate) -> list[ToMend]:
    """Return what the holder of the applicant's link sees: what is to be put right, and until when. The caller stands in head office's scope."""
    reports = _reports_by_item(candidate)
    return [ToMend(one, [(sent, ()) for sent in reports.get(one.pk, [])]) for one in mending.pending_of(candidate)]


def rectify_section(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block of a candidate's page; nothing while no visit has failed."""
    found = rectify.rectifications_for(actor).filter(visit__candidate=candidate)
    rows = list(found.order_by("-visit__attempt", "place"))
    if not rows:
        return None
    reports = _reports_by_item(candidate)
    photos: dict[Any, list[Any]] = {}
    for photo in photos_of([*rows, *(one for several in reports.values() for one in several)]):
        photos.setdefault(photo.subject_id, []).append(photo)
    shown = [
        ToMend(
            one,
            [(report, photos.get(report.pk, [])) for report in reports.get(one.pk, [])],
            photos.get(one.pk, []),
            _buttons(one, candidate, actor),
        )
        for one in rows
    ]
    return Section(_("Rectification"), "onboarding/rectify.html", {"shown": shown}, anchor="rectify", count=len(rows))


def _reports_by_item(candidate: Candidate) -> dict[Any, list[RectificationReport]]:
    reports: dict[Any, list[RectificationReport]] = {}
    for report in mending.reports_of(candidate):
        reports.setdefault(report.item_id, []).append(report)
    return reports


def _buttons(item: Rectification, candidate: Candidate, actor: Actor) -> list[Button]:
    if candidate.status != CandidateStatus.CONFIRMED:
        return []
    key, found = (item.pk,), list[Button]()
    if item.status == RectifyStatus.OPEN:
        found = [Button(_("Report as put right"), "onboarding:rectified", "onboarding.propose", key, primary=True)]
    elif item.status == RectifyStatus.SENT:
        accept = pgettext_lazy("rectification report", "Accept")
        found = [
            Button(accept, "onboarding:rectify_accept", "onboarding.judge", key, primary=True),
            Button(
                pgettext_lazy("rectification report", "Send back"),
                "onboarding:rectify_return",
                "onboarding.judge",
                key,
                danger=True,
            ),
        ]
    return [one for one in found if one.open_to(actor)]


class OfRectification:
    """What pages about one item share."""

    lit = "onboarding:board"
    actor: Any
    kwargs: dict[str, Any]

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
        return crumbs_to(self.item.visit.candidate)

    def back(self) -> str:
        """Return the candidate's page at its rectification."""
        return f"{self.item.visit.candidate.get_absolute_url()}#rectify"


class Rectified(OfRectification, FormPage):  # type: ignore[misc]
    """Reports an item as put right."""

    action = "onboarding.propose"
    title = _("Report as put right")
    form_class = RectifiedForm
    success = _("Reported. The repeated acceptance judges it.")
    narrow = True

    def perform(self, form: forms.Form) -> str:
        """Report it."""
        rectify.report_rectified(self.item.pk, **form.cleaned_data, acting_user=self.actor)
        return self.back()


class AcceptReport(OfRectification, ActPage):  # type: ignore[misc]
    """Accepts what the applicant reported as put right."""

    action = "onboarding.judge"
    title = _("Accept as put right")
    submit_label = pgettext_lazy("rectification report", "Accept")
    success = _("Accepted. The repeated acceptance judges it on site.")

    def perform(self, reason: Any) -> str:
        """Accept it."""
        mending.accept_report(self.item.pk, acting_user=self.actor)
        return self.back()


class ReturnReport(OfRectification, ActPage):  # type: ignore[misc]
    """Sends back what the applicant reported, who reads why."""

    action = "onboarding.judge"
    title = _("Send the report back")
    explain = _("The applicant reads what you write and reports anew.")
    reason: ClassVar[str] = "required"
    submit_label = pgettext_lazy("rectification report", "Send back")
    success = _("Sent back. The applicant reports anew.")
    danger = True

    def perform(self, reason: Any) -> str:
        """Send it back."""
        mending.return_report(self.item.pk, reason=reason, acting_user=self.actor)
        return self.back()
