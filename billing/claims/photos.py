"""Photos of claims and pre-authorisations: taking them in, finding them, and which ones the policy wants to see.

A photo is a stored file whose subject is the record and whose kind says what it shows. Hour and place of the shutter come from the picture
and are kept apart from the time of the upload; the hashes are what reuse is found by.
"""

from collections.abc import Iterable, Sequence
from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from accounts.actors import Actor
from billing.claims.adjudication import judge_and_keep
from billing.claims.choices import ClaimError, ClaimStatus, PhotoSubject
from billing.claims.locks import lock_claim, lock_lines
from billing.claims.models import Claim, Preauthorisation
from billing.claims.selectors import PHOTO as KIND
from billing.policy.policies import Policy
from common.clock import today
from common.errors import Invalid, WrongState
from common.files.models import StoredFile
from common.files.store import store_picture
from common.history.record import record

MOST_AT_ONCE, MOST = 12, 40


@transaction.atomic
def add_photos(
    claim_id: UUID, *, subject: PhotoSubject, photos: Sequence[tuple[str, bytes]], acting_user: Actor
) -> Sequence[StoredFile]:
    """Add photos, (name, content) each, to a claim that is still the station's. Raises Invalid with a sentence for what is no picture or
    too large, WrongState once the claim is handed in."""
    acting_user.require("claims.prepare")
    claim = lock_claim(claim_id, acting_user)
    if not claim.is_editable:
        raise WrongState(_("This claim has been handed in. Photos can be added when the reviewer returns it."))
    files = keep_photos(claim, subject, photos, acting_user)
    if not files:
        raise Invalid(_("Choose at least one photo."), code=ClaimError.INCOMPLETE, field="photos")
    _judge_again(claim)
    after = {"subject": subject.value, "photos": len(files), "sha256": [file.sha256 for file in files]}
    record(claim, "claim.photos_added", acting_user, after=after)
    return files


@transaction.atomic
def remove_photo(claim_id: UUID, file_id: UUID, *, acting_user: Actor) -> None:
    """Take a photo off a draft. What a reviewer may have seen stays: WrongState once the claim was handed in."""
    acting_user.require("claims.prepare")
    claim = lock_claim(claim_id, acting_user)
    if claim.status != ClaimStatus.DRAFT:
        raise WrongState(_("Only the photos of a draft can be removed."))
    file = photo_of(claim, file_id)
    before = {"subject": subject_of(file), "sha256": file.sha256}
    file.delete()
    _judge_again(claim)
    record(claim, "claim.photo_removed", acting_user, before=before)


def _judge_again(claim: Claim) -> None:
    """Let the rules see the photos that are there now."""
    judgement = judge_and_keep(claim, lock_lines(claim), today())
    claim.change(is_clean=judgement.is_clean)


def keep_photos(
    owner: Claim | Preauthorisation, subject: PhotoSubject, photos: Iterable[tuple[str, bytes]], actor: Actor
) -> list[StoredFile]:
    """Store photos of a record that an action holds. Raises Invalid when there are too many."""
    given = list(photos)
    have = StoredFile.objects.filter(subject_id=owner.pk, kind__startswith=KIND).count() if given else 0
    if len(given) > MOST_AT_ONCE or have + len(given) > MOST:
        message = _("At most %(once)d photos at once and %(most)d together.") % {"once": MOST_AT_ONCE, "most": MOST}
        raise Invalid(message, code=ClaimError.INCOMPLETE, field="photos")
    return [
        store_picture(
            content,
            subject_id=owner.pk,
            kind=f"{KIND}{subject.value}",
            name=name,
            station_id=owner.station_id,
            uploaded_by=actor.id,
        )
        for name, content in given
    ]


def photos_of(owner: Claim | Preauthorisation) -> Sequence[StoredFile]:
    """Return the photos of a record that came through its gate, in the order in which they were taken in."""
    return list(StoredFile.objects.filter(subject_id=owner.pk, kind__startswith=KIND).order_by("created_at", "id"))


def photo_of(owner: Claim | Preauthorisation, file_id: UUID) -> StoredFile:
    """Return one photo of a record that came through its gate. Raises NotYours."""
    file: StoredFile = StoredFile.objects.filter(subject_id=owner.pk, kind__startswith=KIND).get_or_404(file_id)
    return file


def subject_of(file: StoredFile) -> str:
    """Return what a photo shows, as a code."""
    return file.kind.removeprefix(KIND)


def wanted_subjects(policy: Policy, claim_type: str) -> dict[str, str]:
    """Return the subjects that the policy wants for this type of claim, each with the clause that says so."""
    return {rule.subject: rule.clause for rule in policy.photos if rule.applies_to(claim_type)}
