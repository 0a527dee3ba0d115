"""Tags of the page frame: icons, status badges, money, times, form fields, query strings, maps, charts."""

import re
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from functools import lru_cache
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from django import template
from django.conf import settings
from django.db.models import Model
from django.forms import (
    BoundField,
    CheckboxInput,
    CheckboxSelectMultiple,
    FileInput,
    MultiWidget,
    NullBooleanSelect,
    RadioSelect,
    Select,
    SelectMultiple,
    Textarea,
)
from django.template import Context
from django.template.loader import get_template
from django.utils import timezone
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from common.money import DEFAULT_CURRENCY, Money, format_minor
from common.pages.addresses import office_address
from common.pages.charts import Chart
from common.pages.frame import Frame
from common.pages.parts import Button, Section
from common.pages.tables import badge, show_moment
from common.pages.tones import label_of, tone_of

register = template.Library()

ICONS = Path(settings.NODE) / "@tabler/icons/icons/outline"
HEAD = '<svg class="icon" viewBox="0 0 24 24" fill="none" stroke="currentColor" aria-hidden="true" focusable="false">'
FALLBACK = '<circle cx="12" cy="12" r="3"/>'
CHOICE_WIDGETS = (CheckboxSelectMultiple, RadioSelect)


@lru_cache(maxsize=512)
def icon_body(name: str) -> str:
    """Return the shapes of an icon, read once; an unknown name is a dot."""
    path = ICONS / f"{name}.svg"
    if not re.fullmatch(r"[a-z0-9-]+", name) or not path.is_file():
        return FALLBACK
    found = re.search(r"<svg[^>]*>(.*)</svg>", path.read_text(), re.DOTALL)
    return re.sub(r"\s+", " ", found.group(1)).strip() if found else FALLBACK


@register.simple_tag
def icon(name: str) -> SafeString:
    """Draw an outline icon by its Tabler name; hidden from screen readers, because a word stands beside it."""
    return mark_safe(f"{HEAD}{icon_body(str(name))}</svg>")  # noqa: S308 - our own files


@register.simple_tag(takes_context=True)
def frame(context: Context) -> Frame:
    """Return what stands around the page."""
    return Frame(context["request"], context.get("page"))


@register.simple_tag
def status_badge(record: Model, field: str = "status") -> SafeString:
    """Draw a record's status as a mark with its word."""
    return badge(tone_of(type(record), getattr(record, field)), label_of(record, field))


@register.simple_tag
def tone_badge(tone: str, label: Any) -> SafeString:
    """Draw any word as a badge of a tone."""
    return badge(tone, label)


@register.filter
def money(minor: int | Money | None, currency: str = DEFAULT_CURRENCY) -> str:
    """Return minor units as `¥1,234.50`."""
    if not isinstance(minor, int | Money):
        return "–"
    return str(minor) if isinstance(minor, Money) else format_minor(int(minor), currency)


@register.filter
def moment(value: datetime | date | None) -> SafeString | str:
    """Return a time as `YYYY-MM-DD HH:mm` in the person's zone, with its machine-readable form."""
    if not value:
        return "–"
    return format_html('<time datetime="{}">{}</time>', value.isoformat(), show_moment(value))


@register.filter
def ago(value: datetime | None) -> str:
    """Return how long ago, or in how long, in the roundest unit."""
    if not value:
        return ""
    seconds = int((timezone.now() - value).total_seconds())
    text = _span(abs(seconds))
    return gettext("%(span)s ago") % {"span": text} if seconds >= 0 else gettext("in %(span)s") % {"span": text}


