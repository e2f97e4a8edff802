"""How do staff answer somebody, and hand them back to the machine? Now, or after the quiet hours.

An answer that waits for the morning is kept with the talk, sealed, and is queued when its time has
come; so it holds up nothing that the machine says meanwhile, and can still be taken back.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

from bot.cases.answer import Refusal, StaffAnswer, Taken, why_refused
from bot.cases.help_requests import is_in_danger
from bot.cases.staff_conversations import (
    close,
    close_the_silent,
    close_what_is_settled,
    open_beside,
    open_for,
    staff_spoke,
    wait_for_staff,
)
from bot.cases.staff_messages import Kind, add_message, said_in
from bot.clock import Clock
from bot.contacts.may_write import COLUMNS, why_not_written, writable_row
from bot.contacts.world import WorldBuilder
from bot.database.transaction import Executor, Row, Sql, Transaction, as_time
from bot.messages.capabilities import Capabilities
from bot.operations.audit_log import Did, On, noted
from bot.outbound.outbox import Outbox, queue_known
from bot.outbound.writing import MessageWriter, Recipient
from bot.privacy.sealing.sealer import Sealer
from flows.engine.reply import MENU_NUMBER, Choice, Reply
from flows.engine.text import Line, _

_AT_ONCE = 50

_CONTACT = f"SELECT {COLUMNS} FROM contact AS c WHERE c.id = ?"


@dataclass(frozen=True, slots=True)
class StaffAnswers:
    """Built once in `bot/bootstrap.py`."""

    executor: Executor
    outbox: Outbox
    worlds: WorldBuilder
    capabilities: Mapping[str, Capabilities]
    sealer: Sealer
    clock: Clock

    def refusal(
        self,
        channel: str,
        stopped_at: datetime | None,
        last_seen_at: datetime,
        *,
        unpaid: bool,
    ) -> Refusal | None:
        """Why somebody cannot be written to; None where they can."""
        capabilities = self.capabilities.get(channel)
        return why_refused(capabilities, stopped_at, last_seen_at, self.clock(), unpaid=unpaid)

    def leaves_at(self, now: datetime) -> datetime | None:
        """When an answer of now goes; None: at once."""
        polite = self.worlds.polite(now)
        return polite if polite > now else None

    async def answer(self, answer: StaffAnswer) -> Taken | Refusal:
        """Into the talk that is open, or one that is opened by it."""
        taken = await self.executor.run(lambda: self._answer(answer))
        self.outbox.wake()
        return taken

    async def thank(self, contact_id: int, thanks: Line, by: str) -> bool:
        """Who told us of something that is mended now; staff do not listen for it. False where
        nobody may write to them."""
        done = await self.executor.run(lambda: self._thank(contact_id, thanks, by))
        self.outbox.wake()
        return done

    async def hand_back(self, conversation_id: int, by: str, *, closing: bool) -> bool:
        """The machine answers again, and the person is told so, if they talked with staff at all;
        False where there was nothing to end."""
        done = await self.executor.run(lambda: self._hand_back(conversation_id, by, closing))
        self.outbox.wake()
        return done

    async def close_silent(self) -> None:
        """Of talks where staff had the last word, those that nothing followed."""
        now = self.clock()
        silence = timedelta(hours=self.worlds.programme.centre.silent_after_hours)
        await self.executor.run(lambda: close_the_silent(now - silence, now))

    async def send_due(self) -> None:
        """Queue what waited for the end of the quiet hours."""
        if await self.executor.run(self._queue_due):
            self.outbox.wake()

    def _answer(self, answer: StaffAnswer) -> Transaction[Taken | Refusal]:
        now = self.clock()
        contact = yield from self._contact(answer.contact_id)
        refusal = yield from self._refusal_of(contact)
        if contact is None or refusal is not None:
            return refusal or Refusal.GONE
        if answer.beside:
            taker = answer.by if answer.take else None
            conversation_id = yield from open_beside(answer.contact_id, taker, now)
        else:
            conversation_id = yield from open_for(answer.contact_id, answer.by, now)
        leaves_at = None if answer.at_once else self.leaves_at(now)
        message_id = yield from add_message(
            conversation_id,
            Kind.FROM_STAFF,
            answer.words,
            now,
            self.sealer,
            by=answer.by,
            leaves_at=leaves_at,
        )
        if leaves_at is None:
            is_first = yield from staff_spoke(conversation_id, now)
            reply = Reply(self._signed(answer.words, is_first=is_first))
            yield from self._queue(contact, reply, message_id, now, urgent=answer.urgent)
        yield from noted(answer.by, Did.ANSWERED, On.CONVERSATION, conversation_id, now)
        return Taken(conversation_id, leaves_at)

    def _thank(self, contact_id: int, thanks: Line, by: str) -> Transaction[bool]:
        now = self.clock()
        contact = yield from self._contact(contact_id)
        leaves_at = self.leaves_at(now) or now
        may = contact is not None and (
            why_not_written(
                writable_row(contact, self.worlds.is_foreign), self.capabilities, leaves_at
            )
            is None
        )
        if contact is not None and may:
            yield from self._queue_thanks(contact, thanks, by, now)
        yield from close_what_is_settled(contact_id, by, now)
        return may

    def _queue_thanks(
        self, contact: Row, thanks: Line, by: str, now: datetime
    ) -> Transaction[None]:
        conversation_id = yield from wait_for_staff(contact["id"], now)
        leaves_at = self.leaves_at(now)
        locale = contact["locale"] or self.worlds.programme.languages[0]
        words = self.worlds.translator.phrase(thanks, locale)
        message_id = yield from add_message(
            *(conversation_id, Kind.THANKS, words, now, self.sealer), by=by, leaves_at=leaves_at
        )
        if leaves_at is None:
            yield from self._queue(contact, Reply((words,)), message_id, now)

    def _contact(self, contact_id: int) -> Transaction[Row | None]:
        # Who was erased a moment ago is not written to: their row is gone.
        rows = yield Sql(_CONTACT, (contact_id,), lock=True)
        return rows[0] if rows else None

    def _refusal_of(self, contact: Row | None) -> Transaction[Refusal | None]:
        if contact is None:
            return Refusal.GONE
        unpaid = self._is_foreign(contact) and not (
            yield from is_in_danger(contact["id"], self.sealer)
        )
        return self.refusal(
            contact["channel"],
            contact["stopped_at"],
            as_time(contact["last_seen_at"]),
            unpaid=unpaid,
        )

    def _is_foreign(self, contact: Row) -> bool:
        sealed = bytes(contact["address_sealed"])
        return self.worlds.is_foreign(contact["channel"], contact["id"], sealed)

    def _signed(self, words: str, *, is_first: bool) -> tuple[Line, ...]:
        """By SMS an answer says who writes, since a number says nothing; the first, that they can
        write back."""
        name = self.worlds.programme.centre.name
        signed = _("{sender}: {words}", sender=name, words=words)
        if not is_first:
            return (signed,)
        return signed, _("Write back here: our team reads it. MENU: the machine again.")

    def _queue(
        self, contact: Row, reply: Reply, message_id: int, now: datetime, *, urgent: bool = False
    ) -> Transaction[None]:
        locale = contact["locale"] or self.worlds.programme.languages[0]
        sealed = bytes(contact["address_sealed"])
        to = Recipient(contact["id"], contact["channel"], sealed, locale)
        writer = MessageWriter(self.capabilities, self.worlds.translator, self.worlds.route_to)
        draft = writer.write(to, reply, now, urgent=urgent)
        if self._is_foreign(contact):
            in_danger = yield from is_in_danger(contact["id"], self.sealer)
            draft = replace(draft, at_any_price=in_danger)
        outbound_id = yield from queue_known(draft, self.sealer)
        yield Sql(
            "UPDATE staff_message SET outbound_id = ?, leaves_at = NULL WHERE id = ?",
            (outbound_id, message_id),
        )

    def _hand_back(self, conversation_id: int, by: str, closing: bool) -> Transaction[bool]:
        now = self.clock()
        # In the order of a turn, so that neither waits for the other: first the contact.
        found = yield Sql(
            "SELECT contact_id FROM staff_conversation WHERE id = ?", (conversation_id,)
        )
        contact = (yield from self._contact(found[0]["contact_id"])) if found else None
        if contact is None:
            return False
        listened = yield Sql(
            "UPDATE staff_conversation SET staff_listen = ?, staff_spoke_last = ?,"
            " waiting_since = NULL, last_at = ? WHERE id = ? AND staff_listen = ? RETURNING id",
            (False, False, now, conversation_id, True),
        )
        waits = yield Sql(
            "SELECT 1 FROM staff_message WHERE conversation_id = ? AND leaves_at IS NOT NULL"
            " LIMIT 1",
            (conversation_id,),
        )
        if listened or (closing and waits):
            yield from self._tell_of_handing_back(contact, conversation_id, by, now)
        closed = closing and (yield from close(conversation_id, by, now))
        if listened or closed:
            did = Did.CLOSED if closing else Did.HANDED_BACK
            yield from noted(by, did, On.CONVERSATION, conversation_id, now)
        return bool(listened or closed)

    def _tell_of_handing_back(
        self, contact: Row, conversation_id: int, by: str, now: datetime
    ) -> Transaction[None]:
        may = (yield from self._refusal_of(contact)) is None
        leaves_at = self.leaves_at(now) if may else None
        message_id = yield from add_message(
            conversation_id, Kind.BACK, "", now, self.sealer, by=by, leaves_at=leaves_at
        )
        if may and leaves_at is None:
            yield from self._queue(contact, _handed_back(), message_id, now)

    def _queue_due(self) -> Transaction[int]:
        now = self.clock()
        due = yield Sql(
            "SELECT m.id, m.kind, m.said_sealed, m.conversation_id, s.contact_id"
            " FROM staff_message AS m JOIN staff_conversation AS s ON s.id = m.conversation_id"
            f" WHERE m.leaves_at <= ? ORDER BY m.id LIMIT {_AT_ONCE}",
            (now,),
        )
        for row in due:
            yield from self._queue_one(row, now)
        return len(due)

    def _queue_one(self, row: Row, now: datetime) -> Transaction[None]:
        contact = yield from self._contact(row["contact_id"])
        mine = yield Sql(
            "UPDATE staff_message SET leaves_at = NULL WHERE id = ? AND leaves_at IS NOT NULL"
            " RETURNING id",
            (row["id"],),
        )
        if not mine or contact is None or (yield from self._refusal_of(contact)) is not None:
            return
        if row["kind"] == Kind.BACK.value:
            yield from self._queue(contact, _handed_back(), row["id"], now)
            return
        words = said_in(row["id"], row["said_sealed"], self.sealer)
        if row["kind"] == Kind.THANKS.value:
            yield from self._queue(contact, Reply((words,)), row["id"], now)
            return
        is_first = yield from staff_spoke(row["conversation_id"], now)
        reply = Reply(self._signed(words, is_first=is_first))
        yield from self._queue(contact, reply, row["id"], now)


def _handed_back() -> Reply:
    """Said by the machine, with its menu."""
    said = _("From now on a machine answers here again. HUMAN: our team.")
    return Reply((said,), (Choice("menu", _("Menu"), MENU_NUMBER),))
