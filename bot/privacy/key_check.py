"""Is our key the one by which the people in these tables were sealed?

A replica with another key would answer everybody as a stranger, and give up what it cannot open.
"""

from __future__ import annotations

from bot.database.transaction import Executor, Sql, Transaction
from bot.privacy.sealing import KeyFault, Sealer


async def hold_to_key(executor: Executor, sealer: Sealer) -> None:
    """Remember the key at the first start. Raises KeyFault when it is another one later."""
    known = await executor.run(lambda: _known(sealer.fingerprint))
    if known != sealer.fingerprint:
        raise KeyFault(
            "This database was filled with another DALIL_SECRET_KEY. Set that one (for a new key: "
            "`new,old`); every replica has the same. Without DALIL_SECRET_KEY, it is in the file "
            "secret.key of the data folder."
        )


def _known(fingerprint: str) -> Transaction[str]:
    yield Sql(
        "INSERT INTO house_key (id, fingerprint) VALUES (1, ?) ON CONFLICT (id) DO NOTHING",
        (fingerprint,),
    )
    rows = yield Sql("SELECT fingerprint FROM house_key WHERE id = 1")
    return str(rows[0]["fingerprint"])
