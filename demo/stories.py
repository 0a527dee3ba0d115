"""What has happened in this world, in the order in which it is told; each story is given all stations, the lived-in ones first."""

from collections.abc import Callable

from demo.applicants import make_applicants
from demo.assessments import assess_the_year
from demo.audits import make_audits
from demo.by_rule import settle_maintenance_by_rule
from demo.candidates import make_candidates
from demo.counted import count_and_watch
from demo.crews import make_crews
from demo.dispatching import lay_down_rules
from demo.disputes import live_through_disputes
from demo.drivers import write_and_ask
from demo.duty_phones import call_duty_phones
from demo.duty_roster import plan_the_roster
from demo.evidence import ask_and_appeal
from demo.kinds import claim_other_kinds
from demo.lately import live_lately
from demo.library import fill_the_library
from demo.lives_of_stations import live_on
from demo.major_events import live_through_major_events
from demo.next_year import draft_next_standard, draft_next_words
from demo.papers import send_documents
from demo.past import live_the_past
from demo.penalties import make_violations
from demo.qualified import make_certificates
from demo.replays import replay_a_draft
from demo.returns import live_returns
from demo.roadside import live_on_the_road
from demo.scenarios import ask_scenarios
from demo.settlements import settle_the_months
from demo.simulations import simulate_a_day
from demo.size import Size
from demo.suspicions import raise_suspicions
from demo.technical_questions import live_through_technical_questions
from demo.telephone import live_on_the_telephone
from tenants.registry.models import Station

Story = Callable[[list[Station], Size], None]

STORIES: list[tuple[str, Story]] = [
    ("certificates", lambda stations, size: make_certificates(stations)),
    ("audits", make_audits),
    ("crews", lambda stations, size: make_crews(stations)),
    ("rules of dispatch", lambda stations, size: lay_down_rules()),
    ("candidates", lambda stations, size: make_candidates(stations)),
    ("the words of the agreement", lambda stations, size: draft_next_words()),
    ("the selection standard", lambda stations, size: draft_next_standard()),
    ("applications", lambda stations, size: make_applicants()),
    ("eighteen months of claims", live_the_past),
    ("first maintenances, settled by rule", settle_maintenance_by_rule),
    ("repairs and claims", live_lately),
    ("agreements and appeals", ask_and_appeal),
    ("old parts, disputes, disposal", live_returns),
    ("calls and rescues", live_on_the_road),
    ("duty phones", call_duty_phones),
    ("duty roster", plan_the_roster),
    ("the telephone exchange", lambda stations, size: live_on_the_telephone()),
    ("articles, and drivers' positions", lambda stations, size: write_and_ask()),
    ("major events", live_through_major_events),
    ("disputes", lambda stations, size: live_through_disputes()),
    ("documents that are signed for", send_documents),
    ("the library of service literature", lambda stations, size: fill_the_library(stations)),
    ("technical questions", lambda stations, size: live_through_technical_questions(stations)),
    ("maintenance, campaigns, goodwill", claim_other_kinds),
    ("what deserves a second look", raise_suspicions),
    ("figures and warnings", lambda stations, size: count_and_watch()),
    ("violations and penalties", lambda stations, size: make_violations(stations)),
    ("settlements", settle_the_months),
    ("changes of stations", live_on),
    ("scorecards", assess_the_year),
    ("a draft, replayed", replay_a_draft),
    ("a day, simulated", simulate_a_day),
    ("scenarios of the network", ask_scenarios),
]
