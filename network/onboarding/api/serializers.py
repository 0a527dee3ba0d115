"""What the API shows of onboarding, and the bodies of its steps."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.utils.functional import cached_property
from rest_framework import serializers

from common.api import DayField, PublicIdField, RecordSerializer
from common.text import Text
from network.onboarding.board import NO_POSTS, NOT_MENDING, what_blocks
from network.onboarding.building.people import Staffing, staffing_of
from network.onboarding.building.policies import MOST_PHOTOS
from network.onboarding.building.rectify import Mending, mending_of
from network.onboarding.building.selectors import progress_told
from network.onboarding.choices import CandidateStatus, Capability, Level, Source
from network.onboarding.models import Agreement, Candidate
from network.onboarding.signing.selectors import signing_words
from tenants.registry.models import Station


class CandidateSerializer(RecordSerializer):
    """A candidate and what it waits for. The number is masked; `POST …/show-contact` shows it and records the look."""

    contact_phone = serializers.CharField(source="masked_phone", read_only=True)
    station = PublicIdField(model=Station, source="opened_station_id", allow_null=True, read_only=True)
    waits_for = serializers.SerializerMethodField()
    image_accepted = serializers.SerializerMethodField(help_text="Items of the image checklist that are accepted.")
    image_total = serializers.SerializerMethodField(help_text="Items of the image checklist.")

    class Meta:
        model = Candidate
        fields = (
            "number", "name", "status", "source", "region", "province_code", "province", "city", "address", "lat", "lon",
            "contact_name", "contact_phone", "level", "brands", "capabilities", "note", "step_since", "step_due_at",
            "score_percent", "build_until", "acceptance_percent", "labour_coefficient", "opening_at", "station", "reject_reason", "waits_for",
            "image_accepted", "image_total",
        )  # fmt: skip

    def get_waits_for(self, candidate: Candidate) -> str:
        """Return what has to happen next, in the language of the request."""
        there = self.staffing.get(candidate.pk, NO_POSTS)
        mending = self.mending.get(candidate.pk, NOT_MENDING)
        signing = self.signing.get(candidate.pk, "")
        progress = progress_told(candidate)
        return str(what_blocks(candidate, progress=progress, staffing=there, mending=mending, signing=signing))

    @cached_property
    def signing(self) -> Mapping[UUID, Text]:
        """Return how electronic signatures stand, for all candidates of the answer with one statement."""
        rows: Any = self.parent.instance if self.parent is not None else [self.instance]
        return signing_words([one.pk for one in rows if one.status == CandidateStatus.ACCEPTED])

    @cached_property
    def mending(self) -> Mapping[UUID, Mending]:
        """Return how far rectifications are, for all candidates of the answer with one statement."""
        rows: Any = self.parent.instance if self.parent is not None else [self.instance]
        return mending_of([one.pk for one in rows if one.status == CandidateStatus.CONFIRMED])

    @cached_property
    def staffing(self) -> Mapping[UUID, Staffing]:
        """Return how far the key posts are filled, for all candidates of the answer with one statement."""
        rows: Any = self.parent.instance if self.parent is not None else [self.instance]
        return staffing_of([one.pk for one in rows if one.status == CandidateStatus.INSTRUCTED])

    def get_image_accepted(self, candidate: Candidate) -> int:
        """Return how many items are accepted."""
        return progress_told(candidate).accepted

    def get_image_total(self, candidate: Candidate) -> int:
        """Return how many items there are."""
        return progress_told(candidate).total


class AgreementSerializer(RecordSerializer):
    """An agreement with the hashes of its papers."""

    candidate = PublicIdField(model=Candidate, source="candidate_id", read_only=True)

    class Meta:
        model = Agreement
        fields = (
            "candidate", "number", "status", "party_name", "representative", "territory", "starts_on", "ends_on", "labour_coefficient",
            "sha256_zh", "sha256_en", "signed_on", "station_signatory", "office_signatory", "signed_sha256",
        )  # fmt: skip


class CandidateBody(serializers.Serializer):
    """What is known of a candidate."""

    name = serializers.CharField(max_length=120)
    province_code = serializers.CharField(max_length=2)
    city = serializers.CharField(max_length=60)
    lat = serializers.FloatField(min_value=-90, max_value=90)
    lon = serializers.FloatField(min_value=-180, max_value=180)
    contact_name = serializers.CharField(max_length=80)
    address = serializers.CharField(max_length=200, default="", allow_blank=True)
    contact_phone = serializers.CharField(max_length=30, default="", allow_blank=True)
    contact_email = serializers.EmailField(default="", allow_blank=True)
    source = serializers.ChoiceField(Source.choices, default=Source.OFFICE.value)  # type: ignore[assignment]
    level = serializers.ChoiceField(Level.choices, default=Level.B.value)
    brands = serializers.ListField(child=serializers.CharField(max_length=40), default=list)
    capabilities = serializers.ListField(child=serializers.ChoiceField(Capability.choices), default=list)
    note = serializers.CharField(max_length=2000, default="", allow_blank=True)


class SelectBody(serializers.Serializer):
    """The scorecard: points by criterion."""

    points = serializers.DictField(child=serializers.IntegerField(min_value=0))
    comment = serializers.CharField(max_length=2000, default="", allow_blank=True)


class ConfirmBody(serializers.Serializer):
    """筹建确认."""

    level = serializers.ChoiceField(Level.choices)
    build_until = DayField()
    comment = serializers.CharField(max_length=500, default="", allow_blank=True)


class PhotoBody(serializers.Serializer):
    """A photo, as base 64."""

    name = serializers.CharField(max_length=200)
    content_base64 = serializers.CharField()


class SeenBody(serializers.Serializer):
    """What was seen or done, with photos as base 64, six at most."""

    words = serializers.CharField(max_length=500)
    photos = serializers.ListField(child=PhotoBody(), required=False, default=list, max_length=MOST_PHOTOS)


class TermsBody(serializers.Serializer):
    """The terms of the agreement."""

    representative = serializers.CharField(max_length=80)
    territory = serializers.CharField(max_length=200)
    starts_on = DayField()
    labour_coefficient = serializers.DecimalField(max_digits=4, decimal_places=2)
    years = serializers.IntegerField(min_value=1, max_value=10, required=False, allow_null=True, default=None)


class SignatureBody(serializers.Serializer):
    """Who signed, when, and the signed copy as base 64."""

    station_signatory = serializers.CharField(max_length=80)
    office_signatory = serializers.CharField(max_length=80)
    signed_on = DayField()
    copy_base64 = serializers.CharField()


class InstructionBody(serializers.Serializer):
    """The written instruction."""

    labour_coefficient = serializers.DecimalField(max_digits=4, decimal_places=2)
    text = serializers.CharField(max_length=2000)


class OpenBody(serializers.Serializer):
    """The first manager."""

    name = serializers.CharField(max_length=80)
    email = serializers.EmailField()
    duty_phone = serializers.CharField(max_length=30, default="", allow_blank=True)


class ReasonBody(serializers.Serializer):
    """Why."""

    reason = serializers.CharField(max_length=500)


class VisitSerializer(serializers.Serializer):
    """The acceptance visit that was begun: its inspection is scored in the API of inspections."""

    attempt = serializers.IntegerField()
    inspection = serializers.CharField()


class PersonBody(serializers.Serializer):
    """Somebody for a key post, by the post's short name."""

    post = serializers.CharField(max_length=30)
    name = serializers.CharField(max_length=80)
    certificate = serializers.CharField(max_length=120, default="", allow_blank=True)
