"""Papers of stations on the API: every step that a page offers."""

from collections.abc import Sequence
from typing import Any

from rest_framework import serializers

from common.api import NoBody, PublicIdField, RecordApi, RecordSerializer, command, creates
from common.records import RecordQuerySet
from network.support.actions import papers as actions
from network.support.actions.papers import ANSWER_FILE, PAPER
from network.support.api.files import HandsOutFiles
from network.support.api.serializers import FilesBody, ReasonBody
from network.support.choices import PaperKind
from network.support.pages.paper_forms import SECTION_CHOICES
from network.support.pages.paper_tables import PaperFilter
from network.support.paper_models import StationPaper
from network.support.paper_selectors import ANSWER, REVIEW, VIEW, WRITE, papers_for
from tenants.registry.models import Station


class PaperSerializer(RecordSerializer):
    """A paper of a station."""

    station = PublicIdField(model=Station, source="station_id", read_only=True)

    class Meta:
        model = StationPaper
        fields = (
            "number", "station", "kind", "section", "status", "title", "text", "written_by_name", "sent_at", "due_at", "reviewed_by_name",
            "reviewed_at", "note", "answered_by_name", "answered_at", "answer", "is_late",
        )  # fmt: skip
        read_only_fields = fields


class ResendBody(FilesBody):
    """What is written."""

    title = serializers.CharField(max_length=160)
    text = serializers.CharField(max_length=20_000)


class WriteBody(ResendBody):
    """What is written, of which kind, to which section."""

    kind = serializers.ChoiceField(PaperKind.choices)
    section = serializers.ChoiceField(SECTION_CHOICES)


class PassBody(serializers.Serializer):
    """To which section it goes, when not to the one that the station named."""

    section = serializers.ChoiceField(SECTION_CHOICES, default="", allow_blank=True)
    note = serializers.CharField(max_length=4_000, default="", allow_blank=True)


class AnswerBody(FilesBody):
    """What the section answers."""

    answer = serializers.CharField(max_length=20_000)


class PaperApi(HandsOutFiles, RecordApi):
    """Papers of stations to head office."""

    action = VIEW
    serializer_class = PaperSerializer
    filterset_class = PaperFilter

    def records(self) -> RecordQuerySet:
        """Return the papers in sight."""
        return papers_for(self.actor)

    def parts(self, record: StationPaper) -> Sequence[tuple[str, Any, str]]:
        """Return the files of the paper and of its answer."""
        return [("paper", record.pk, PAPER), ("answer", record.pk, ANSWER_FILE)]

    @creates(action=WRITE, body=WriteBody)
    def write(self, body: dict[str, Any]) -> StationPaper:
        """Write to head office; the regional office has it first."""
        return actions.write_paper(acting_user=self.actor, **body)

    @command(action=WRITE, body=ResendBody)
    def resend(self, paper: StationPaper, body: dict[str, Any]) -> StationPaper:
        """Send a paper again that came back."""
        return actions.resend_paper(paper.pk, acting_user=self.actor, **body)

    @command(action=WRITE, body=NoBody)
    def withdraw(self, paper: StationPaper, body: dict[str, Any]) -> StationPaper:
        """Take it back before the section has it."""
        return actions.withdraw_paper(paper.pk, acting_user=self.actor)

    @command(action=REVIEW, body=PassBody)
    def pass_on(self, paper: StationPaper, body: dict[str, Any]) -> StationPaper:
        """Pass it to the section; the answer is the paper as it is then."""
        return actions.pass_paper(paper.pk, acting_user=self.actor, **body)

    @command(action=REVIEW, body=ReasonBody)
    def send_back(self, paper: StationPaper, body: dict[str, Any]) -> StationPaper:
        """Send it back to the station."""
        return actions.return_paper(paper.pk, acting_user=self.actor, **body)

    @command(action=ANSWER, body=AnswerBody)
    def answer(self, paper: StationPaper, body: dict[str, Any]) -> StationPaper:
        """Answer it."""
        return actions.answer_paper(paper.pk, acting_user=self.actor, **body)
