"""The queue of calls that are owed: list, one of them, and the steps of whoever calls."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django import forms
from django.http import HttpResponse
from django.urls import reverse
from django.utils.html import format_html
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from common.pages import (
    ActPage,
    AmountColumn,
    Button,
    ChoiceColumn,
    Column,
    Crumb,
    DetailPage,
    Fact,
    FormPage,
    ListPage,
    MomentColumn,
    NumberColumn,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.moments import MomentField
from common.pages.tables import badge, show_moment
from common.text import Text
from network.hotline.callbacks.actions import (
    Promise,
    claim_callback,
    claim_next,
    dial_callback,
    give_up,
    note_outcome,
    promise_callback,
    release_callback,
    show_number,
)
from network.hotline.callbacks.choices import ANSWERS, CallbackStatus, Origin, Outcome
from network.hotline.callbacks.filters import CallbackFilter
from network.hotline.callbacks.models import Callback
from network.hotline.callbacks.selectors import callbacks_for
from network.hotline.pages.rings import RingsHere
from network.hotline.selectors import calls_for, cases_for

NEXT = Button(_("Call the next one"), "hotline:callback_next", action="hotline.answer", post=True, primary=True)


class DueColumn(MomentColumn):
    """When it is due, with a mark when it is late."""

    def render(self, value: Any, record: Callback) -> SafeString:  # type: ignore[override]
        """Draw time and mark."""
        moment = super().render(value)
        return format_html("{} {}", moment, badge("bad", _("Overdue"))) if record.is_late() else moment


class CallbackTable(RecordTable):
    """The queue."""

    default_columns: ClassVar[Sequence[str]] = (
        "number", "status", "origin", "masked_phone", "wish", "due_at", "attempts", "agent_name", "case",
    )  # fmt: skip
    number = NumberColumn()
    status = StatusColumn()
    origin = ChoiceColumn()
    masked_phone = Column(verbose_name=_("Number to call"), orderable=False)
    wish = Column()
    due_at = DueColumn()
    not_before = MomentColumn()
    attempts = AmountColumn()
    missed_calls = AmountColumn()
    agent_name = Column()
    outcome = ChoiceColumn()
    case = Column(
        verbose_name=_("Case"), linkify=lambda record: record.case.get_absolute_url() if record.case else None
    )

    class Meta(RecordTable.Meta):
        model = Callback
        fields = (
            "number", "status", "origin", "masked_phone", "wish", "due_at", "not_before", "attempts", "missed_calls", "agent_name", "outcome",
            "case",
        )  # fmt: skip


class CallbackList(RingsHere, ListPage):
    """The calls that are owed, the most urgent first."""

    action = "hotline.view"
    title = _("Callbacks")
    template_name = "hotline/list.html"
    table_class = CallbackTable
    filterset_class = CallbackFilter
    empty = _("Nobody is to be called back. Missed calls come here by themselves.")

    def page_buttons(self) -> Sequence[Button]:
        """Lead to what is open, to a new promise, to the next call."""
        queue = reverse("hotline:callbacks")
        return [
            Button(_("Still to be called"), f"{queue}?status=in:waiting,claimed"),
            Button(_("Overdue"), f"{queue}?late=true"),
            Button(_("Promise a callback"), "hotline:callback_add", action="hotline.answer"),
            NEXT,
        ]

    def rows(self) -> Any:
        """Return the callbacks in sight."""
        return callbacks_for(self.actor)


class CallbackDetail(RingsHere, DetailPage):
    """One call that is owed: whom, why, until when, and what has been tried."""

    action = "hotline.view"
    template_name = "hotline/detail.html"
    list_name = "hotline:callbacks"
    lit = "hotline:callbacks"

    def record(self) -> Callback:
        """Return the callback through the gate."""
        found: Callback = callbacks_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, callback: Callback) -> Text:
        """Return number and reason."""
        return f"{callback.number} · {callback.get_origin_display()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the queue."""
        return [Crumb(_("Callbacks"), reverse("hotline:callbacks"))]

    def buttons(self, callback: Callback) -> Sequence[Button]:
        """Return what may be done now: to claim it, or what goes with having claimed it."""
        if callback.status == CallbackStatus.WAITING:
            return [
                _step(callback, _("Claim"), "claim", primary=True),
                _step(callback, _("Give up"), "give_up", danger=True),
            ]
        if callback.status != CallbackStatus.CLAIMED or callback.agent_id != self.actor.id:
            return []
        return [
            _step(callback, _("Show the number"), "number", post=True, icon="phone"),
            _step(callback, _("Put it back"), "release", post=True),
            _step(callback, _("Give up"), "give_up", danger=True),
            _step(callback, _("Dial"), "dial", post=True, icon="phone"),
            _step(callback, _("Note how it went"), "outcome", primary=True),
        ]

    def facts(self, callback: Callback) -> Sequence[Fact]:
        """Return whom, why, until when."""
        case = callback.case
        return [
            Fact(_("Number to call"), callback.masked_phone, hint=callback.contact_name),
            Fact(_("What it is about"), callback.wish),
            Fact(
                pgettext_lazy("limit", "Due"),
                show_moment(callback.due_at),
                hint=_("Overdue") if callback.is_late() else "",
            ),
            Fact(_("Not before"), show_moment(callback.not_before)),
            Fact(_("Calls in vain"), callback.attempts, hint=callback.get_outcome_display()),
            *([Fact(_("Missed calls"), callback.missed_calls)] if callback.origin == Origin.MISSED else []),
            Fact(_("Agent"), callback.agent_name),
            Fact(_("Case"), case.number if case else "", url=case.get_absolute_url() if case else ""),
            *([Fact(_("Result"), callback.result, wide=True)] if callback.result else []),
        ]

    def sections(self, callback: Callback) -> Sequence[Section]:
        """Return the calls that led to it, and those that were made for it."""
        calls = calls_for(self.actor).filter(callback=callback)
        return [Section(_("Calls"), "hotline/calls.html", {"calls": calls}, count=calls.count())]


