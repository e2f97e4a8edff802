"""Which words of staff's own are not said, since they do not fit this release?"""

from __future__ import annotations

from bot.channels.provider import Finding, Mark
from bot.commands.findings.tables import missing_tables, url_of
from bot.configuration.paths import LOCALES
from bot.configuration.settings import Settings
from bot.database.opening import open_database
from bot.translation.translator import Translator
from bot.wordings.chosen_words import Wording
from bot.wordings.release import read_release
from bot.wordings.store import last_wordings
from bot.wordings.take_up import Chosen, judged
from services_directory.packs.programme import load_programme, pack_folder

SHOWN = 5


async def own_words(settings: Settings) -> Finding | None:
    """Nothing where staff say everything as the release does."""
    if await missing_tables(settings) is not None:
        return None
    database = await open_database(url_of(settings), data_dir=settings.data_dir)
    try:
        ours = [each for each in await database.executor.run(last_wordings) if each.forms]
    finally:
        await database.close()
    if not ours:
        return None
    unfit, anew = _judged(ours, settings)
    told = f"words: {len(ours)} of your own in the place of the release's"
    if unfit:
        lines = [f"{told}; {len(unfit)} of them do not fit this release: see /admin/words"]
        lines += [f"{each.wording.locale}: {each.wording.one}" for each in unfit[:SHOWN]]
        return Finding(Mark.NOTE, "\n".join(lines))
    if anew:
        return Finding(Mark.NOTE, f"{told}; of {anew} the release says something new since")
    return Finding(Mark.GOOD, told)


def _judged(ours: list[Wording], settings: Settings) -> tuple[list[Chosen], int]:
    programme = load_programme(pack_folder(settings.pack))
    translator = Translator.load(
        LOCALES, programme.languages, programme.timezone, programme.plain_by_sms
    )
    release = read_release(LOCALES)
    chosen = [judged(each, release, translator) for each in ours]
    unfit = [each for each in chosen if not each.is_said]
    return unfit, sum(each.released_anew for each in chosen if each.is_said)
