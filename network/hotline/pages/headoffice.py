"""The hotline's pages: cases, calls, and the form at which a call becomes a case."""

from collections.abc import Sequence
from typing import Any, ClassVar
from uuid import UUID

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from catalog.selectors import find_vehicle
from common.channels.selectors import messages_about
from common.datum import Datum
from common.errors import Invalid
from common.pages import (
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
    Page,
    RecordTable,
    Section,
    StatusColumn,
)
from common.pages.forms import ActPage
from common.pages.further import further_steps
from common.text import Text
from network.hotline.actions import CaseFacts, close_case, open_case, show_phone, take_call
from network.hotline.choices import CaseStatus
from network.hotline.filters import CaseFilter
from network.hotline.links import LONGEST
from network.hotline.locating import ABROAD, locate, unplaced
from network.hotline.models import Call, Case
from network.hotline.pages.forms import CaseForm, CloseForm
from network.hotline.pages.rings import RingsHere
from network.hotline.places import read_place
from network.hotline.policies import plain_plate
from network.hotline.selectors import calls_for, cases_for, open_cases_of_vehicle, phone_index
from network.hotline.sharing.selectors import requests_for
from network.hotline.telephony.screen import case_line, known_of_number
from network.hotline.triage.reading import answers_of, parts_of, urgency_of
from network.planning.abroad import is_abroad

TAKE = Button(_("Take a call"), "hotline:take", action="hotline.answer", primary=True, icon="phone-plus")


class CaseTable(RecordTable):
    """The cases."""

    default_columns: ClassVar[Sequence[str]] = ("number", "status", "kind", "plate", "symptom", "place", "created_at")
    number = NumberColumn()
    status = StatusColumn()
    kind = ChoiceColumn()
    plate = Column()
    vin = Column()
    symptom = ChoiceColumn()
    safety = ChoiceColumn()
    place = Column()
    created_at = MomentColumn(verbose_name=_("Opened at"))
    closed_at = MomentColumn()

    class Meta(RecordTable.Meta):
        model = Case
        fields = ("number", "status", "kind", "plate", "vin", "symptom", "safety", "place", "created_at", "closed_at")


class CaseList(RingsHere, ListPage):
    """All cases."""

    action = "hotline.view"
    title = _("Cases")
    template_name = "hotline/list.html"
    table_class = CaseTable
    filterset_class = CaseFilter
    create = TAKE
    empty = _("No case yet. Take a call, and it becomes one.")

    def rows(self) -> Any:
        """Return the cases in sight."""
        return cases_for(self.actor)


class TakeCall(RingsHere, FormPage):
    """One page from ringing to case: keyboard from top to bottom, map beside it."""

    action = "hotline.answer"
    title = _("Take a call")
    form_class = CaseForm
    template_name = "hotline/take.html"
    submit_label = _("Open the case")
    success = _("The case is open.")
    lit = "hotline:cases"
    keys = (
        *RingsHere.keys,
        (
            _("In this form"),
            (
                ("F4", _("next kind of case")),
                ("F8", _("the latest vehicle of this number")),
                ("Alt+L", _("ask the driver's phone")),
                ("Alt+1 … 9", _("answer the script")),
                ("Ctrl+Enter", _("open the case")),
            ),
        ),
    )

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the cases."""
        return [Crumb(_("Cases"), reverse("hotline:cases"))]

    def context(self) -> dict[str, Any]:
        """Return the empty map, and the call that is being taken."""
        return super().context() | {"points": [], "map_label": _("Click where the vehicle stands"), "call": self.call}

    @cached_property
    def call(self) -> Call | None:
        """Return the call of the exchange that the agent has taken; nobody else's."""
        key = _key(self.request.POST.get("call") or self.request.GET.get("call", ""))
        found: Call | None = calls_for(self.actor).filter(pk=key, agent_id=self.actor.id).first() if key else None
        return found

    def initial(self) -> dict[str, Any]:
        """Fill in what the number tells: caller, and the vehicle when it was always the same."""
        given = super().initial()
        if self.call is None:
            return given | {"call": ""}
        cases, vehicles = known_of_number(self.actor, self.call.phone_index)
        known = {
            "call": str(self.call.pk),
            "contact_phone": self.call.phone,
            "contact_name": cases[0].contact_name if cases else "",
            "vehicle": (vehicles[0]["plate"] or vehicles[0]["vin"]) if len(vehicles) == 1 else "",
        }
        return known | {name: value for name, value in given.items() if value and name != "call"}

    def perform(self, form: Any) -> str:
        """Write down call and case; the form's token makes a double click one case."""
        typed = dict(form.cleaned_data)
        key = _key(self.request.POST.get("form_token", ""))
        despite, abroad, _call = (typed.pop(name) for name in ("despite_duplicate", "despite_abroad", "call"))
        call = self.call or take_call(typed["contact_phone"], acting_user=self.actor, client_key=key)
        facts = CaseFacts(**(typed | _position(typed)))
        asks = {"despite_duplicate": despite, "ask_abroad": not abroad}
        case = open_case(facts, acting_user=self.actor, call_id=call.pk, client_key=key, **asks)
        return case.get_absolute_url()


