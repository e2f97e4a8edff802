"""The job that forgets, in the application as it is joined."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from pydantic import SecretStr

from bot.bootstrap import SOON, jobs_of, open_application
from bot.configuration.settings import Settings
from bot.messages.message import InboundMessage
from flows.engine.event import Heard
from tests.bot.harness import AWA
from tests.fakes import FixedClock, RememberingChannel


async def test_who_wrote_before_a_crash_is_answered_before_anything_is_given_up(
    database_url: str, tmp_path: Path
) -> None:
    """The service was down for two days; then both are due at once."""
    clock, sms = FixedClock(), RememberingChannel()
    settings = Settings(  # type: ignore[call-arg]  # of pydantic-settings
        _env_file=None, data_dir=tmp_path, database_url=SecretStr(database_url)
    )
    async with open_application(settings, lambda _worlds: [sms], clock=clock) as app:
        await app.inbox.stop()
        await app.inbox.receive(InboundMessage("telegram", AWA, "m1", Heard("bonjour")))
    clock.forward(timedelta(days=2))
    async with open_application(settings, lambda _worlds: [sms], clock=clock) as app:
        privacy = next(job for job in jobs_of(app) if job.name == "privacy")
        assert (privacy.once, privacy.first_after) == (True, SOON)
        await app.inbox.answer_unanswered()
        await privacy.do()
        await app.inbox.stop()
        await app.outbox.deliver_due()
    assert [address for address, _text in sms.sent] == [AWA]
