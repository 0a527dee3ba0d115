"""Form pages: errors beside the field, nothing typed is lost, a double submit is done once, a stale one says why."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django import forms
from django.contrib import messages
from django.core import signing
from django.db import IntegrityError, transaction
from django.forms import BaseForm, BaseFormSet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import cached_property
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from common.database.collisions import collision_of
from common.errors import DomainError
from common.idempotency.once import Answer, Attempt, IdempotencyError, once
from common.ids import new_id
from common.pages.base import Page
from common.text import Text

SALT = "pages.seen"
OWN_FIELDS = ("csrfmiddlewaretoken", "form_token")


@dataclass(frozen=True, slots=True)
class Drift:
    """A field that somebody else changed while the form was open."""

    label: Text
    was: str
    now: str
    typed: str


class FormPage(Page):
    """A form that calls an action. A subclass gives `form_class` and `perform(form)`, which returns where to go next.

    To edit a record, give `record()`: its values are filled in and its version is compared. `lines` are formsets by
    name, for the rows of a document; after validation they are in `self.line_forms`. A DomainError raised in `perform`
    is shown at `error.field`. What `context` of a subclass returns is shown beside `SHOWN`, under other names.
    """

    SHOWN: ClassVar[frozenset[str]] = frozenset({"form", "lines", "form_token", "seen", "cancel_url"})

    template_name = "pages/form.html"
    is_kept = True
    form_class: ClassVar[type[BaseForm]]
    lines: ClassVar[Mapping[str, tuple[Text, type[BaseFormSet]]]] = {}
    submit_label: Text = _("Save")
    success: Text = _("Saved.")
    cancel_url: str = ""
    explain: Text = ""
    narrow: ClassVar[bool] = False
    danger: ClassVar[bool] = False

    def perform(self, form: Any) -> str | HttpResponse:
        """Call the action with what was typed; return the address to go to (or a whole answer)."""
        raise NotImplementedError

    def record(self) -> Any:
        """Return the record that is edited, or None."""
        return None

    @cached_property
    def object(self) -> Any:
        """Return the record, fetched once."""
        return self.record()

    def initial(self) -> dict[str, Any]:
        """Return what the form shows at first; for a record its fields of the same names."""
        names = getattr(self.form_class, "base_fields", {})
        told = self.request.GET
        given = {name: told[name].replace("\0", "") for name in names if name in told}  # the database knows no NUL
        return given | {name: getattr(self.object, name) for name in names if hasattr(self.object, name)}

    def form_arguments(self) -> dict[str, Any]:
        """Return further arguments of the form class, such as `actor`."""
        return {}

    def make_form(self, *, bound: bool) -> Any:
        """Return the form, bound to what was sent or fresh."""
        arguments = {"initial": self.initial(), **self.form_arguments()}
        if issubclass(self.form_class, forms.BaseModelForm):
            arguments["instance"] = self.object
        if not bound:
            return self.form_class(**arguments)
        return self.form_class(self.request.POST, self.request.FILES, **arguments)

    def line_initial(self, name: str) -> Sequence[dict[str, Any]]:
        """Return the rows that a formset shows at first."""
        return ()

    def make_lines(self, *, bound: bool) -> dict[str, Any]:
        """Return the formsets by name."""
        data: dict[str, Any] = {"data": self.request.POST, "files": self.request.FILES} if bound else {}
        return {
            name: kind(prefix=name, initial=list(self.line_initial(name)), **data)
            for name, (_title, kind) in self.lines.items()
        }

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Show the form."""
        self.line_forms = self.make_lines(bound=False)
        return self.show(self.make_form(bound=False))

    def post(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Check the form and perform; on any refusal show it again as it was typed, with status 422."""
        form = self.make_form(bound=True)
        self.line_forms = self.make_lines(bound=True)
        drifts = self.drifts(form)
        if drifts:
            return self.show(form, status=409, drifts=drifts, seen=self.seen())
        if not (form.is_valid() and all(lines.is_valid() for lines in self.line_forms.values())):
            return self.show(form, status=422)
        try:
            return self.succeed(self.perform_once(form))
        except DomainError as error:
            return self.refuse(form, error)
        except IntegrityError as error:
            if collision := collision_of(error):
                return self.refuse(form, collision)
            raise

    def given(self, form: Any) -> Any:
        """Return what `perform` gets."""
        return form

    def perform_once(self, form: Any) -> str | HttpResponse:
        """Perform once per form token; the second click of a double click gets the first one's address."""
        token = self.request.POST.get("form_token", "")
        if not token:
            with transaction.atomic():
                return self.perform(self.given(form))
        whole: list[HttpResponse] = []
        attempt = Attempt(
            str(self.request.user.pk or ""), f"form:{token}"[:200], "POST", self.request.path, self._body()
        )
        answer = once(attempt, lambda: self._answer(form, whole))
        return whole[0] if whole else str(answer.data)

    def _answer(self, form: Any, whole: list[HttpResponse]) -> Answer:
        result = self.perform(self.given(form))
        if isinstance(result, HttpResponse):
            whole.append(result)
            return Answer(200, self.request.path)
        return Answer(200, str(result))

    def _body(self) -> bytes:
        pairs = [(key, values) for key, values in sorted(self.request.POST.lists()) if key not in OWN_FIELDS]
        files = [(key, [(one.name, one.size) for one in many]) for key, many in sorted(self.request.FILES.lists())]
        return repr((pairs, files)).encode()

    def succeed(self, result: str | HttpResponse) -> HttpResponse:
        """Say so and go on."""
        if isinstance(result, HttpResponse):
            return result
        if self.success:
            messages.success(self.request, str(self.success))
        return redirect(result)

    def refuse(self, form: Any, error: DomainError) -> HttpResponse:
        """Show the reason at its field, or above the form; 403 and 404 are not the form's business."""
        if error.status in (403, 404):
            raise error
        message = error.message
        if error.code == IdempotencyError.OTHER_BODY:
            message = _("This form was sent already. To send it again with other content, open it afresh.")
        for rule in error.named_rule.values():
            message = f"{message} ({gettext('Rule')}: {rule})"
        form.add_error(error.field if error.field in form.fields else None, str(message))
        return self.show(form, status=409 if error.status == 409 else 422)

    # a stale form

    def seen(self) -> str:
        """Return the record's values as the form shows them, signed: later we know what changed meanwhile."""
        if self.object is None:
            return ""
        return signing.dumps({"version": getattr(self.object, "version", 0), "values": self._values()}, salt=SALT)

    def _values(self) -> dict[str, str]:
        return {name: str(value) if value is not None else "" for name, value in self.initial().items()}

    def drifts(self, form: Any) -> list[Drift]:
        """Return what somebody else changed since the form was opened; empty when nobody did."""
        token = self.request.POST.get("seen", "")
        if self.object is None or not token:
            return []
        try:
            seen = signing.loads(token, salt=SALT)
        except signing.BadSignature:
            return []
        if seen["version"] == getattr(self.object, "version", 0):
            return []
        return self._drifts(form, seen["values"]) or [Drift(_("Record"), "", gettext("changed"), "")]

    def _drifts(self, form: Any, before: Mapping[str, str]) -> list[Drift]:
        current = self._values()
        names = [name for name in before if name in form.fields and before[name] != current.get(name, "")]
        return [
            Drift(
                form[name].label,
                self._words(form, name, before[name]),
                self._words(form, name, current[name]),
                self._typed(form, name),
            )
            for name in names
        ]

    def _typed(self, form: Any, name: str) -> str:
        return self._words(form, name, str(form[name].value() or ""))

    def _words(self, form: Any, name: str, value: str) -> str:
        choices = getattr(form.fields[name], "choices", None)
        flat = {str(key): str(text) for key, text in choices or () if not isinstance(text, list | tuple)}
        return flat.get(value, value)

    # showing

    def show(self, form: Any, *, status: int = 200, **context: Any) -> HttpResponse:
        """Render the form with a token of its own."""
        token = self.request.POST.get("form_token") or str(new_id())
        shown = {
            "form": form,
            "lines": [(name, self.lines[name][0], lines) for name, lines in self.line_forms.items()],
            "form_token": token,
            "seen": self.request.POST.get("seen") or self.seen(),
            "cancel_url": self.cancel_url or self._way_back(),
        }
        return self.render(status=status, **(shown | context))

    def _way_back(self) -> str:
        back = [crumb.url for crumb in self.crumbs() if crumb.url]
        return back[-1] if back else ""


class ReasonForm(forms.Form):
    """Why it is done."""

    reason = forms.CharField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}))


class OptionalReasonForm(ReasonForm):
    """Why it is done, if there is something to say."""

    reason = forms.CharField(
        label=_("Reason"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Optional."),
    )


class ActPage(FormPage):
    """One step of a record: POST does it, GET asks. A subclass gives `perform(reason)`, which returns where to go next.

    `reason` is "none", "optional" or "required".
    """

    template_name = "pages/act.html"
    reason: ClassVar[str] = "none"
    submit_label: Text = _("Confirm")
    success: Text = _("Done.")
    narrow = True

    def perform(self, reason: Any) -> str | HttpResponse:
        """Do it; `reason` is the text that was given, or empty."""
        raise NotImplementedError

    def make_form(self, *, bound: bool) -> Any:
        """Return the form that asks for the reason, as far as one is wanted."""
        kinds = {"none": forms.Form, "optional": OptionalReasonForm, "required": ReasonForm}
        return kinds[self.reason](self.request.POST) if bound else kinds[self.reason]()

    def given(self, form: Any) -> Any:
        """Return the reason."""
        return form.cleaned_data.get("reason", "")

    def initial(self) -> dict[str, Any]:
        """Nothing of the record is edited here."""
        return {}