class Lookup(Page):
    """What is known of a vehicle or a caller, while the agent types."""

    action = "hotline.answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the vehicle, and the cases of the vehicle or of the number."""
        typed, phone = _asked(request, "vehicle", 20), _asked(request, "phone", 30)
        vehicle = find_vehicle(plain_plate(typed)) if typed else None
        vin, plate = (vehicle.vin, vehicle.plate) if vehicle else ("", plain_plate(typed))
        of_number, vehicles = known_of_number(self.actor, _index(phone))
        cases = [*(open_cases_of_vehicle(vin, plate)[:5] if typed else ()), *of_number]
        known = (
            {"vin": vin, "plate": plate, "model": str(vehicle.model), "brand": vehicle.model.brand} if vehicle else None
        )
        lines = {case.pk: case_line(case) for case in cases}
        return JsonResponse({"vehicle": known, "vehicles": vehicles, "cases": list(lines.values())[:8]})


class Locate(Page):
    """Where the texts put the vehicle, while the agent types."""

    action = "hotline.answer"

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        """Answer the point and how it was found, or a sentence when the position can't be read."""
        coordinates, place = _asked(request, "coordinates", LONGEST), _asked(request, "place", 200)
        datum = _asked(request, "datum", 10)
        try:
            found = locate(coordinates, place, datum if datum in Datum.values else Datum.WGS84)
        except Invalid as error:
            return JsonResponse({"place": None, "words": str(error.message)})
        if found is None:
            return JsonResponse({"place": None, "words": str(unplaced(place))})
        point = {"lat": found.place.lat, "lon": found.place.lon}
        words = ABROAD if found.exact and is_abroad(found.place.lat, found.place.lon) else found.words
        return JsonResponse({"place": point, "words": str(words), "exact": found.exact})


