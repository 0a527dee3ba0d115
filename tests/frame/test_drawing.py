"""Tags and small parts: money, times, icons, bars, fields, menus."""

from datetime import UTC, date, datetime, timedelta

import django_filters
import pytest
from django import forms
from django.template import Context, Template
from django.test import RequestFactory
from django.utils import timezone, translation

from common.money import Money
from common.pages import AmountColumn, Button, MoneyColumn, RecordFilter, RecordTable, Section, choice, day_range
from common.pages.errors import csrf_failure, handler400, handler403
from common.pages.frame import Frame
from common.pages.registry import Menu
from common.templatetags import frame as tags
from tenants.registry.choices import Region
from tenants.registry.models import Station


def drawn(text: str, **context: object) -> str:
    """Return a template of the frame, drawn."""
    request = RequestFactory().get("/list/?a=1&page=3&empty=")
    return Template("{% load frame %}" + text).render(Context({"request": request, **context}))


@pytest.mark.parametrize(("value", "words"), [(123450, "¥1,234.50"), (None, "–"), ("", "–"), (Money(-5), "-¥0.05")])
def test_money_is_said_in_yuan(value: object, words: str) -> None:
    assert tags.money(value) == words  # type: ignore[arg-type]


def test_times_are_said_in_the_person_s_zone() -> None:
    moment = datetime(2026, 5, 1, 10, 0, tzinfo=UTC)
    with timezone.override("Asia/Shanghai"):
        assert "2026-05-01 18:00" in tags.moment(moment)
    assert "2026-05-01" in tags.moment(date(2026, 5, 1))
    assert tags.moment(None) == "–"


@pytest.mark.parametrize(
    ("delta", "words"),
    [
        (timedelta(seconds=-5), "5 s ago"),
        (timedelta(minutes=-5), "5 min ago"),
        (timedelta(hours=5, seconds=30), "in 5 h"),
        (timedelta(days=5, seconds=30), "in 5 d"),
    ],
)
def test_spans_are_said_in_the_roundest_unit(delta: timedelta, words: str) -> None:
    with translation.override("en"):
        assert tags.ago(timezone.now() + delta) == words


def test_what_is_past_is_known() -> None:
    assert tags.is_past(timezone.now() - timedelta(seconds=1))
    assert not tags.is_past(None)
    assert tags.ago(None) == ""


def test_an_icon_is_drawn_and_hidden_from_readers() -> None:
    assert 'aria-hidden="true"' in drawn("{% icon 'receipt' %}")
    assert tags.icon_body("receipt") != tags.FALLBACK
    assert tags.icon_body("../../etc/passwd") == tags.FALLBACK


def test_the_query_keeps_what_it_is_not_told_to_change() -> None:
    assert drawn("{% query page=None sort='-x' %}") == "?a=1&amp;sort=-x"


@pytest.mark.parametrize(("value", "total", "width"), [(1, 2, "50%"), (5, 0, "0%"), (9, 3, "100%")])
def test_a_bar_has_no_inline_style(value: int, total: int, width: str) -> None:
    bar = tags.bar(value, total)
    assert f'width="{width}"' in bar
    assert "style=" not in bar


def test_numbers_are_grouped() -> None:
    assert (tags.count(1234567), tags.count("many")) == ("1,234,567", "many")  # type: ignore[arg-type]


def test_a_badge_says_word_and_tone() -> None:
    assert drawn("{% tone_badge 'bad' 'Late' %}") == '<span class="status-badge" data-tone="bad">Late</span>'
    station = Station(status="suspended")
    assert 'data-tone="warn"' in drawn("{% status_badge station %}", station=station)


def test_a_map_carries_its_points_and_a_list_of_them() -> None:
    points = [{"lat": 31.2, "lon": 121.5, "kind": "station", "label": "浦东", "url": "/x/"}]
    content = drawn("{% map_canvas points name='m' pick='lat,lon' %}", points=points)
    assert 'id="m-data" type="application/json"' in content
    assert 'data-pick="lat,lon"' in content
    assert '<a href="/x/">浦东</a>' in content


def test_a_section_draws_its_template_with_its_context() -> None:
    section = Section("T", "pages/empty.html", {"words": "Nothing to see"})
    assert "Nothing to see" in drawn("{% section_body section %}", section=section)


def test_a_button_may_ask_first_and_carry_fields() -> None:
    one = Button("Go", "/go/", post=True, danger=True, confirm="Sure?", fields={"step": "2"}, icon="check")
    content = drawn("{% button one small=True %}", one=one)
    for words in ('data-confirm="Sure?"', 'name="step" value="2"', "btn-outline-danger", "btn-sm"):
        assert words in content


# filters


