"""The building rules, as versioned data. Pure except for `policy_on`."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from billing.policy.rulebook.values import Readers, read_values
from billing.policy.rulebook.versions import in_force
from network.onboarding.building.models import BuildingRules

MOST_PHOTOS = 6  # at once, for one item
MOST_ATTEMPTS = 10  # for one item, by one link


@dataclass(frozen=True, slots=True)
class ItemRule:
    """One item of the image checklist: for stations of these levels ("ABC"), with at least so many photos."""

    code: str
    title_zh: str
    title_en: str
    levels: str = "ABC"
    photos: int = 1


EXAMPLE_ITEMS = (
    ItemRule("sign", "门头与店招", "Fascia and main sign", photos=2),
    ItemRule("pylon", "立柱与导向标识", "Pylon and direction signs", levels="AB"),
    ItemRule("reception", "接待前台与背景墙", "Reception desk and back wall"),
    ItemRule("lounge", "客户休息区", "Customers' waiting area", levels="AB"),
    ItemRule("workshop", "维修车间地坪与工位划线", "Workshop floor and marked bays", photos=2),
    ItemRule("store", "配件库与旧件库", "Parts store and old-parts store", photos=2),
    ItemRule("board", "服务流程与收费公示牌", "Boards with process and prices"),
    ItemRule("waste", "危废暂存间", "Store of hazardous waste"),
    ItemRule("rescue", "救援车辆涂装", "Livery of the rescue vehicle", levels="AB"),
)


@dataclass(frozen=True, slots=True)
class PostRule:
    """A key post (关键岗位): how many people who have passed its exam a station of each level needs. `scope` is that of a certificate."""

    code: str
    title_zh: str
    title_en: str
    a: int = 1
    b: int = 1
    c: int = 1
    scope: str = ""

    def needed_at(self, level: str) -> int:
        """Return how many a station of this level needs."""
        return {"A": self.a, "B": self.b, "C": self.c}.get(level, 0)


EXAMPLE_POSTS = (
    PostRule("manager", "服务经理", "Service manager"),
    PostRule("reception", "服务接待", "Service adviser", a=2),
    PostRule("appraiser", "质量鉴定员", "Quality appraiser", a=2, scope="appraisal"),
    PostRule("claims", "索赔结算员", "Claims clerk", c=0),
    PostRule("technician", "维修技师", "Technician", a=6, b=3, c=2, scope="mechatronics"),
    PostRule("rescue", "外出救援员", "Rescue technician", a=2, scope="rescue"),
    PostRule("parts", "配件管理员", "Parts clerk", c=0),
)


@dataclass(frozen=True, slots=True)
class WeekRule:
    """One item of a station's first week, for stations of these levels. One with a `fact` (`WeekFact`) ticks itself, another the office ticks."""

    code: str
    title_zh: str
    title_en: str
    levels: str = "ABC"
    fact: str = ""


EXAMPLE_WEEK = (
    WeekRule("signed_in", "受邀人员已登录系统", "The people invited have signed in", fact="people"),
    WeekRule("repair", "首张维修工单", "First repair order", fact="repair"),
    WeekRule("claim", "首张索赔单草稿", "First claim drafted", fact="claim"),
    WeekRule("crew", "救援班组值班", "Rescue crew on duty", levels="AB", fact="crew"),
    WeekRule("stock", "常用配件到库", "Parts in stock", fact="stock"),
    WeekRule("phone", "值班电话试拨有人接听", "Duty phone answered at a trial call"),
    WeekRule("boards", "服务流程与收费公示牌上墙", "Boards with process and prices are up"),
    WeekRule("visit", "客服经理走访", "Visit of the customer-service manager"),
)


@dataclass(frozen=True, slots=True)
class Policy:
    """One version of the rules. The defaults are examples; a published row of `BuildingRules` replaces what it names.

    Photos are judged within `judge_days` working days; what was rejected is mended and photographed again within `mend_days`, or until the
    day by which the site is to be built, whichever is later. Key posts are filled by that day, with people who reach `pass_points` of 100.
    What failed at the acceptance visit is put right within `rectify_days`, and visited again within `revisit_days` of the last report.
    An agreement that is out for electronic signature is signed by both sides within `sign_days`. What a station has to show after its opening
    is done within `first_week_days` days.
    """

    label: str = "example"
    judge_days: int = 3
    mend_days: int = 5
    pass_points: int = 80
    rectify_days: int = 10
    revisit_days: int = 5
    sign_days: int = 10
    first_week_days: int = 7
    items: tuple[ItemRule, ...] = EXAMPLE_ITEMS
    posts: tuple[PostRule, ...] = EXAMPLE_POSTS
    first_week: tuple[WeekRule, ...] = EXAMPLE_WEEK

    def items_for(self, level: str) -> list[ItemRule]:
        """Return the items that a station of this level has to show."""
        return [one for one in self.items if level in one.levels]

    def posts_for(self, level: str) -> list[PostRule]:
        """Return the key posts of a station of this level."""
        return [one for one in self.posts if one.needed_at(level)]

    def first_week_for(self, level: str) -> list[WeekRule]:
        """Return what a station of this level has to show in its first week."""
        return [one for one in self.first_week if level in one.levels]


EXAMPLE = Policy()


READERS: Readers = {
    "items": lambda rows: tuple(ItemRule(*row) for row in rows),
    "posts": lambda rows: tuple(PostRule(*row) for row in rows),
    "first_week": lambda rows: tuple(WeekRule(*row) for row in rows),
}


def policy_of(label: str, values: Mapping[str, Any]) -> Policy:
    """Build a policy from stored values (`read_values`)."""
    return read_values(Policy, label, values, READERS)


def policy_on(moment: datetime) -> Policy:
    """Return the policy in force at `moment`."""
    row = in_force(BuildingRules.objects, moment)
    return policy_of(row.label, row.values) if row else EXAMPLE


@dataclass(frozen=True, slots=True)
class Progress:
    """How far the image checklist of a candidate is. Without any item nothing is asked: the candidate was confirmed before there were lists."""

    total: int = 0
    accepted: int = 0
    waiting: int = 0

    @property
    def is_done(self) -> bool:
        """Whether nothing of it stands in the way of the acceptance visit."""
        return self.accepted == self.total


NO_LIST = Progress()
