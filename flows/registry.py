"""Which conversations are there? A slip in the name of a step is an error at the start."""

from __future__ import annotations

from flows.about_us import FLOW as ABOUT_US
from flows.ask_human import FLOW as ASK_HUMAN
from flows.choose_language import FLOW as CHOOSE_LANGUAGE
from flows.danger import FLOW as DANGER
from flows.did_you_mean import FLOW as DID_YOU_MEAN
from flows.engine.step_index import register
from flows.get_help import FLOW as GET_HELP
from flows.give_feedback import FLOW as GIVE_FEEDBACK
from flows.main_menu import FLOW as MAIN_MENU
from flows.my_data import FLOW as MY_DATA
from flows.registration.my_registration import FLOW as MY_REGISTRATION
from flows.registration.register_interest import FLOW as REGISTER_INTEREST
from flows.services.find_service import FLOW as FIND_SERVICE
from flows.services.finer_needs import FLOW as FINER_NEEDS
from flows.services.wrong_info import FLOW as WRONG_INFO
from flows.step_names import StepName
from flows.stop import FLOW as STOP
from flows.welcome import FLOW as WELCOME

ALL_FLOWS = (
    WELCOME,
    CHOOSE_LANGUAGE,
    MAIN_MENU,
    FIND_SERVICE,
    DID_YOU_MEAN,
    FINER_NEEDS,
    REGISTER_INTEREST,
    GIVE_FEEDBACK,
    ASK_HUMAN,
    ABOUT_US,
    MY_REGISTRATION,
    WRONG_INFO,
    MY_DATA,
    DANGER,
    STOP,
    GET_HELP,
)

CONVERSATIONS = register(ALL_FLOWS, StepName, menu=StepName.MENU, rest=StepName.REST)
