"""The image checklist: the applicant's page behind the link, and the office's judgement item by item."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from accounts.actors import Actor
from common.errors import DomainError, NotYours
from common.pages import PUBLIC, ActPage, Button, Crumb, FormPage, Page, Section
from common.pages.photos import PhotosField
from common.scope import for_office
from common.text import Text
from network.onboarding.building import actions
from network.onboarding.building.choices import TO_SEND, ImageStatus
from network.onboarding.building.models import ImageItem, ImageSubmission
from network.onboarding.building.policies import MOST_PHOTOS, Progress
from network.onboarding.building.public import send_image, send_rectified
from network.onboarding.building.selectors import candidate_of, items_for, photos_of, progress_of, submissions_of
from network.onboarding.building.sending import send_image_for
from network.onboarding.choices import CandidateStatus
from network.onboarding.models import Candidate
from network.onboarding.pages.acts import crumbs_to
from network.onboarding.pages.rectify import mending_shown


class SendForm(forms.Form):
    """Photos of one item, or of something that was put right after the visit."""

    item = forms.CharField(max_length=30, required=False)
    rectification = forms.CharField(max_length=20, required=False)
    words = forms.CharField(max_length=500, required=False)
    photos = PhotosField(label=_("Photos"), most=MOST_PHOTOS)


@dataclass(frozen=True, slots=True)
class Shown:
    """An item as somebody sees it: with what was sent in, the newest first."""

    item: ImageItem
    tries: Sequence[tuple[ImageSubmission, Sequence[Any]]]
    can_send: bool
    buttons: Sequence[Button] = ()

    @property
    def reason(self) -> str:
        """Why the newest photos were rejected; "" unless they were."""
        return self.tries[0][0].reason if self.tries and self.item.status == ImageStatus.REJECTED else ""


class BuildingSite(Page):
    """What the holder of the link sees: what is to be put right, the items with their state, and a box for the photos of each that is missing."""

    action = PUBLIC
    title = _("Photos of the building")
    template_name = "onboarding/building.html"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it, or that the link does not work: one sentence for all reasons."""
        return self._show()

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Take in the photos of one item. A refusal is a sentence beside the list."""
        form = SendForm(request.POST, request.FILES)
        if not form.is_valid():
            return self._show(problem=next(iter(next(iter(form.errors.values())))), typed=request.POST, status=422)
        typed = form.cleaned_data
        try:
            if typed["rectification"]:
                return self._put_right(typed)
            item = send_image(self.kwargs["token"], typed["item"], typed["photos"], typed["words"])
        except NotYours:
            return self._over()
        except DomainError as refusal:
            return self._show(problem=refusal.message, typed=typed, status=refusal.status)
        return self._show(said=_("Thank you. The office judges the photos of “%(item)s”.") % {"item": item.title})

    def _put_right(self, typed: dict[str, Any]) -> HttpResponse:
        item = send_rectified(self.kwargs["token"], typed["rectification"], typed["photos"], typed["words"])
        return self._show(
            said=_("Thank you. The office judges what you reported on “%(item)s”.") % {"item": item.title}
        )

    def _show(self, *, status: int = 200, **told: Any) -> HttpResponse:
        try:
            with for_office():
                return self.render(**_site(candidate_of(self.kwargs["token"])), **told, status=status)
        except NotYours:
            return self._over()

    def _over(self) -> HttpResponse:
        return self.render("onboarding/applicant_over.html", status=404)


def _site(candidate: Candidate) -> dict[str, Any]:
    """Return what the applicant may see: nothing of scores or of people at the office."""
    return {
        "candidate": candidate,
        "shown": shown_items(candidate),
        "progress": progress_of(candidate),
        "mending": mending_shown(candidate),
        "is_over": candidate.status != CandidateStatus.CONFIRMED,
        "most": MOST_PHOTOS,
    }


def shown_items(candidate: Candidate, actor: Actor | None = None) -> list[Shown]:
    """Return the checklist with what was sent in; with the buttons of a person of the office."""
    tries = list(submissions_of(candidate))
    photos: dict[Any, list[Any]] = {}
    for photo in photos_of(tries):
        photos.setdefault(photo.subject_id, []).append(photo)
    by_item: dict[Any, list[tuple[ImageSubmission, Sequence[Any]]]] = {}
    for one in tries:
        by_item.setdefault(one.item_id, []).append((one, photos.get(one.pk, [])))
    is_open = candidate.status == CandidateStatus.CONFIRMED
    return [
        Shown(
            item,
            by_item.get(item.pk, []),
            is_open and item.status in TO_SEND,
            _judging(item, by_item.get(item.pk, ()), actor) if is_open and actor is not None else (),
        )
        for item in candidate.image_items.order_by("place")
    ]


def _judging(item: ImageItem, tries: Sequence[tuple[ImageSubmission, Any]], actor: Actor) -> list[Button]:
    key = (item.pk,)
    if item.status in TO_SEND:
        sending = Button(_("Send photos in"), "onboarding:image_send", "onboarding.propose", key)
        return [sending] if sending.open_to(actor) else []
    if item.status != ImageStatus.SUBMITTED or (tries and tries[0][0].sent_by == actor.id):
        return []  # whoever sent the photos in does not judge them
    found = [
        Button(pgettext_lazy("image item", "Accept"), "onboarding:image_accept", "onboarding.judge", key, primary=True),
        Button(pgettext_lazy("image item", "Reject"), "onboarding:image_reject", "onboarding.judge", key, danger=True),
    ]
    return [one for one in found if one.open_to(actor)]


def checklist_section(candidate: Candidate, actor: Actor) -> Section | None:
    """Return the block of a candidate's page; nothing for one that has no list."""
    progress: Progress = progress_of(candidate)
    if not progress.total:
        return None
    context = {"shown": shown_items(candidate, actor), "progress": progress}
    return Section(_("Image checklist"), "onboarding/checklist.html", context, anchor="image", count=progress.total)


