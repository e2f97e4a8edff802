"""No change without its entry: where the trail cannot be written, nothing changes."""

from __future__ import annotations

from structlog.testing import capture_logs

from bot.database.transaction import Sql, Transaction
from bot.models.messages import Reminder
from services_directory.records.draft_records import draft_of
from services_directory.storage.store import get_service
from tests.admin.office import HOSPITAL, PASSWORD, Browser, Office
from tests.admin.wishes import NEW, two_who_wish, written


async def without_a_trail(office: Office) -> None:
    def transaction() -> Transaction[None]:
        yield Sql("DROP TABLE audit_entry")

    await office.app.database.executor.run(transaction)


async def test_a_service_stays_as_it_was(editor: Browser, office: Office) -> None:
    path = f"/admin/services/{HOSPITAL}?section=reach"
    fields = (await editor.get(path)).fields()
    await without_a_trail(office)
    with capture_logs() as logs:
        page = await editor.post(path, fields | {"phone": "78000001", "save": "1"})
    assert page.status == 500
    assert "Nothing was changed." in page.text
    service = await get_service(HOSPITAL)
    assert service is not None
    assert draft_of(service).phone != "78000001"
    assert "78000001" not in str(logs)


async def test_a_reminder_is_not_stored(trainer: Browser, office: Office) -> None:
    await two_who_wish(office)
    fields = await written(trainer)
    await without_a_trail(office)
    assert (await trainer.post(NEW, fields | {"send": "1"})).status == 503
    assert await Reminder.all().count() == 0


async def test_nothing_typed_reaches_the_log(browser: Browser, office: Office) -> None:
    with capture_logs() as logs:
        await browser.sign_in("a-name-nobody-knows", "a-password")
        await browser.sign_in("Editor", PASSWORD)
        await browser.get("/admin/services?search=a-search")
        await browser.post("/admin/services/new", {"name_fr": "a-name-of-a-service", "save": "1"})
        await browser.get("/admin/services/an-unknown-id")
    told = str(logs)
    assert "signed_in" in told
    for words in ("nobody-knows", "a-password", PASSWORD, "a-search", "of-a-service", "unknown-id"):
        assert words not in told
