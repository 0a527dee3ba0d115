"""What may be done with technical questions."""

from network.questions.actions.asking import QuestionFacts, ask_question
from network.questions.actions.publishing import CaseText, propose_case
from network.questions.actions.replying import confirm_solution, refuse_solution, reopen, reply, withdraw
from network.questions.actions.working import Solution, answer, ask_back, escalate, hand_back, take_question

__all__ = [
    "CaseText",
    "QuestionFacts",
    "Solution",
    "answer",
    "ask_back",
    "ask_question",
    "confirm_solution",
    "escalate",
    "hand_back",
    "propose_case",
    "refuse_solution",
    "reopen",
    "reply",
    "take_question",
    "withdraw",
]