class CaseDetail(RingsHere, DetailPage):
    """One case."""

    action = "hotline.view"
    template_name = "hotline/detail.html"
    list_name = "hotline:cases"
    lit = "hotline:cases"

    def record(self) -> Case:
        """Return the case through the gate."""
        found: Case = cases_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def title_for(self, case: Case) -> Text:
        """Return number and kind."""
        return f"{case.number} · {case.get_kind_display()}"

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the cases."""
        return [Crumb(_("Cases"), reverse("hotline:cases"))]

    def buttons(self, case: Case) -> Sequence[Button]:
        """Return what may be done now."""
        found = [
            Button(
                _("Show the number"), "hotline:phone", args=(case.pk,), action="hotline.view", post=True, icon="phone"
            )
        ]
        if case.is_rescue:
            found.append(
                Button(_("To the rescue"), "dispatch:of_case", args=(case.pk,), action="dispatch.view", icon="truck")
            )
        if case.is_live and case.contact_phone:
            ask = Button(
                _("Ask for the position"), "hotline:ask_case", args=(case.pk,), action="hotline.answer", post=True
            )
            found.append(ask)
        if case.is_live:
            promise = f"{reverse('hotline:callback_add')}?case={case.pk}"
            found.append(Button(_("Promise a callback"), promise, action="hotline.answer", icon="phone"))
        found += further_steps(self.actor, case)
        if CaseStatus.CLOSED in case.possible_moves():
            found.append(
                Button(_("Close the case"), "hotline:close", args=(case.pk,), action="hotline.answer", primary=True)
            )
        return found

    def facts(self, case: Case) -> Sequence[Fact]:
        """Return what the caller said."""
        words = [Fact(_("What the caller says"), case.description, wide=True)] if case.description else []
        rescue = [
            Fact(_("Symptom"), case.get_symptom_display(), hint=_("must be towed") if case.needs_tow else ""),
            Fact(_("Safety"), case.get_safety_display(), hint=urgency_of(case)),
            *([Fact(_("Parts likely needed"), "、".join(parts))] if (parts := parts_of(case)) else []),
        ]
        return [
            Fact(_("Caller"), case.contact_name, hint=case.masked_phone),
            Fact(_("Speaks"), case.get_language_display()),
            Fact(_("Vehicle"), case.vehicle_label, hint=case.brand),
            *(rescue if case.is_rescue else []),
            Fact(_("Place"), case.place, hint=_place(case)),
            *([Fact(_("Kind of road"), case.get_road_display())] if case.road else []),
            *words,
            *([Fact(_("Result"), case.result, wide=True)] if case.result else []),
        ]

    def sections(self, case: Case) -> Sequence[Section]:
        """Return the calls, and the place on the map."""
        calls = calls_for(self.actor).filter(case=case)
        found = [Section(_("Calls"), "hotline/calls.html", {"calls": calls}, count=calls.count())]
        if answers := answers_of(case):
            found.insert(0, Section(_("Triage"), "hotline/triaged.html", {"answers": answers}))
        asked = requests_for(self.actor).filter(case=case)
        if asked:
            found.append(
                Section(_("Position of the phone"), "hotline/asked.html", {"asked": asked, "case": case}, aside=True)
            )
        if sent := messages_about(case.pk)[:20]:
            found.append(
                Section(_("Messages to the driver"), "hotline/messages.html", {"messages_sent": sent}, count=len(sent))
            )
        if case.lat is not None:
            point = {"lat": case.lat, "lon": case.lon, "kind": "case", "label": case.place or case.number}
            found.append(Section(_("On the map"), "hotline/place.html", {"points": [point]}, aside=True))
        return found


class CloseCase(FormPage):
    """Ends a case with its result."""

    action = "hotline.answer"
    title = _("Close the case")
    form_class = CloseForm
    narrow = True
    submit_label = _("Close the case")
    success = _("The case is closed.")
    lit = "hotline:cases"

    def record(self) -> Case:
        """Return the case through the gate."""
        found: Case = cases_for(self.actor).get_or_404(self.kwargs["pk"])
        return found

    def crumbs(self) -> Sequence[Crumb]:
        """Lead back to the case."""
        return [Crumb(self.object.number, self.object.get_absolute_url())]

    def initial(self) -> dict[str, Any]:
        """Fill in the result that another page proposes."""
        return super().initial() | {"result": self.request.GET.get("result", "")}

    def perform(self, form: Any) -> str:
        """Close it."""
        return close_case(self.object.pk, result=form.cleaned_data["result"], acting_user=self.actor).get_absolute_url()


class ShowPhone(ActPage):
    """The caller's number in full; the look is recorded."""

    action = "hotline.view"
    title = _("Show the number")
    success = ""
    lit = "hotline:cases"

    def perform(self, reason: Any) -> HttpResponse:
        """Show it once."""
        case = cases_for(self.actor).get_or_404(self.kwargs["pk"])
        phone = show_phone(case.pk, acting_user=self.actor)
        return self.render("hotline/phone.html", case=case, phone=phone)


def _asked(request: HttpRequest, name: str, longest: int) -> str:
    """Return a text of the query, cut to what may be typed and without the sign that the database does not take."""
    return request.GET.get(name, "").replace("\x00", "")[:longest]


def _position(typed: dict[str, Any]) -> dict[str, Any]:
    """Return lat and lon in WGS-84 of what was pasted, else of the click on the map."""
    coordinates, lat, lon = typed.pop("coordinates"), typed["lat"], typed["lon"]
    if coordinates:
        place = read_place(coordinates, typed["datum"])
        return {"lat": place.lat, "lon": place.lon, "datum": Datum.WGS84}
    return {"lat": lat, "lon": lon, "datum": Datum.WGS84}


def _key(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None


def _index(phone: str) -> str:
    """Return the blind index of a number as far as it is typed; too little of it is none."""
    try:
        return phone_index(phone) if sum(one.isdigit() for one in phone) >= 5 else ""
    except Invalid:
        return ""


def _place(case: Case) -> str:
    return "" if case.lat is None else f"{case.lat:.5f}, {case.lon:.5f} (WGS-84)"
