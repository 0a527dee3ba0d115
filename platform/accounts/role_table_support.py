"""The rows of the role table for what head office and stations write to each other: questions, documents, literature, surveys, papers."""

from collections.abc import Mapping

from accounts.roles import OFFICE_ROLES as OFFICE
from accounts.roles import STATION_ROLES as STATION
from accounts.roles import Role as R

SUPPORT_ROWS: Mapping[str, frozenset[R]] = {
    # technical questions
    "questions.view": frozenset(
        {R.TRAINER, R.SERVICE_MANAGEMENT, R.FINAL_REVIEWER, R.DISPATCHER, R.CUSTOMER_SERVICE_MANAGER}
        | {R.REGIONAL_OFFICE, R.ADMINISTRATOR}
        | {R.STATION_MANAGER, R.WORKSHOP, R.TECHNICIAN, R.APPRAISER, R.RECEPTION}
    ),
    "questions.ask": frozenset(
        {R.STATION_MANAGER, R.WORKSHOP, R.TECHNICIAN, R.APPRAISER} | {R.DISPATCHER, R.CUSTOMER_SERVICE_MANAGER}
    ),
    # technical support and, for what is passed on to them, the experts; never who asked (a constraint)
    "questions.answer": frozenset({R.TRAINER, R.SERVICE_MANAGEMENT, R.FINAL_REVIEWER}),
    "questions.expert": frozenset({R.SERVICE_MANAGEMENT, R.FINAL_REVIEWER}),
    "questions.rules": frozenset({R.TRAINER, R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER, R.ADMINISTRATOR}),
    "questions.draft_rules": frozenset({R.TRAINER, R.SERVICE_MANAGEMENT}),
    "questions.publish_rules": frozenset({R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER}),
    # documents issued to stations
    "documents.view": OFFICE | STATION,
    "documents.draft": frozenset(
        {R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER, R.CLAIMS_REVIEWER, R.TRAINER, R.PARTS_SALES}
    ),
    "documents.release": frozenset(
        {R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER}
    ),  # never who drafted it (a constraint)
    "documents.sign": STATION,  # the copy of one's own post
    "documents.check": frozenset({R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER, R.REGIONAL_OFFICE, R.TRAINER}),
    # the library of service literature; suppliers never see it
    "library.view": OFFICE | STATION,
    "library.draft": frozenset({R.SERVICE_MANAGEMENT, R.TRAINER}),
    "library.release": frozenset({R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER}),  # never who drafted it
    # tasks and surveys for stations
    "surveys.view": OFFICE | STATION,
    "surveys.ask": frozenset(
        {
            R.SERVICE_MANAGEMENT,
            R.CUSTOMER_SERVICE_MANAGER,
            R.REGIONAL_OFFICE,
            R.CLAIMS_REVIEWER,
            R.TRAINER,
            R.PARTS_SALES,
        }
    ),
    "surveys.answer": STATION,  # the form of one's own post
    # papers of stations to head office
    "papers.view": OFFICE | STATION,
    "papers.write": STATION,
    "papers.review": frozenset({R.REGIONAL_OFFICE}),  # before the section gets it, never who wrote it (separation 6)
    "papers.answer": frozenset(
        {
            R.SERVICE_MANAGEMENT,
            R.CLAIMS_REVIEWER,
            R.FINAL_REVIEWER,
            R.TRAINER,
            R.PARTS_SALES,
            R.FINANCE,
            R.CUSTOMER_SERVICE_MANAGER,
        }
    ),
    "papers.rules": frozenset(
        {R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER, R.REGIONAL_OFFICE, R.AUDITOR, R.ADMINISTRATOR}
    ),
    "papers.draft_rules": frozenset({R.SERVICE_MANAGEMENT}),
    "papers.publish_rules": frozenset({R.SERVICE_MANAGEMENT, R.CUSTOMER_SERVICE_MANAGER}),
}
