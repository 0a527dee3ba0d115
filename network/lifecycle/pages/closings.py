"""Closings: what is left, and who is late; for the station, too, until its access ends."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as now_
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.deadlines.models import Deadline
from common.errors import NotAllowed, NotYours
from common.files.answers import bytes_answer, file_answer
from common.pages import ActPage, Button, Crumb, DetailPage, Fact, ListPage, Page, Section
from common.pages.tables import show_moment
from common.text import Text
from network.lifecycle import actions
from network.lifecycle.actions.closings import may_work
from network.lifecycle.cascade.leftovers import purge_record_of
from network.lifecycle.cascade.looking import archive_of
from network.lifecycle.cascade.plan import PLAN
from network.lifecycle.choices import StepCode, StepStatus
from network.lifecycle.models import Closing, ClosingStep
from network.lifecycle.pages.tables import ClosingFilter, ClosingTable, StepFilter, StepTable
from network.lifecycle.papers import slip_pdf
from network.lifecycle.selectors import closings_for, failed_looks, steps_for

VIEW, WORK = "closings.view", "closings.work"
HOME = _("Closings")


class ClosingList(ListPage):
    """Closings in sight."""

    action = VIEW
    title = HOME
    table_class = ClosingTable
    filterset_class = ClosingFilter
    empty = _("No station is being closed. An order to withdraw or deregister one begins a closing.")

    def page_buttons(self) -> Sequence[Button]:
        """Lead to the steps of all closings."""
        if self.actor.is_station:
            return []
        return [
            Button(_("What is left, and who is late"), f"{reverse('lifecycle:steps')}?status=open", VIEW, icon="list")
        ]

    def rows(self) -> Any:
        """Return the closings."""
        return closings_for(self.actor)


class StepList(ListPage):
    """Steps of all closings."""

    action = VIEW
    title = _("Steps of closings")
    table_class = StepTable
    filterset_class = StepFilter
    empty = _("No step.")
    lit = "lifecycle:closings"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the closings."""
        return [Crumb(HOME, reverse("lifecycle:closings"))]

    def rows(self) -> Any:
        """Return the steps."""
        return steps_for(self.actor)


@dataclass(frozen=True, slots=True)
class Line:
    """A step as the page shows it. `failure` tells of a look that failed and is tried again, `waits_for` are the steps before it."""

    step: ClosingStep
    waits_for: str
    names: str
    failure: Deadline | None
    buttons: Sequence[Button]


def facts_of(closing: Any, actor: Any) -> Sequence[Fact]:
    """Return how far it has come."""
    return [
        Fact(_("steps done"), f"{closing.done_steps} / {len(PLAN)}"),
        Fact(_("steps late"), closing.late_steps),
        Fact(_("begun on"), closing.begun_on),
        Fact(_("data kept until"), closing.keep_until),
        Fact(
            _("Written order"),
            closing.order.number,
            url=closing.order.get_absolute_url() if actor.may("orders.view") else "",
        ),
        Fact(_("finished at"), show_moment(closing.finished_at)),
        Fact(_("reason"), closing.order.text, wide=True),
    ]


def rows_of(closing: Closing) -> list[list[str]]:
    """Return the steps as the slip prints them."""
    return [
        [
            str(step.place), str(step), str(step.get_owner_display()), "–" if step.left is None else str(step.left),
            show_moment(step.due_at), f"{show_moment(step.done_at)} {step.done_by} {step.note}".strip(),
        ]
        for step in closing.steps.order_by("place")
    ]  # fmt: skip