class CallbackStep(ActPage):
    """A step with a callback."""

    action = "hotline.answer"
    lit = "hotline:callbacks"

    @property
    def key(self) -> UUID:
        """The callback's key; one out of sight is not found."""
        callback: Callback = callbacks_for(self.actor).get_or_404(self.kwargs["pk"])
        return callback.pk

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the callback."""
        return [Crumb(_("Callbacks"), reverse("hotline:callbacks")), Crumb(_("Callback"), self.back())]

    def back(self) -> str:
        """Return the callback's page."""
        return reverse("hotline:callback", args=[self.kwargs["pk"]])


class ClaimCallback(CallbackStep):
    """Takes it on; of two agents one wins, the other reads who."""

    title = _("Claim the callback")
    success = _("The callback is yours. Nobody else calls meanwhile.")

    def perform(self, reason: str) -> str:
        """Claim it."""
        return claim_callback(self.key, acting_user=self.actor).get_absolute_url()


class ClaimNext(ActPage):
    """Takes on the most urgent one."""

    action = "hotline.answer"
    title = _("Call the next one")
    success = _("The callback is yours. Nobody else calls meanwhile.")
    lit = "hotline:callbacks"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the queue."""
        return [Crumb(_("Callbacks"), reverse("hotline:callbacks"))]

    def perform(self, reason: str) -> str:
        """Claim it."""
        return claim_next(acting_user=self.actor).get_absolute_url()


class ReleaseCallback(CallbackStep):
    """Puts it back into the queue."""

    title = _("Put it back")

    def perform(self, reason: str) -> str:
        """Release it."""
        return release_callback(self.key, acting_user=self.actor).get_absolute_url()


class DialCallback(CallbackStep):
    """Lets the exchange ring the agent's extension, then the number."""

    title = _("Dial")
    success = _("Your extension rings; lift the handset.")

    def perform(self, reason: str) -> str:
        """Dial."""
        dial_callback(self.key, acting_user=self.actor)
        return self.back()


class ShowCallbackNumber(CallbackStep):
    """The number in full; the look is recorded."""

    title = _("Show the number")
    success = ""

    def perform(self, reason: str) -> HttpResponse:
        """Show it once."""
        callback = callbacks_for(self.actor).get_or_404(self.kwargs["pk"])
        return self.render(
            "hotline/callback_number.html", callback=callback, phone=show_number(callback.pk, acting_user=self.actor)
        )


