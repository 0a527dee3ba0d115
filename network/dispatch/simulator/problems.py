"""What can be wrong with what somebody wants to have simulated. `words.say_problem` has the sentences."""

from enum import StrEnum
from typing import Any


class Problem(StrEnum):
    """What is wrong."""

    FILE = "file"
    NOT_JSON = "not_json"
    POLICY_NAME = "policy_name"
    POLICY_VALUE = "policy_value"
    POLICY_PARALLEL = "policy_parallel"
    POLICY_SWITCH = "policy_switch"
    POLICY = "policy"
    STATION = "station"
    COLUMNS = "columns"
    TIME = "time"
    CAPACITY = "capacity"
    CREW_TWICE = "crew_twice"
    NO_CREW = "no_crew"
    NO_CALLS = "no_calls"
    SEEDS = "seeds"
    CALLS = "calls"
    SOURCE = "source"
    NEEDS_DATABASE = "needs_database"


class BadInput(ValueError):
    """Something that can't be simulated, with what belongs into the sentence."""

    def __init__(self, problem: Problem, **params: Any) -> None:
        super().__init__(problem.value)
        self.problem, self.params = problem, params
