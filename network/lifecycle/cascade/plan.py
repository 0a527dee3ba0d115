"""The plan of a closing: the steps in their order, whose each is, what it waits for, and how long it may take."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from accounts.roles import Role
from common.people import Person
from network.lifecycle.cascade import acting, looking
from network.lifecycle.cascade.looking import Left
from network.lifecycle.choices import StepCode
from network.lifecycle.models import ClosingStep

S = StepCode
Act = Callable[[ClosingStep, Person], None]
KEPT_YEARS = 3  # limitation of claims: Civil Code art. 188; repair files are kept two years (rules on vehicle repair)


@dataclass(frozen=True, slots=True)
class Spec:
    """One step. `act` is done at each look and may be repeated, `after` once when nothing is left; `by_hand` may be said to be done or
    passed on by a person of `owner`."""

    owner: Role
    days: int
    look: Callable[[ClosingStep], Left]
    needs: tuple[StepCode, ...] = ()
    act: Act | None = None
    after: Act | None = None
    by_hand: bool = False


PLAN: Mapping[StepCode, Spec] = {
    S.DISPATCH: Spec(Role.DISPATCHER, 1, looking.rescues, act=acting.stop_dispatch),
    S.REPAIR_ORDERS: Spec(Role.REGIONAL_OFFICE, 15, looking.repair_orders, by_hand=True),
    S.CLAIMS: Spec(Role.CLAIMS_REVIEWER, 30, looking.claims, (S.DISPATCH, S.REPAIR_ORDERS), after=acting.end_claims),
    S.OLD_PARTS: Spec(Role.FINAL_REVIEWER, 30, looking.old_parts, (S.CLAIMS,)),
    S.PAPERS: Spec(Role.REGIONAL_OFFICE, 20, looking.by_hand, by_hand=True),
    S.OFFSETS: Spec(Role.FINANCE, 10, looking.offsets, act=acting.freeze_offsets),
    S.STATEMENT: Spec(Role.FINANCE, 45, looking.money, (S.CLAIMS, S.OLD_PARTS, S.OFFSETS)),
    S.ACCESS: Spec(
        Role.CLAIMS_REVIEWER, 2, looking.access, (S.STATEMENT, S.PAPERS), act=acting.close_access, after=acting.end_plan
    ),
    S.ARCHIVE: Spec(Role.ADMINISTRATOR, 2, looking.archive, (S.ACCESS,), act=acting.write_archive),
    S.PURGE: Spec(Role.ADMINISTRATOR, 10, looking.schema, (S.ARCHIVE,), act=acting.purge),
}