class ClosingDetail(DetailPage):
    """One closing: its steps, what is left of each, who is late."""

    action = VIEW
    list_name = "lifecycle:closings"
    lit = "lifecycle:closings"

    def record(self) -> Any:
        """Return the closing."""
        return closings_for(self.actor).get_or_404(self.kwargs["pk"])

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the list."""
        return [Crumb(HOME, reverse("lifecycle:closings"))]

    def subtitle_for(self, closing: Closing) -> Text:
        """Return the station."""
        return str(closing.station)

    def facts(self, closing: Any) -> Sequence[Fact]:
        """Return how far it has come."""
        return facts_of(closing, self.actor)

    def sections(self, closing: Closing) -> Sequence[Section]:
        """Return the steps."""
        steps = list(steps_for(self.actor).filter(closing=closing).order_by("place"))
        failures = failed_looks(steps)
        not_done = {StepCode(one.code): one for one in steps if one.status != StepStatus.DONE}
        lines = [
            Line(one, _waits_for(one, not_done), self._names(one), failures.get(one.pk), self._buttons(one))
            for one in steps
        ]
        return [Section(pgettext_lazy("closing", "Steps"), "lifecycle/steps.html", {"lines": lines}, count=len(lines))]

    def _names(self, step: ClosingStep) -> str:
        words = ", ".join(now_(name) for name in step.left_names)
        return f"{words} …" if step.left and step.left > len(step.left_names) > 0 else words

    def _buttons(self, step: ClosingStep) -> Sequence[Button]:
        if step.status != StepStatus.OPEN or not may_work(self.actor, step):
            return []
        spec, key = PLAN[StepCode(step.code)], (step.pk,)
        look = Button(_("Check now what is left"), "lifecycle:look", WORK, key)
        done = Button(_("Done or passed on"), "lifecycle:finish", WORK, key)
        return [*([] if step.code == StepCode.PURGE else [look]), *([done] if spec.by_hand else [])]

    def buttons(self, closing: Closing) -> Sequence[Button]:
        """Offer the archive to head office."""
        slip = Button(_("Print"), "lifecycle:closing_slip", VIEW, (closing.pk,), icon="printer")
        if self.actor.is_station or archive_of(closing) is None:
            return [slip]
        found = [slip, Button(_("Archive"), "lifecycle:archive", WORK, (closing.pk,), icon="download")]
        if purge_record_of(closing) is not None:
            found.append(Button(_("Record of the purge"), "lifecycle:purge_record", WORK, (closing.pk,), icon="list"))
        return found


def _waits_for(step: ClosingStep, not_done: Mapping[StepCode, ClosingStep]) -> str:
    """Return the numbers of the steps that a waiting one waits for."""
    needs = PLAN[StepCode(step.code)].needs if step.status == StepStatus.WAITING else ()
    return ", ".join(str(not_done[one].place) for one in needs if one in not_done)


class ClosingSlip(Page):
    """撤销/注销单 as a PDF."""

    action = VIEW

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        closing: Closing = closings_for(self.actor).get_or_404(self.kwargs["pk"])
        facts, people = facts_of(closing, self.actor), (_("instructed by"), _("carried out by"))
        pdf = slip_pdf(closing, closing.get_kind_display(), facts, people, rows_of(closing))  # type: ignore[attr-defined]
        return bytes_answer(pdf, f"{closing.number}.pdf", "application/pdf")


class Archive(Page):
    """The exported schema, for those who work on closings."""

    action = WORK

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        file = archive_of(closings_for(self.actor).get_or_404(self.kwargs["pk"]))
        if file is None:
            raise NotYours
        return file_answer(file)


class PurgeRecord(Page):
    """The list of what was purged beside the schema, for those who work on closings."""

    action = WORK

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Send it."""
        file = purge_record_of(closings_for(self.actor).get_or_404(self.kwargs["pk"]))
        if file is None:
            raise NotYours
        return file_answer(file)


class StepPage(ActPage):
    """What acts on one step share."""

    action = WORK
    lit = "lifecycle:closings"

    @cached_property
    def step(self) -> ClosingStep:
        """Return the step. Raises NotYours, NotAllowed for another section's."""
        found: ClosingStep = steps_for(self.actor).get_or_404(self.kwargs["pk"])
        if not may_work(self.actor, found):
            raise NotAllowed(_("This step is another section's."))
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the closing."""
        return [Crumb(HOME, reverse("lifecycle:closings")), Crumb(str(self.step.closing), self.back())]

    def subtitle(self) -> Text:
        """Return the step."""
        return str(self.step)

    def back(self) -> str:
        """Return the closing's page."""
        return self.step.closing.get_absolute_url()


class Look(StepPage):
    """Look now."""

    title = _("Check now what is left")

    def perform(self, reason: Any) -> str:
        """Look."""
        actions.look_again(self.step.pk, acting_user=self.actor)
        return self.back()


class Finish(StepPage):
    """Say that it is done, or passed on."""

    title = _("Done or passed on")
    explain = _("Say what was done, or to which station what is left was passed on.")
    reason: ClassVar[str] = "required"

    def perform(self, reason: Any) -> str:
        """Say so."""
        actions.finish_step(self.step.pk, note=reason, acting_user=self.actor)
        return self.back()