class EveryFilter(RecordFilter):
    """One box of each kind."""

    status = choice([("a", "A"), ("b", "B")], label="Status")
    region = django_filters.ChoiceFilter(choices=Region.choices, label="Region")
    station = django_filters.ModelChoiceFilter(queryset=Station.objects.none(), label="Station")
    open = django_filters.BooleanFilter(field_name="opened_on", lookup_expr="isnull", label="Open")
    created = day_range(field_name="created_at", label="Created")
    level = django_filters.CharFilter(label="level")  # as the model's field is called

    class Meta:
        model = Station
        fields: list[str] = []


def test_a_filter_without_search_has_no_search_box() -> None:
    assert "q" not in EveryFilter({}, Station.objects.none()).form.fields


def test_filters_in_force_are_told_in_words() -> None:
    given = {"region": "east", "open": "true", "created_after": "2026-01-01", "level": "B"}
    with translation.override("en"):
        active = {name: words for name, _label, words in EveryFilter(given, Station.objects.none()).active()}
        assert active["region"] == "East China office"
        assert active["open"] == "yes"
        assert active["created"].startswith("2026-01-01")
        assert active["level"] == "B"


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("status", 'type="checkbox"'),
        ("region", '<option value="" selected>Region</option>'),
        ("created", 'type="date"'),
        ("open", '<option value="" selected>Open</option>'),
        ("level", 'placeholder="Level"'),
    ],
)
def test_each_kind_of_filter_is_drawn_with_its_name(name: str, words: str) -> None:
    field = EveryFilter({}, Station.objects.none()).form[name]
    content = drawn("{% include 'pages/filter_widget.html' %}", field=field)
    assert words in content


# tables and forms


class MoneyTable(RecordTable):
    """A table of amounts."""

    amount = MoneyColumn(accessor="code")
    count = AmountColumn(accessor="code")

    class Meta(RecordTable.Meta):
        pass


def test_money_is_a_number_in_an_export() -> None:
    table = MoneyTable([{"code": 123450}])
    table.choose([])
    assert list(table.as_values())[1] == ["1234.50", "123450"] or str(list(table.as_values())[1][0]) == "1234.50"
    assert table.links() == []
    assert "¥1,234.50" in str(next(iter(table.drawn()))[1][0][2])


class OddForm(forms.Form):
    """A field of each kind, in groups."""

    name = forms.CharField()
    photo = forms.FileField(required=False)
    note = forms.CharField(widget=forms.Textarea, required=False)
    kinds = forms.MultipleChoiceField(choices=[("a", "A")], widget=forms.CheckboxSelectMultiple, required=False)
    sure = forms.BooleanField(required=False)
    groups = (("Later", ("note", "sure")),)


def test_fields_are_laid_out_in_groups_by_kind() -> None:
    form = OddForm()
    groups = [(title, [bound.name for bound in fields]) for title, fields in tags.field_groups(form)]
    assert groups == [("", ["name", "photo", "kinds"]), ("Later", ["note", "sure"])]
    assert [tags.kind(form[name]) for name in form.fields] == ["plain", "file", "wide", "choices", "check"]
    content = drawn("{% include 'pages/form_fields.html' %}", form=form)
    assert "<legend>Later</legend>" in content
    assert 'class="form-check-input"' in content


def test_errors_of_several_fields_are_summed_up() -> None:
    form = OddForm({"name": "", "kinds": ["x"]})
    assert [label for label, _anchor, _message in tags.field_errors(form)] == ["Name", "Kinds"]


# the rest of the frame


def test_a_wrong_entry_is_left_out_of_the_menu(reviewer: object, caplog: pytest.LogCaptureFixture) -> None:
    own = Menu()
    own.add("billing", "Ghost", "nowhere:list", icon="ghost", action="")
    assert own.entries(reviewer) == []
    assert "menu_entry_without_page" in caplog.text


@pytest.mark.parametrize(
    ("name", "initials"), [("王建国", "建国"), ("Ada Lovelace", "AL"), ("Ada", "da"), ("系统管理员 高岩", "高岩")]
)
def test_initials_are_short(name: str, initials: str) -> None:
    frame = Frame(RequestFactory().get("/"))
    frame.actor = type("A", (), {"name": name})()
    assert frame.initials == initials


def test_a_stranger_s_frame_is_empty() -> None:
    frame = Frame(RequestFactory().get("/"))
    assert (frame.groups, list(frame.places), frame.unread, frame.signed_in) == ([], [], 0, False)


@pytest.mark.parametrize(("handler", "status"), [(handler400, 400), (handler403, 403)])
def test_django_s_own_refusals_look_the_same(handler: object, status: int, db: None) -> None:
    response = handler(RequestFactory().get("/"), ValueError())  # type: ignore[operator]
    assert response.status_code == status


def test_a_form_that_was_open_too_long_says_so(db: None) -> None:
    with translation.override("en"):
        assert b"open for too long" in csrf_failure(RequestFactory().get("/")).content


def test_two_maps_of_a_page_bring_the_scripts_once() -> None:
    both = drawn("{% map_canvas points name='a' %}{% map_canvas points name='b' %}", points=[])
    assert both.count("data-map=") == 2
    assert both.count("leaflet.js") == 1
