"""A number nobody answers, a place that has moved: a task for staff about what was shown last."""

from __future__ import annotations

from flows.ask_human import ask_about
from flows.engine.effect import AskHuman, HelpReason
from flows.engine.step import Aside, Flow, Go, Opening, Outcome, Talk
from flows.engine.text import _
from flows.engine.understanding import Meaning
from flows.step_names import StepName
from services_directory.values.entries import Service

REPORTED = _("People told us that something here may be wrong. Our team is checking it.")
"""Stands on a card that several people said is wrong, until staff have looked."""


def wrong_info(talk: Talk, meaning: Meaning) -> Outcome:
    """Names the service, so that who meant another one can say so; else asks which it is."""
    service = _shown_last(talk)
    if service is not None and talk.heard.rstrip().endswith(("?", "؟")):
        # "Is it closed?" tells us nothing, and asks what the card says.
        return Go(StepName.CARD, {"service": service.id})
    request = AskHuman(HelpReason.WRONG_INFO, talk.heard, service.id if service else None)
    if service is None:
        said = (_("Thank you for telling us. Our team will check it."),)
        return ask_about(HelpReason.WRONG_INFO, said, (request,))
    said = (_("Thank you for telling us. Our team will check: {name}", name=service.name),)
    return Aside(said, (request,))


def _shown_last(talk: Talk) -> Service | None:
    before = [standing.memory for standing in reversed(talk.session.history)]
    for memory in (talk.memory, *before):
        if found := talk.world.directory.service(memory.get("service", "")):
            return found
    return None


FLOW = Flow(
    openings=(
        Opening("wrong_info", wrong_info, _("Something is wrong here"), finer_than="feedback"),
    )
)
