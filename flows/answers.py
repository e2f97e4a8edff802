"""Which command answers each meaning that is no need, and what is it called in a question?"""

from __future__ import annotations

from collections.abc import Mapping

from flows.about_us import centre, is_it_free, missing_person, not_for_me, privacy, who_are_you
from flows.ask_human import ask_human
from flows.engine.step import Command
from flows.engine.text import Line, _
from flows.get_help import get_help
from flows.give_feedback import feedback
from flows.my_data import my_data
from flows.registration.my_registration import cancel_registration, change_details, my_case
from flows.registration.register_interest import register
from flows.services.wrong_info import wrong_info

ANSWERS: Mapping[str, Command] = {
    "who_are_you": who_are_you,
    "is_it_free": is_it_free,
    "privacy": privacy,
    "centre": centre,
    "missing_person": missing_person,
    "not_for_me": not_for_me,
    "wrong_info": wrong_info,
    "my_case": my_case,
    "cancel_registration": cancel_registration,
    "change_details": change_details,
    "register": register,
    "feedback": feedback,
    "human": ask_human,
    "my_data": my_data,
    "help": get_help,
}

TITLES: Mapping[str, Line] = {
    "who_are_you": _("Who we are"),
    "is_it_free": _("What it costs"),
    "privacy": _("Who sees my data"),
    "centre": _("The centre: where, when"),
    "missing_person": _("Somebody is missing"),
    "wrong_info": _("Something is wrong here"),
    "my_case": _("My registration"),
    "cancel_registration": _("Cancel my registration"),
    "change_details": _("Change my registration"),
    "register": _("Register"),
    "feedback": _("Your opinion"),
    "human": _("Talk to a person"),
    "my_data": _("What you keep of me"),
}
"""As the person says them, on a button."""
