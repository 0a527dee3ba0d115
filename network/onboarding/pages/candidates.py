"""The pipeline board, the list and the page of a candidate."""

from collections.abc import Sequence
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from common.errors import NotYours
from common.files.models import StoredFile
from common.files.store import read_sound, read_stored
from common.pages import (
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    ListPage,
    MomentColumn,
    NumberColumn,
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.text import Text
from network.onboarding.board import Lane, drafted_of, lanes, what_blocks
from network.onboarding.building.people import staffing_of
from network.onboarding.building.rectify import mending, mending_of
from network.onboarding.building.selectors import progress_by_candidate, progress_of
from network.onboarding.choices import STEPS, UNDER_WAY, AgreementStatus, CandidateStatus
from network.onboarding.filters import CandidateFilter
from network.onboarding.models import Candidate, reads_chinese
from network.onboarding.pages.building import checklist_section
from network.onboarding.pages.firstweek import of_candidate, week_lane
from network.onboarding.pages.people import posts_section
from network.onboarding.pages.rectify import rectify_section
from network.onboarding.pages.signing import signing_section
from network.onboarding.pages.steps import buttons_for
from network.onboarding.selectors import agreements_for, candidates_for, files_for, scorecards_for
from network.onboarding.signing.selectors import signing_words
from tenants.registry.choices import Region

PROPOSE = Button(_("Propose a candidate"), "onboarding:propose", action="onboarding.propose", primary=True, icon="plus")


class Board(Page):
    """Who stands at which step, how long, and what is missing; by office."""

    action = "onboarding.view"
    title = _("Onboarding")
    template_name = "onboarding/board.html"

    @property
    def region(self) -> str:
        """Return the office that was chosen."""
        asked = self.request.GET.get("region", "")
        return asked if asked in Region.values else ""

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the list, the map and the form."""
        return [
            Button(_("Applications"), "onboarding:applications", action="onboarding.view", icon="inbox"),
            Button(_("As a list"), "onboarding:list", action="onboarding.view", icon="list"),
            Button(_("Network map"), "planning:map", action="planning.view", icon="map-2"),
            PROPOSE,
        ]

    @cached_property
    def lanes(self) -> list[Lane]:
        """Return the steps with their candidates."""
        rows = candidates_for(self.actor).filter(status__in=UNDER_WAY)
        if self.region:
            rows = rows.filter(region=self.region)
        week = week_lane(self.actor, self.region)
        way = lanes(
            rows,
            drafted_of(rows),
            progress=progress_by_candidate(rows),
            staffing=staffing_of(rows),
            mending=mending_of(rows),
            signing=signing_words(rows),
        )
        return [*way, week] if week else way

    def context(self) -> dict[str, Any]:
        """Return the lanes and the offices."""
        return {
            "lanes": self.lanes,
            "is_empty": not any(lane.tickets for lane in self.lanes),
            "regions": [("", _("All")), *Region.choices] if not self.actor.region else [],
            "region": self.region,
            "propose": PROPOSE,
        }


class CandidateTable(RecordTable):
    """The candidates."""

    default_columns: ClassVar[Sequence[str]] = (
        "number",
        "name",
        "status",
        "region",
        "city",
        "step_since",
        "step_due_at",
    )
    number = NumberColumn()
    name = Column()
    status = StatusColumn()
    region = ChoiceColumn()
    city = Column()
    level = ChoiceColumn()
    source = ChoiceColumn()
    step_since = MomentColumn()
    step_due_at = MomentColumn()
    created_at = MomentColumn(verbose_name=_("Proposed"))

    class Meta(RecordTable.Meta):
        model = Candidate
        fields = (
            "number", "name", "status", "region", "city", "level", "source", "step_since", "step_due_at", "score_percent",
            "acceptance_percent", "labour_coefficient", "created_at",
        )  # fmt: skip


class CandidateList(ListPage):
    """All candidates, those whose way has ended, too."""

    action = "onboarding.view"
    title = _("Candidates")
    table_class = CandidateTable
    filterset_class = CandidateFilter
    create = PROPOSE
    lit = "onboarding:board"
    empty = _("No candidate yet. Choose a gap on the network map, or propose one here.")

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the board."""
        return [Crumb(_("Onboarding"), reverse("onboarding:board"))]

    def rows(self) -> Any:
        """Return the candidates in sight."""
        return candidates_for(self.actor)


class CandidateDetail(DetailPage):
    """One candidate: where it stands, what is known, what may be done now."""

    action = "onboarding.view"
    list_name = "onboarding:list"
    lit = "onboarding:board"
    template_name = "onboarding/detail.html"

    def record(self) -> Candidate:
        """Return the candidate through the gate."""
        found: Candidate = candidates_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, candidate: Candidate) -> Text:
        """Return the company."""
        return candidate.name

    def subtitle_for(self, candidate: Candidate) -> Text:
        """Return number and office."""
        return f"{candidate.number} · {candidate.get_region_display()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to board and list."""
        return [
            Crumb(_("Onboarding"), reverse("onboarding:board")),
            Crumb(_("Candidates"), reverse("onboarding:list")),
        ]

    def buttons(self, candidate: Candidate) -> Sequence[Button]:
        """Return the steps that are possible now and that this person may do."""
        return buttons_for(candidate, self.actor, draft=self.draft)

    @cached_property
    def draft(self) -> Any:
        """Return the drafted agreement, if there is one."""
        return self.agreements.filter(status=AgreementStatus.DRAFT).first()

    @cached_property
    def agreements(self) -> Any:
        """Return the candidate's agreements."""
        return agreements_for(self.actor).filter(candidate=self.object)

    def facts(self, candidate: Candidate) -> Sequence[Fact]:
        """Return what is known."""
        return [
            Fact(
                _("Contact"),
                candidate.contact_name,
                hint=candidate.masked_phone,
            ),
            Fact(_("Place"), f"{candidate.province} {candidate.city}", hint=candidate.address),
            Fact(_("Level"), candidate.get_level_display()),
            Fact(_("Source"), candidate.get_source_display()),
            Fact(_("Brands"), ", ".join(candidate.brands)),
            Fact(_("Scorecard"), _percent(candidate.score_percent)),
            Fact(_("To be built by"), candidate.build_until),
            Fact(_("Acceptance"), _percent(candidate.acceptance_percent)),
            Fact(_("Labour coefficient"), candidate.labour_coefficient),
            *self._ends(candidate),
            *([Fact(_("Note"), candidate.note, wide=True)] if candidate.note else []),
        ]

    def _ends(self, candidate: Candidate) -> list[Fact]:
        applied = getattr(candidate, "application", None)
        if applied is not None:
            return [Fact(_("Application"), applied.number, url=applied.get_absolute_url()), *self._outcome(candidate)]
        return self._outcome(candidate)

    def _outcome(self, candidate: Candidate) -> list[Fact]:
        if candidate.status == CandidateStatus.REJECTED:
            return [Fact(_("Why it was turned down"), candidate.reject_reason, wide=True)]
        if candidate.opened_station is None:
            return []
        manager = " · ".join(filter(None, (candidate.manager_name, candidate.manager_email)))
        station = candidate.opened_station
        return [Fact(_("Station"), str(station), url=station.get_absolute_url()), Fact(_("First manager"), manager)]

    def sections(self, candidate: Candidate) -> Sequence[Section]:
        """Return scorecard, visits, agreements, photos and map, those that there are."""
        photos = files_for(self.actor).filter(subject_id=candidate.pk)
        found = [
            of_candidate(candidate, self.actor),
            self._scorecard(candidate),
            checklist_section(candidate, self.actor),
            posts_section(candidate, self.actor),
            self._visits(candidate),
            rectify_section(candidate, self.actor),
            self._papers(),
            signing_section(candidate, self.actor),
            self._instruction(candidate),
            Section(_("Photos of the site"), "onboarding/photos.html", {"photos": photos}, count=photos.count())
            if photos
            else None,
            Section(_("On the map"), "onboarding/place.html", {"points": [place_of(candidate)]}, aside=True),
        ]
        return [section for section in found if section is not None]

    def _scorecard(self, candidate: Candidate) -> Section | None:
        card = scorecards_for(self.actor).filter(candidate=candidate).first()
        if card is None:
            return None
        name = "name_zh" if reads_chinese() else "name_en"
        lines = [(one[name], card.points[one["code"]], one["points"]) for one in card.standard.criteria]
        return Section(_("Scorecard"), "onboarding/scorecard.html", {"card": card, "lines": lines})

    def _visits(self, candidate: Candidate) -> Section | None:
        visits = list(candidate.acceptances.all())
        may_look = self.actor.may("inspections.accept") or self.actor.may("inspections.conduct")
        context = {"visits": visits, "may_look": may_look}
        return Section(_("On-site acceptance"), "onboarding/visits.html", context) if visits else None

    def _papers(self) -> Section | None:
        papers = [(one, files_for(self.actor).filter(subject_id=one.pk)) for one in self.agreements]
        return Section(_("Service agreement"), "onboarding/papers.html", {"papers": papers}) if papers else None

    def _instruction(self, candidate: Candidate) -> Section | None:
        order = getattr(candidate, "instruction", None)
        return Section(_("Instruction to open"), "onboarding/instruction.html", {"order": order}) if order else None

    def context(self) -> dict[str, Any]:
        """Add the way and what comes next."""
        candidate = self.object
        return super().context() | {
            "way": way_of(CandidateStatus(candidate.status)),
            "blocked_by": what_blocks(
                candidate,
                has_draft=self.draft is not None,
                progress=progress_of(candidate),
                mending=mending(candidate),
                signing=signing_words([candidate.pk]).get(candidate.pk, ""),
            ),
        }


