"""Does it make no difference how somebody writes? The same conversation leaves the same records."""

from __future__ import annotations

import re
from typing import Any

import pytest

from services_directory.values.json_text import from_json
from tests.journeys.town import SmsPhone, TelegramPhone, Town
from tests.unsealing import unsealed

KEPT = ("interest", "feedback", "consent", "help_request", "unmet_need", "contact")
CODE = re.compile(r"[A-Z0-9]{3}-[A-Z0-9]{3}")
NOT_COMPARED = re.compile(
    r"id|channel|receipt_hash|subject_hash|address_.*|.*_id|session|locale_hint"
)
"""What tells two people, two channels or two moments of chance apart."""


async def finds_registers_and_says_what_she_thinks(phone: SmsPhone | TelegramPhone) -> None:
    await phone.says("السلام عليكم")
    await phone.says("العربية")
    assert "الصحة في طبرقة" in await phone.says("طبيب في طبرقة")
    card = await phone.picks("المستشفى الجهوي بطبرقة")
    assert card.startswith("المستشفى الجهوي بطبرقة")
    assert "لم نتحقق بعد." in card

    await phone.says("مساعدة اجتماعية في طبرقة")

    await phone.says("القائمة")
    await phone.picks("تسجيل: تكوين، بنك")
    await phone.picks("تكوين")
    await phone.picks("السياحة")
    await phone.says("عائشة")
    await phone.says("20 000 009")
    await phone.picks("صباحا")
    assert "عائشة" in await phone.picks("أوافق")

    await phone.says("القائمة")
    await phone.picks("رأيك")
    await phone.picks("جيد")
    await phone.says("استقبال لطيف")
    await phone.picks("نعم، اكتبوا لي")
    await phone.says("أريد التحدث مع شخص")


async def records(town: Town, channel: str) -> dict[str, list[dict[str, Any]]]:
    """What is kept of whoever wrote by this channel."""
    await town.app.inbox.anonymous.write()
    found = {}
    for table in KEPT:
        whose = "id" if table == "contact" else "contact_id"
        where = (
            "channel = ?"
            if table == "unmet_need"
            else f"{whose} IN (SELECT id FROM contact WHERE channel = ?)"
        )
        rows = await town.rows(f"SELECT * FROM {table} WHERE {where} ORDER BY id", channel)
        found[table] = [_compared(town, table, row) for row in rows]
    return found


def _compared(town: Town, table: str, row: dict[str, Any]) -> dict[str, Any]:
    kept = {name: value for name, value in row.items() if not NOT_COMPARED.fullmatch(name)}
    for column in kept:
        if column.endswith("_sealed") and kept[column]:
            # Sealed anew each time, so what is compared is what it opens to.
            kept[column] = unsealed(town.app.sealer, table, column, row)
    if table == "interest":
        # Its code is drawn by chance.
        kept["registration_sealed"] = CODE.sub("", kept["registration_sealed"])
    return kept


async def test_by_sms_and_on_telegram_the_same_is_kept(town: Town) -> None:
    await finds_registers_and_says_what_she_thinks(town.sms())
    await finds_registers_and_says_what_she_thinks(town.on_telegram())
    by_sms, on_telegram = await records(town, "sms"), await records(town, "telegram")
    assert by_sms == on_telegram
    assert {table: len(rows) for table, rows in by_sms.items()} == {
        "interest": 1,
        "feedback": 1,
        "consent": 2,
        "help_request": 1,
        "unmet_need": 1,
        "contact": 1,
    }
    (interest,) = by_sms["interest"]
    told = from_json(interest["registration_sealed"])
    assert told["offer"] == "responsible_tourism"
    assert (told["place"], told["first_name"]) == ("tabarka", "عائشة")
    assert interest["reach_sealed"].endswith("20000009")
    (feedback,) = by_sms["feedback"]
    assert feedback["rating"] == 4
    assert from_json(feedback["said_sealed"]) == {"words": "استقبال لطيف", "service": None}


@pytest.mark.parametrize("way", ["sms", "on_telegram"])
async def test_a_need_that_nothing_answers_is_counted_without_the_words(
    town: Town, way: str
) -> None:
    phone = getattr(town, way)()
    await phone.says("bonjour")
    await phone.says("français")
    told = await phone.says("aide sociale pour mon petit Amir a tabarka")
    assert told.startswith("Nous n'avons rien à Tabarka. Pour tout le pays :")
    await town.app.inbox.anonymous.write()
    tables = await town.tables()
    (unmet,) = tables["unmet_need"]
    assert (unmet["need"], unmet["place"], unmet["locale"]) == ("social_aid", "tabarka", "fr")
    assert "contact_id" not in unmet
    assert "Amir" not in str(tables)
