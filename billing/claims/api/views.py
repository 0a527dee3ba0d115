"""Claims on the API: every step that a page offers."""

from typing import Any
from uuid import UUID

from drf_spectacular.utils import extend_schema
from rest_framework.decorators import action as extra_action
from rest_framework.request import Request
from rest_framework.response import Response

from billing.claims.actions import (
    LineDecision,
    LineEdit,
    accept_suggestion,
    approve_clean,
    cancel_claim,
    decide_final_review,
    decide_first_review,
    edit_claim,
    let_go,
    note_claim,
    prepare_claim,
    reject_claim,
    reopen_claim,
    return_claim,
    sign_and_submit,
    take_claim,
)
from billing.claims.api.queue import QueueSteps
from billing.claims.api.serializers import (
    AddPhotosBody,
    AskGoodwillBody,
    ClaimSerializer,
    DecisionsBody,
    EditBody,
    NoteBody,
    OptionalWhyBody,
    PhotoIdBody,
    PhotoSerializer,
    PrepareBody,
    QuestionBody,
    RejectBody,
    SubmitBody,
    WhyBody,
    may_see_risk,
    without_none,
)
from billing.claims.choices import ClaimType, LineKind, PhotoSubject
from billing.claims.filters import ClaimFilter
from billing.claims.goodwill.actions import ask_for_goodwill
from billing.claims.models import Claim
from billing.claims.photos import add_photos, photos_of, remove_photo
from billing.claims.selectors import claims_for
from common.api import command, creates
from common.records import RecordQuerySet
from tenants.workshop.models import RepairOrder


class ClaimApi(QueueSteps):
    """Claims: prepare, edit, sign, review twice, reopen."""

    action = "claims.view"
    serializer_class = ClaimSerializer
    filterset_class = ClaimFilter

    def records(self) -> RecordQuerySet:
        """Return the claims in the actor's sight."""
        beside = ("lines", "reasons", "flags") if may_see_risk(self.actor) else ("lines", "reasons")
        rows: RecordQuerySet = claims_for(self.actor).prefetch_related(*beside)
        return rows

    @creates(action="claims.prepare", body=PrepareBody)
    def prepare(self, body: dict[str, Any]) -> Claim:
        """Draft a claim from a finished repair order of the station."""
        kind = ClaimType(body["type"]) if "type" in body else None
        return prepare_claim(order_key(body["repair_order_id"]), type=kind, acting_user=self.actor)

    @command(action="claims.prepare", body=EditBody)
    def edit(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Replace lines and words of a draft."""
        edits = [line_edit(line) for line in body.pop("lines")]
        return edit_claim(claim.pk, lines=edits, acting_user=self.actor, **body)

    @command(action="claims.prepare", body=AddPhotosBody, answer=PhotoSerializer)
    def photos(self, claim: Claim, body: dict[str, Any]) -> list[dict[str, Any]]:
        """Add photos of one subject, in Base64 or as the files of a form; answers those that were added."""
        given = [(one["name"], one["content"]) for one in body["photos"]]
        given += [(file.name or "", file.read()) for file in body["files"]]
        files = add_photos(claim.pk, subject=PhotoSubject(body["subject"]), photos=given, acting_user=self.actor)
        return list(PhotoSerializer(files, many=True, context=self.get_serializer_context()).data)

    @command(action="claims.prepare", body=PhotoIdBody)
    def remove_photo(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Take a photo off a draft."""
        remove_photo(claim.pk, body["photo"], acting_user=self.actor)
        return claim

    @extend_schema(responses={200: PhotoSerializer(many=True)})
    @extra_action(detail=True, methods=["get"], url_path="evidence", pagination_class=None, filterset_class=None)
    def evidence(self, request: Request, id: str) -> Response:
        """Answer the photos of a claim."""
        rows = photos_of(self.find())
        return Response(PhotoSerializer(rows, many=True, context=self.get_serializer_context()).data)

    @command(action="claims.sign", body=SubmitBody)
    def submit(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Sign as appraiser and hand in."""
        return sign_and_submit(claim.pk, answer=body["answer"], acting_user=self.actor)

    @command(action="claims.prepare", body=OptionalWhyBody)
    def cancel(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Put a draft away."""
        return cancel_claim(claim.pk, reason=body["reason"], acting_user=self.actor)

    @command(action="claims.first_review", body=DecisionsBody)
    def first_review(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Decide each line."""
        return decide_first_review(claim.pk, decisions=decisions(body), acting_user=self.actor)

    @command(action="claims.first_review", body=AskGoodwillBody)
    def ask_goodwill(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Put goodwill above one's own limit before the role above."""
        lines = decisions(body)
        return ask_for_goodwill(claim.pk, decisions=lines, reason=body["reason"], acting_user=self.actor).claim

    @command(action="claims.first_review")
    def accept_suggestion(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Decide as the rules suggest."""
        return accept_suggestion(claim.pk, acting_user=self.actor)

    @command(action="claims.first_review")
    def approve_clean(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Approve in full a claim about which nothing is wrong; the rules are asked again."""
        return approve_clean(claim.pk, acting_user=self.actor)

    @command(action="claims.first_review")
    def take(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Keep the claim for oneself for two hours."""
        take_claim(claim.pk, acting_user=self.actor)
        return claim

    @command(action="claims.first_review")
    def put_back(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Put the claim back for the others."""
        let_go(claim.pk, acting_user=self.actor)
        return claim

    @command(action="claims.note", body=NoteBody)
    def note(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Keep a note for colleagues; the station does not see it."""
        note_claim(claim.pk, text=body["text"], acting_user=self.actor)
        return claim

    @command(action="claims.first_review", body=QuestionBody)
    def return_with_question(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Send the claim back with a question."""
        return return_claim(claim.pk, question=body["question"], acting_user=self.actor)

    @command(action="claims.first_review", body=RejectBody)
    def reject(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Reject the whole claim."""
        return reject_claim(claim.pk, **body, acting_user=self.actor)

    @command(action="claims.final_review", body=DecisionsBody)
    def final_review(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Decide each line for good: the ledger posts and the suppliers are charged."""
        return decide_final_review(claim.pk, decisions=decisions(body), acting_user=self.actor)

    @command(action="claims.reopen", body=WhyBody)
    def reopen(self, claim: Claim, body: dict[str, Any]) -> Claim:
        """Take a decision back."""
        return reopen_claim(claim.pk, reason=body["reason"], acting_user=self.actor)


def decisions(body: dict[str, Any]) -> list[LineDecision]:
    """Return the decisions as the actions want them."""
    return [LineDecision(one["line"], one["approved"], one["reason_code"], one["comment"]) for one in body["decisions"]]


def line_edit(line: dict[str, Any]) -> LineEdit:
    """Return a line as the action wants it."""
    given = without_none(dict(line))
    return LineEdit(
        kind=LineKind(given.pop("kind")),
        unit_price_minor=given.pop("unit_price"),
        line_id=given.pop("line", None),
        **given,
    )


def order_key(text: str) -> UUID:
    """Return the key of a repair order from its public id or its UUID. Raises NotYours for anything else."""
    try:
        return UUID(text)
    except ValueError:
        return RepairOrder.key_of(text)