def way_of(status: CandidateStatus) -> list[tuple[Text, str]]:
    """Return (step, "done", "here" or "ahead") for the steps of the way; nothing for a candidate that was turned down."""
    if status not in STEPS:
        return []
    place = STEPS.index(status)
    last = len(STEPS) - 1
    return [
        (step.label, "done" if number < place or place == last else "here" if number == place else "ahead")
        for number, step in enumerate(STEPS)
    ]


def _percent(value: int | None) -> str:
    return "" if value is None else f"{value} %"


def place_of(candidate: Candidate) -> dict[str, Any]:
    """Return the candidate's mark on a map."""
    kind = "station" if candidate.status == CandidateStatus.OPENED else "candidate"
    return {"lat": candidate.lat, "lon": candidate.lon, "kind": kind, "label": candidate.name}


class CandidateFile(Page):
    """A photo or document of a candidate, checked against the gate at each look."""

    action = "onboarding.view"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send the bytes; pictures are shown in the page, documents are downloaded, an agreement only as it was stored."""
        file: StoredFile = files_for(self.actor).get_or_404(self.kwargs["pk"])
        try:
            content = read_sound(file) if file.kind.startswith("agreement") else read_stored(file)
        except FileNotFoundError as error:
            raise NotYours() from error
        answer = HttpResponse(content, content_type=file.content_type)
        how = "inline" if file.content_type.startswith("image/") else "attachment"
        answer["Content-Disposition"] = f'{how}; filename="{file.name}"'
        answer["X-Content-Type-Options"] = "nosniff"
        return answer
