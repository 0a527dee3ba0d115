"""The frame of all pages: list, detail, form and act pages, and what apps hang into it. See `docs/changing.md`."""

from common.pages.base import PUBLIC, SIGNED_IN, Page
from common.pages.charts import Chart, HeatMap, Look, Series, Unit
from common.pages.details import DetailPage
from common.pages.filters import CodeFilter, RecordFilter, choice, day_range
from common.pages.forms import ActPage, FormPage
from common.pages.lists import Bulk, ListPage
from common.pages.parts import Button, Card, Crumb, Fact, Hit, Moment, Section, Step, Task
from common.pages.registry import EVERYWHERE, OFFICE, STATION, SUPPLIER, cards, menu, searches, setup_steps, tasks
from common.pages.tables import (
    AmountColumn,
    BooleanColumn,
    ChoiceColumn,
    Column,
    MomentColumn,
    MoneyColumn,
    NumberColumn,
    RecordTable,
    StatusColumn,
)
from common.pages.timeline import say

__all__ = [
    "EVERYWHERE",
    "OFFICE",
    "PUBLIC",
    "SIGNED_IN",
    "STATION",
    "SUPPLIER",
    "ActPage",
    "AmountColumn",
    "BooleanColumn",
    "Bulk",
    "Button",
    "Card",
    "Chart",
    "ChoiceColumn",
    "CodeFilter",
    "Column",
    "Crumb",
    "DetailPage",
    "Fact",
    "FormPage",
    "HeatMap",
    "Hit",
    "ListPage",
    "Look",
    "Moment",
    "MomentColumn",
    "MoneyColumn",
    "NumberColumn",
    "Page",
    "RecordFilter",
    "RecordTable",
    "Section",
    "Series",
    "StatusColumn",
    "Step",
    "Task",
    "Unit",
    "cards",
    "choice",
    "day_range",
    "menu",
    "say",
    "searches",
    "setup_steps",
    "tasks",
]