class GiveUpCallback(CallbackStep):
    """Gives it up."""

    title = _("Give the callback up")
    reason = "required"
    danger = True

    def perform(self, reason: str) -> str:
        """Give it up."""
        return give_up(self.key, reason=reason, acting_user=self.actor).get_absolute_url()


class OutcomeForm(forms.Form):
    """How the call went."""

    outcome = forms.ChoiceField(label=_("How the call went"), widget=forms.RadioSelect)
    result = forms.CharField(
        label=_("What was said"),
        required=False,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3, "wide": True}),
    )

    def __init__(self, *args: Any, outcomes: Sequence[Outcome], **extra: Any) -> None:
        super().__init__(*args, **extra)
        self.fields["outcome"].choices = [(one.value, one.label) for one in outcomes]  # type: ignore[attr-defined]


class NoteOutcome(FormPage):
    """How the call went; in vain, it comes back by the policy's pauses."""

    action = "hotline.answer"
    title = _("Note how it went")
    form_class = OutcomeForm
    narrow = True
    success = _("Noted.")
    explain = _("A call in vain comes back after a pause; after the last one the callback is given up.")
    lit = "hotline:callbacks"

    def callback(self) -> Callback:
        """Return the callback through the gate."""
        found: Callback = callbacks_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the callback."""
        return [
            Crumb(_("Callbacks"), reverse("hotline:callbacks")),
            Crumb(_("Callback"), reverse("hotline:callback", args=[self.kwargs["pk"]])),
        ]

    def form_arguments(self) -> dict[str, Any]:
        """Offer the answers that fit."""
        return {"outcomes": ANSWERS[Origin(self.callback().origin)]}

    def perform(self, form: Any) -> str:
        """Note it."""
        typed = form.cleaned_data
        outcome = Outcome(typed["outcome"])
        return note_outcome(
            self.callback().pk, outcome, result=typed["result"], acting_user=self.actor
        ).get_absolute_url()


class PromiseForm(forms.Form):
    """What an agent promises."""

    phone = forms.CharField(
        label=_("Number to call"),
        max_length=30,
        required=False,
        help_text=_("If the number is left empty, the caller of the case is called."),
        widget=forms.TextInput(attrs={"autofocus": True, "inputmode": "tel"}),
    )
    contact_name = forms.CharField(label=_("Caller"), max_length=60, required=False)
    due_at = MomentField(
        label=_("Promised until"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    wish = forms.CharField(
        label=_("What it is about"), max_length=300, widget=forms.Textarea(attrs={"rows": 2, "wide": True})
    )
    case = forms.UUIDField(required=False, widget=forms.HiddenInput)


class PromiseCallback(FormPage):
    """Promises a callback."""

    action = "hotline.answer"
    title = _("Promise a callback")
    form_class = PromiseForm
    narrow = True
    submit_label = _("Promise")
    success = _("The callback stands in the queue.")
    lit = "hotline:callbacks"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the queue."""
        return [Crumb(_("Callbacks"), reverse("hotline:callbacks"))]

    def initial(self) -> dict[str, Any]:
        """From a case: its caller; the number stays with the case."""
        key = self.request.GET.get("case", "")
        case = cases_for(self.actor).filter(pk=key).first() if _is_key(key) else None
        return {"case": case.pk, "contact_name": case.contact_name} if case else {}

    def perform(self, form: Any) -> str:
        """Promise it; the form's token makes a double click one."""
        typed = dict(form.cleaned_data)
        promise = Promise(case_id=typed.pop("case"), **typed)
        token = self.request.POST.get("form_token", "")
        key = UUID(token) if _is_key(token) else None
        return promise_callback(promise, acting_user=self.actor, client_key=key).get_absolute_url()


def _step(callback: Callback, label: Text, name: str, **looks: Any) -> Button:
    return Button(label, f"hotline:callback_{name}", args=(callback.pk,), action="hotline.answer", **looks)


def _is_key(text: str) -> bool:
    try:
        UUID(text)
    except ValueError:
        return False
    return True
