"""Is this certificate real? Anybody may ask by its code; whose it is, only its holder may allow."""

from __future__ import annotations

from flows.components.training.certificate_words import certificate_facts, no_certificate
from flows.engine.codes import read_certificate_code
from flows.engine.step import Aside, Flow, Outcome, Talk
from flows.engine.understanding import Meaning


def check_certificate(talk: Talk, meaning: Meaning) -> Outcome:
    """What stands behind the code that was written."""
    code = read_certificate_code(talk.heard) or ""
    known = next((each for each in talk.world.certificates if each.code == code), None)
    if known is None:
        return Aside((no_certificate(code),))
    return Aside(tuple(certificate_facts(known, talk.world.directory)))


FLOW = Flow((), commands={"check_certificate": check_certificate})
