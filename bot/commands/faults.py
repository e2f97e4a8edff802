"""How is it told, in one sentence, why a command could not do its work?"""

from __future__ import annotations

import os
import traceback

from bot.configuration.settings import SettingsFault
from bot.database.faults import DatabaseFault
from bot.operations.backup import BackupFault
from bot.privacy.sealing.keys import KeyFault
from bot.privacy.sealing.sealed_file import SealedFileFault
from bot.translation.languages import BadLanguage
from bot.translation.lexicon import KeywordFault
from flows.engine.understanding.model.weights import WeightsFault
from services_directory.files.faults import FileRefused
from services_directory.web.doors import HiddenDoor, OpenDoor

# Their message says what to mend, and never what somebody wrote.
SPEAKING = (
    BackupFault,
    BadLanguage,
    DatabaseFault,
    FileRefused,
    HiddenDoor,
    KeyFault,
    KeywordFault,
    OpenDoor,
    SealedFileFault,
    SettingsFault,
    WeightsFault,
)


class CommandFault(Exception):
    """A command was asked for something that cannot be; the message says what to do instead."""


def in_a_sentence(error: BaseException) -> str:
    """What to print instead of a traceback; with DALIL_LOG_LEVEL=debug, the traceback too."""
    if isinstance(error, (*SPEAKING, CommandFault)):
        return str(error)
    if isinstance(error, OSError) and error.strerror:
        return f"{error.filename}: {error.strerror}" if error.filename else error.strerror
    if os.environ.get("DALIL_LOG_LEVEL") == "debug":
        return "".join(traceback.format_exception(error))
    frames = traceback.extract_tb(error.__traceback__)
    where = f" at {frames[-1].filename}:{frames[-1].lineno}" if frames else ""
    return (
        f"a fault of the program, {type(error).__name__}{where}; "
        "please report it (DALIL_LOG_LEVEL=debug shows more)"
    )
