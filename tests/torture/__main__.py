"""What does `make torture` run: fifty kills on SQLite, fifty on PostgreSQL, twenty thousand bodies.

Give a seed to repeat the same choices: `python -m tests.torture 12345`.
"""

from __future__ import annotations

import asyncio
import random
import secrets
import sys
import tempfile
from pathlib import Path

from bot.commands.progress import ProgressBar
from bot.database.migrations import migrate
from tests.postgres import execute_now, other_database, postgres_server
from tests.torture.attack import attack
from tests.torture.attacked_site import attacked_site
from tests.torture.series import killing_series

KILLS = 50
BODIES = 20_000


def main() -> int:
    seed = int(sys.argv[1]) if len(sys.argv) > 1 else secrets.randbits(32)
    print(f"seed {seed}")
    with tempfile.TemporaryDirectory(prefix="dalil-torture-") as folder, postgres_server() as url:
        execute_now(url, "CREATE DATABASE dalil_torture")
        places = {
            "SQLite, one process": (f"sqlite://{folder}/dalil.sqlite3", 1),
            "PostgreSQL, two replicas": (other_database(url, "dalil_torture"), 2),
        }
        kept = [_kill(name, *place, Path(folder), seed) for name, place in places.items()]
        kept.append(_attack(Path(folder) / "attacked", seed))
    return 0 if all(kept) else 1


def _kill(name: str, url: str, replicas: int, folder: Path, seed: int) -> bool:
    asyncio.run(migrate(url))
    with ProgressBar(name, things="kills") as progress:
        report = asyncio.run(
            killing_series(
                url,
                folder,
                replicas=replicas,
                kills=KILLS,
                chance=random.Random(seed),
                progress=progress,
            )
        )
    print(f"{name}: {report.in_words()}")
    for fault in report.verdict.faults:
        print(f"  FAULT: {fault}")
    return not report.verdict.faults


def _attack(folder: Path, seed: int) -> bool:
    folder.mkdir()
    with attacked_site(folder) as site, ProgressBar("Hostile bodies", things="bodies") as progress:
        try:
            attack(site, BODIES, seed, lambda sent: progress(sent, BODIES))
        except AssertionError as fault:
            print(f"Hostile bodies: FAULT: {fault}")
            return False
    told = ", ".join(f"{number} times {status}" for status, number in sorted(site.asked.items()))
    print(f"Hostile bodies: {told}")
    return True


if __name__ == "__main__":
    sys.exit(main())