def _span(seconds: int) -> str:
    if seconds < 60:
        return gettext("%(n)d s") % {"n": seconds}
    if seconds < 3600:
        return gettext("%(n)d min") % {"n": seconds // 60}
    if seconds < 48 * 3600:
        return gettext("%(n)d h") % {"n": seconds // 3600}
    return gettext("%(n)d d") % {"n": seconds // 86400}


@register.filter
def is_past(value: datetime | None) -> bool:
    """Tell whether a time has passed."""
    return value is not None and value < timezone.now()


@register.filter
def count(number: int) -> str:
    """Return a number with thousands separated."""
    return f"{number:,}" if isinstance(number, int) else str(number)


@register.simple_tag(takes_context=True)
def query(context: Context, **changes: Any) -> str:
    """Return `?…`: this address's query with some parameters set; None or an empty text takes one away."""
    changed: Mapping[str, Any] = {name.rstrip("_"): value for name, value in changes.items()}
    kept = [(k, v) for k, values in context["request"].GET.lists() if k not in changed for v in values if v != ""]
    added = [(key, value) for key, value in changed.items() if value not in (None, "")]
    return "?" + urlencode(kept + added)


@register.inclusion_tag("pages/button.html", takes_context=True)
def button(context: Context, one: Button, small: bool = False) -> dict[str, Any]:
    """Draw a button: a link, or a form with its token."""
    actor = getattr(context["request"], "actor", None)
    shown = one.open_to(actor)
    return {"button": one, "shown": shown, "small": small, "csrf_token": context.get("csrf_token", "")}


# forms


def widget_class(bound: BoundField) -> str:
    """Return the class that the widget of a field gets."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "form-check-input"
    if isinstance(widget, CHOICE_WIDGETS):
        return "choices"
    return "form-select" if isinstance(widget, Select) else "form-control"


@register.simple_tag
def field_widget(bound: BoundField, extra: str = "") -> SafeString:
    """Draw a field's widget with its class; a field with an error says so to screen readers."""
    given = bound.field.widget.attrs.get("class", "")
    classes = f"{widget_class(bound)} {given} {extra}{' is-invalid' if bound.errors else ''}"
    attrs: dict[str, str | bool] = {"class": " ".join(classes.split())}
    described = [f"{bound.auto_id}_helptext"] if bound.help_text else []
    if bound.errors:
        attrs["aria-invalid"] = "true"
        described.append(f"{bound.auto_id}_error")
    if described:
        attrs["aria-describedby"] = " ".join(described)
    return bound.as_widget(attrs=attrs)


@register.filter
def kind(bound: BoundField) -> str:
    """Return how a field is laid out: check, choices, file, wide or plain."""
    widget = bound.field.widget
    if isinstance(widget, CheckboxInput):
        return "check"
    if isinstance(widget, CHOICE_WIDGETS):
        return "choices"
    if isinstance(widget, FileInput):
        return "file"
    return "wide" if isinstance(widget, Textarea) else "plain"


@register.simple_tag
def field_groups(form: Any) -> list[tuple[Any, list[BoundField]]]:
    """Return (title, fields) as `form.groups` wants them; what no group names comes first."""
    groups = getattr(form, "groups", ())
    named = {name for _title, names in groups for name in names}
    rest = [bound for bound in form.visible_fields() if bound.name not in named]
    found = [(title, [form[name] for name in names if name in form.fields]) for title, names in groups]
    return [("", rest), *found] if rest else found


@register.simple_tag
def field_errors(form: Any) -> list[tuple[str, str, str]]:
    """Return (label, anchor, message) of each field error, for the summary above the form."""
    fields = [form[name] for name in form.fields if name in form.errors]
    return [(str(bound.label), bound.id_for_label or bound.auto_id, str(bound.errors[0])) for bound in fields]


@register.simple_tag
def filter_kind(bound: BoundField) -> str:
    """Return how a filter's box is drawn: many, range or plain."""
    if isinstance(bound.field.widget, SelectMultiple):
        return "many"
    return "range" if isinstance(bound.field.widget, MultiWidget) else "plain"


@register.simple_tag
def filter_widget(bound: BoundField) -> SafeString:
    """Draw a filter's box, small, with its name as the placeholder."""
    widget = bound.field.widget
    if isinstance(widget, NullBooleanSelect):
        widget.choices = [("", bound.label), ("true", gettext("yes")), ("false", gettext("no"))]
    size = "form-select form-select-sm" if isinstance(widget, Select) else "form-control form-control-sm"
    return bound.as_widget(attrs={"class": size, "placeholder": str(bound.label), "aria-label": str(bound.label)})


@register.simple_tag
def range_inputs(bound: BoundField) -> SafeString:
    """Draw the two boxes of a from-to filter."""
    kind = bound.field.widget.attrs.get("type")
    value = bound.value() or [None, None]
    ends = zip(
        (gettext("from"), gettext("to")),
        bound.field.widget.widgets,
        bound.field.widget.widgets_names,
        value,
        strict=False,
    )
    for widget in bound.field.widget.widgets if kind else ():
        widget.attrs.pop("type", None)
        widget.input_type = kind
    drawn = [
        widget.render(
            f"{bound.html_name}{suffix}",
            one,
            {
                "class": "form-control form-control-sm",
                "aria-label": f"{bound.label} {end}",
                "id": f"{bound.id_for_label}{suffix}",
            },
        )
        for end, widget, suffix, one in ends
    ]
    return format_html("{}<span>–</span>{}", *drawn)


@register.simple_tag
def office_url(name: str, *args: Any) -> str:
    """Return the address of head office's page `name`, also from within a station."""
    return office_address(name, *args)


# maps


@register.inclusion_tag("pages/map.html", takes_context=True)
def map_canvas(
    context: Context,
    points: list[dict[str, Any]],
    name: str = "map",
    height: str = "md",
    pick: str = "",
    label: str = "",
    circles: list[dict[str, Any]] | None = None,
    live: str = "",
    lines: list[dict[str, Any]] | None = None,
) -> dict[str, Any]:
    """Draw a map of `points`: {lat, lon, kind, label, url, weight, id}. `circles`: {lat, lon, radius_m, kind}; `lines`: {kind, path}.

    `height` is sm, md or lg; `pick` names two inputs, "lat,lon", that a click fills; `live` is an address that brings new points.
    The first map of a page brings the scripts: a second Leaflet beside the first would know nothing of its marks.
    """
    request = context["request"]
    is_first = not getattr(request, "has_maps", False)
    request.has_maps = True
    data = {"points": points, "circles": circles or [], "lines": lines or []}
    return {
        "data": json_script(data, f"{name}-data"),
        "is_first": is_first,
        "name": name,
        "height": height,
        "pick": pick,
        "label": label or gettext("Map"),
        "live": live,
        "points": points[:200],
        "more": max(0, len(points) - 200),
    }


# charts


@register.inclusion_tag("pages/chart.html", takes_context=True)
def chart(context: Context, one: Chart, level: int = 2) -> dict[str, Any]:
    """Draw a chart with its caption and its numbers as a table, its title a heading of `level`; the first one on a page brings the scripts."""
    request = context["request"]
    is_first = not getattr(request, "has_charts", False)
    request.has_charts = True
    return {
        "chart": one,
        "data": json_script(one.spec(), f"chart-{one.name}-data"),
        "is_first": is_first,
        "level": level,
    }


@register.inclusion_tag("pages/charts.html", takes_context=True)
def charts(context: Context, several: Sequence[Chart], small: bool = False) -> dict[str, Any]:
    """Draw several charts beside each other; `small` ones are many of a kind, to be compared."""
    return {"charts": several, "small": small, "request": context["request"]}


@register.simple_tag
def bar(value: float, total: float, tone: str = "info") -> SafeString:
    """Draw a horizontal bar, `value` of `total`, without inline style."""
    share = 0 if not total else max(0, min(100, round(100 * value / total)))
    return format_html(
        '<svg class="bar" data-tone="{}" width="100%" height="6" aria-hidden="true"><rect class="bar-rail" width="100%" height="6" rx="3"/>'
        '<rect class="bar-fill" width="{}%" height="6" rx="3"/></svg>',
        tone,
        share,
    )


@register.simple_tag(takes_context=True)
def section_body(context: Context, section: Section) -> SafeString:
    """Draw a section's template with its own context on top of the page's."""
    with context.push(**dict(section.context)):
        body: SafeString = get_template(section.template).template.render(context)  # type: ignore[attr-defined]
        return body
