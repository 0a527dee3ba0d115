"""Photos of claims and pre-authorisations: what is wanted, what is there, adding, showing."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy as _

from billing.claims.choices import ClaimStatus, PhotoSubject
from billing.claims.forms import PhotosForm
from billing.claims.models import Claim, Preauthorisation
from billing.claims.pages.of_claim import OfClaim
from billing.claims.photos import add_photos, photo_of, photos_of, remove_photo, subject_of, wanted_subjects
from billing.claims.preauthorisations.selectors import preauthorisations_for
from billing.policy.selectors import policy_of
from common.errors import NotYours
from common.files.answers import bytes_answer
from common.files.models import StoredFile
from common.files.pictures import thumbnail_of
from common.files.store import read_stored
from common.pages import ActPage, Button, FormPage, Page, Section
from common.pages.parts import address


@dataclass(frozen=True, slots=True)
class Shot:
    """One photo as pages show it."""

    file: StoredFile
    url: str
    alt: str

    @property
    def place(self) -> str:
        """Return where it was taken, in degrees."""
        lat, lon = self.file.captured_lat, self.file.captured_lon
        return "" if lat is None or lon is None else f"{lat:.5f}, {lon:.5f}"

    @property
    def is_late(self) -> bool:
        """Whether it was sent more than a day after it was taken."""
        taken = self.file.captured_at
        return taken is not None and (self.file.created_at - taken).total_seconds() > 86_400


@dataclass(frozen=True, slots=True)
class Tray:
    """The photos of one subject, and the clause that wants them."""

    subject: PhotoSubject
    clause: str
    shots: Sequence[Shot]

    @property
    def is_missing(self) -> bool:
        """Whether the policy waits for one."""
        return bool(self.clause) and not self.shots


def trays_of(owner: Claim | Preauthorisation, name: str, wanted: Mapping[str, str]) -> list[Tray]:
    """Return the photos by subject: those that are wanted first, then what else there is. `name` is the address of one photo."""
    shots: dict[str, list[Shot]] = {subject: [] for subject in wanted}
    for file in photos_of(owner):
        code = subject_of(file)
        shot = Shot(file, address(name, [owner.pk, file.pk]), str(PhotoSubject(code).label))
        shots.setdefault(code, []).append(shot)
    return [Tray(PhotoSubject(code), wanted.get(code, ""), found) for code, found in shots.items()]


def photos_section(owner: Claim | Preauthorisation, name: str, buttons: Sequence[Button] = ()) -> Section:
    """Return the photos of a record, with what the policy still waits for."""
    wanted = wanted_subjects(policy_of(owner.policy), owner.type) if isinstance(owner, Claim) else {}
    trays = trays_of(owner, name, wanted)
    context = {"trays": trays, "owner": owner}
    count = sum(len(tray.shots) for tray in trays)
    return Section(_("Photos"), "claims/photos.html", context, buttons=buttons, count=count, anchor="photos")


class ClaimPhotos(OfClaim, FormPage):
    """Add photos to a claim, subject by subject, with the phone's camera or from files."""

    action = "claims.prepare"
    title = _("Photos")
    template_name = "claims/add_photos.html"
    form_class = PhotosForm
    success = _("The photos are kept.")

    def initial(self) -> dict[str, Any]:
        """Nothing of the claim is edited here."""
        return {}

    def perform(self, form: Any) -> str:
        """Keep them, and stay for the next subject."""
        subject = PhotoSubject(form.cleaned_data["subject"])
        add_photos(self.claim.pk, subject=subject, photos=form.cleaned_data["photos"], acting_user=self.actor)
        return address("claims:photos", [self.claim.pk])

    def context(self) -> dict[str, Any]:
        """Return a tray for each subject, wanted ones first."""
        wanted = wanted_subjects(policy_of(self.claim.policy), self.claim.type)
        trays = trays_of(self.claim, "claims:photo", wanted)
        known = {tray.subject for tray in trays}
        more = [Tray(subject, "", []) for subject in PhotoSubject if subject not in known]
        return {"trays": [*trays, *more], "claim": self.claim, "is_draft": self.claim.status == ClaimStatus.DRAFT}


class RemovePhoto(OfClaim, ActPage):
    """Take a photo off a draft."""

    action = "claims.prepare"
    title = _("Remove the photo")
    danger = True
    submit_label = _("Remove")

    def perform(self, reason: str) -> str:
        """Remove it."""
        remove_photo(self.claim.pk, self.kwargs["file"], acting_user=self.actor)
        return address("claims:photos", [self.claim.pk])


class Shown(Page):
    """One photo; `?small` is a thumbnail. The browser gets our own JPEG and never guesses a type."""

    def owner(self) -> Claim | Preauthorisation:
        """Return the record through its gate."""
        raise NotImplementedError

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show it. Raises NotYours when the bytes are gone."""
        file = photo_of(self.owner(), self.kwargs["file"])
        try:
            content = read_stored(file)
        except FileNotFoundError as error:
            raise NotYours from error
        if "small" in request.GET:
            return bytes_answer(thumbnail_of(content), file.name, "image/jpeg")
        return bytes_answer(content, file.name, file.content_type)


class ClaimPhoto(OfClaim, Shown):
    """A photo of a claim."""

    action = "claims.view"

    def owner(self) -> Claim:
        """Return the claim."""
        return self.claim


class PreauthorisationPhoto(Shown):
    """A photo of a pre-authorisation."""

    action = "preauthorisations.view"

    def owner(self) -> Preauthorisation:
        """Return it through the gate."""
        row: Preauthorisation = preauthorisations_for(self.actor).get_or_404(self.kwargs["pk"])
        return row
