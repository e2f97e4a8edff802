"""Which conversations are there? A slip in the name of a step is an error at the start."""

from __future__ import annotations

from functools import partial

from flows.about_us import FLOW as ABOUT_US
from flows.after_danger import FLOW as AFTER_DANGER
from flows.ask_human import FLOW as ASK_HUMAN
from flows.choose_language import FLOW as CHOOSE_LANGUAGE
from flows.danger import FLOW as DANGER
from flows.did_you_mean import FLOW as DID_YOU_MEAN
from flows.engine.step_index import register
from flows.engine.understanding import building
from flows.follow_ups.whether_helped import FLOW as WHETHER_HELPED
from flows.get_help import FLOW as GET_HELP
from flows.give_feedback import FLOW as GIVE_FEEDBACK
from flows.main_menu import FLOW as MAIN_MENU
from flows.my_data import FLOW as MY_DATA
from flows.referrals.my_referral import FLOW as MY_REFERRAL
from flows.registration.correct_details import FLOW as CORRECT_DETAILS
from flows.registration.my_registration import FLOW as MY_REGISTRATION
from flows.registration.receipt_in_hand import FLOW as RECEIPT_IN_HAND
from flows.registration.register_interest import FLOW as REGISTER_INTEREST
from flows.services.find_service import FLOW as FIND_SERVICE
from flows.services.finer_needs import FLOW as FINER_NEEDS
from flows.services.wrong_info import FLOW as WRONG_INFO
from flows.step_names import StepName
from flows.stop import FLOW as STOP
from flows.training.answer import FLOW as TRAINING_ANSWER
from flows.training.asked_again import FLOW as ASKED_AGAIN
from flows.training.check_certificate import FLOW as CHECK_CERTIFICATE
from flows.training.course_opinion import FLOW as COURSE_OPINION
from flows.training.i_am_here import FLOW as I_AM_HERE
from flows.training.join_cohort import FLOW as JOIN_COHORT
from flows.training.my_course import FLOW as MY_COURSE
from flows.training.roll_call import FLOW as ROLL_CALL
from flows.training.said_of_one import FLOW as SAID_OF_ONE
from flows.training.starting_soon import FLOW as STARTING_SOON
from flows.training.unprompted_answer import FLOW as UNPROMPTED_ANSWER
from flows.upset import FLOW as UPSET
from flows.welcome import FLOW as WELCOME

ALL_FLOWS = (
    DANGER,
    AFTER_DANGER,
    STOP,
    ASK_HUMAN,
    WRONG_INFO,
    GIVE_FEEDBACK,
    MY_DATA,
    CORRECT_DETAILS,
    ABOUT_US,
    UPSET,
    MY_COURSE,
    STARTING_SOON,
    I_AM_HERE,
    ROLL_CALL,
    JOIN_COHORT,
    SAID_OF_ONE,
    UNPROMPTED_ANSWER,
    TRAINING_ANSWER,
    COURSE_OPINION,
    ASKED_AGAIN,
    REGISTER_INTEREST,
    MY_REGISTRATION,
    MY_REFERRAL,
    RECEIPT_IN_HAND,
    WELCOME,
    CHOOSE_LANGUAGE,
    GET_HELP,
    MAIN_MENU,
    FIND_SERVICE,
    FINER_NEEDS,
    CHECK_CERTIFICATE,
    WHETHER_HELPED,
    DID_YOU_MEAN,
)
"""Of two that a sentence speaks of, the first is opened."""

CONVERSATIONS = register(ALL_FLOWS, StepName, menu=StepName.MENU, rest=StepName.REST)

build_lexicon = partial(building.build_lexicon, openings=CONVERSATIONS.words)
"""Makes a lexicon that knows what opens each of them."""