class OfItem:
    """What pages about one item share."""

    lit = "onboarding:board"
    actor: Any
    kwargs: dict[str, Any]

    @cached_property
    def item(self) -> ImageItem:
        """Return the item through the gate."""
        found: ImageItem = items_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def subtitle(self) -> Text:
        """Say which item of whom."""
        return f"{self.item.title} · {self.item.candidate}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the candidate."""
        return crumbs_to(self.item.candidate)

    def back(self) -> str:
        """Return the candidate's page at its checklist."""
        return f"{self.item.candidate.get_absolute_url()}#image"


class AcceptImage(OfItem, ActPage):  # type: ignore[misc]
    """Accepts the photos of an item."""

    action = "onboarding.judge"

    title = _("Accept the photos")
    submit_label = pgettext_lazy("image item", "Accept")
    success = _("The photos are accepted.")

    def perform(self, reason: Any) -> str:
        """Accept them."""
        actions.accept_image(self.item.pk, acting_user=self.actor)
        return self.back()


class RejectImage(OfItem, ActPage):  # type: ignore[misc]
    """Rejects the photos of an item; the applicant reads why."""

    action = "onboarding.judge"

    title = _("Reject the photos")
    explain = _("The applicant reads what you write and sends new photos.")
    reason: ClassVar[str] = "required"
    submit_label = pgettext_lazy("image item", "Reject")
    success = _("Rejected. The applicant sends new photos.")
    danger = True

    def perform(self, reason: Any) -> str:
        """Reject them."""
        actions.reject_image(self.item.pk, reason=reason, acting_user=self.actor)
        return self.back()


class SendForApplicantForm(forms.Form):
    """Photos of one item that came to the office."""

    photos = PhotosField(label=_("Photos"), most=MOST_PHOTOS)
    words = forms.CharField(label=_("Words of the applicant"), max_length=500, required=False)


class SendImage(OfItem, FormPage):  # type: ignore[misc]
    """Takes in photos that the applicant handed to the office; another person judges them."""

    action = "onboarding.propose"
    title = _("Send photos in")
    explain = _("For an applicant who sends photos by mail or hands them over on a visit. Another person judges them.")
    form_class = SendForApplicantForm
    success = _("The photos wait to be judged.")

    def perform(self, form: Any) -> str:
        """Take them in."""
        typed = form.cleaned_data
        send_image_for(self.item.pk, photos=typed["photos"], words=typed["words"], acting_user=self.actor)
        return self.back()
