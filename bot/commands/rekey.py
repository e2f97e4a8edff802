"""`dalil rekey`: everything under a new secret key, while people are served."""

from __future__ import annotations

import asyncio

import click

from bot.bootstrap import open_sealer, open_tables
from bot.channels.all_settings import load_settings
from bot.clock import now_in_utc
from bot.operations.logs import configure_logs
from bot.privacy.sealing.rekey import Rekeyed
from bot.privacy.sealing.rekey import rekey as put_under_a_new_key
from bot.privacy.sealing.sealer import Sealer


@click.command()
def rekey() -> None:
    """Seal and hash everything anew with the first of two keys, `new,old`."""
    settings = load_settings()
    configure_logs(settings, quietly=True)
    sealer = open_sealer(settings)

    async def work() -> Rekeyed:
        database = await open_tables(settings)
        try:
            return await put_under_a_new_key(database.executor, sealer, now_in_utc)
        finally:
            await database.close()

    print(_said(asyncio.run(work()), sealer))


def _said(done: Rekeyed, sealer: Sealer) -> str:
    lines = [f"{done.sealed} cells sealed anew, {done.hashed} addresses hashed anew."]
    if done.closed:
        lines.append(f"{done.closed} cells open with none of the keys, and were left as they are.")
    if sealer.is_changing:
        lines.append(
            "Now leave the old key out: DALIL_SECRET_KEY is the new one alone, on every machine; "
            "start Dalil\nagain there. Backups made before open with the old key only, so keep it "
            "as long as them, apart."
        )
    else:
        lines.append("There was one key, so it stayed. To change it: DALIL_SECRET_KEY=new,old")
    return "\n".join(lines)
