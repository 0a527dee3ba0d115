"""The simulator's sentences, for the command line and for pages."""

from django.utils.translation import gettext_lazy as _

from network.dispatch.simulator.problems import BadInput, Problem

WORDS = {
    Problem.FILE: _("%(name)s can't be read: %(why)s"),
    Problem.NOT_JSON: _("%(name)s is not a JSON object with values of a dispatch policy: %(why)s"),
    Problem.POLICY_NAME: _("A dispatch policy has no value called %(names)s."),
    Problem.POLICY_VALUE: _("The policy's value %(name)s must be a number above zero, not %(value)s."),
    Problem.POLICY_PARALLEL: _("From 1 to 5 crews may be asked at once, not %(value)s."),
    Problem.POLICY_SWITCH: _("The policy's value %(name)s must be true or false, not %(value)s."),
    Problem.POLICY: _("The policy can't be read: %(why)s"),
    Problem.STATION: _("There is no station %(code)s in this network."),
    Problem.COLUMNS: _("The crew plan needs the columns station, crew, from and to; it has: %(columns)s."),
    Problem.TIME: _("Row %(row)s of the crew plan: “%(value)s” is not a time such as 08:00."),
    Problem.CAPACITY: _("Row %(row)s of the crew plan: “%(value)s” is not a number of jobs from 1 to 20."),
    Problem.CREW_TWICE: _("Row %(row)s of the crew plan: the crew %(crew)s of %(code)s is there twice."),
    Problem.NO_CREW: _("There is no crew on duty left to simulate."),
    Problem.NO_CALLS: _("No rescue was opened on %(day)s."),
    Problem.SEEDS: _("Choose from 1 to 100 seeds."),
    Problem.CALLS: _("Choose from 1 to 20,000 calls a day."),
    Problem.SOURCE: _("Choose a recorded day or a synthetic one, not both."),
    Problem.NEEDS_DATABASE: _("A recorded day is in the database: leave out --without-database."),
}


def say_problem(error: BadInput) -> str:
    """Return what is wrong in the reader's language."""
    return str(WORDS[error.problem]) % error.params
