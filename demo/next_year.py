"""Next year's words of the agreement and next year's selection standard: drafts that wait for a second person."""

from datetime import date

from accounts.roles import Role
from common.clock import end_of_day, now, today
from demo.people import office
from network.onboarding.selection.rulebook import BOOK as BOOK_OF_STANDARD
from network.onboarding.selection.rules import STANDARDS
from network.onboarding.selection.selectors import standard_at
from network.onboarding.wording.policies import policy_of
from network.onboarding.wording.rulebook import BOOK
from network.onboarding.wording.rules import TEMPLATES
from network.onboarding.wording.selectors import template_at
from tenants.registry.standing import at_head_office

TERRITORY = [
    "区域与响应",
    "Territory and response",
    "乙方（{party_b}）在{territory}内承担救援，两小时内到达现场；超出区域的派工以甲方调度为准。",
    "Party B ({party_b}) answers rescues in {territory} and is there within two hours; beyond it Party A's dispatch decides.",
]
DATA = [
    "客户信息与数据安全",
    "Customers' data",
    "乙方仅为履行本协议使用客户信息，账号专人专用；协议于{ends_on}终止时，乙方配合封存数据并停用账号。",
    "Party B uses customers' data for this agreement alone and shares no account; when it ends on {ends_on}, data are sealed and accounts closed.",
]


def draft_next_words() -> None:
    """Leave the draft of next year's words."""
    with at_head_office():
        held = template_at(now())
        values = BOOK.values_of(policy_of(held.label, held.values))
        TEMPLATES.draft(
            label=f"{today().year + 1}.1",
            valid_from=end_of_day(date(today().year, 12, 31)),
            values=values | {"clauses": [*values["clauses"], TERRITORY], "annexes": [DATA]},
            summary="明年范本：补充区域与响应条款，增加数据安全附件。待客服经理发布。",
            acting_user=office(Role.SERVICE_MANAGEMENT),
        )


def draft_next_standard() -> None:
    """Leave the draft of next year's selection standard."""
    with at_head_office():
        values = BOOK_OF_STANDARD.values_of(standard_at(now()).policy)
        energy = ["energy", "新能源维修能力", "Repair of new-energy vehicles", 10]
        STANDARDS.draft(
            label=f"{today().year + 1}.1",
            valid_from=end_of_day(date(today().year, 12, 31)),
            values=values | {"criteria": [*values["criteria"], energy], "pass_percent": 65, "selected_days": 3},
            summary="明年标准：增加新能源维修能力，通过线提高到 65%，筹建确认缩短为三个工作日。待客服经理发布。",
            acting_user=office(Role.SERVICE_MANAGEMENT),
        )
