"""Which steps are led to from another conversation? By name, so that no two files need each other.

`flows/registry.py` refuses to start where one of them is no step.
"""

from __future__ import annotations

from enum import StrEnum


class StepName(StrEnum):
    """The names as they are stored in sessions, so they never change."""

    MENU = "main_menu.choose"
    REST = "main_menu.rest"
    CHOOSE_LANGUAGE = "choose_language.choose"
    CHOOSE_KIND = "register_interest.choose_kind"
    CHOOSE_OFFER = "register_interest.choose_offer"
    CHOOSE_TOWN = "register_interest.choose_town"
    FIRST_NAME = "register_interest.first_name"
    RATE = "feedback.rate"
    CONFIRM_STOP = "stop.confirm"
    CHOOSE_PLACE = "find_service.choose_place"
    CHOOSE_SERVICE = "find_service.choose_service"
    CARD = "find_service.card"
    CHOOSE_COHORT = "training.choose"
    COHORT = "training.card"
    STARTING_SOON = "training.starting"
    MY_COURSE = "training.mine"
    WHICH_COURSE = "training.which"
    LEAVE_COURSE = "training.leave"
    NOTED_CLASS = "training.noted"
    BIND_PHONE = "receipt.bind"
