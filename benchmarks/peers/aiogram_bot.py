"""A bot as aiogram's documents make one, its FSM kept in SQLite with `synchronous=FULL`.

Run as `python -m benchmarks.peers.aiogram_bot PORT TELEGRAM_URL FOLDER` with the libraries of
requirements-peers.lock. It answers each message with the same menu, and counts each person's
messages in the FSM's data.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import aiosqlite
import uvloop
from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.fsm.context import FSMContext
from aiogram.fsm.state import State
from aiogram.fsm.storage.base import BaseStorage, StorageKey
from aiogram.types import CallbackQuery, InlineKeyboardButton, InlineKeyboardMarkup, Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from benchmarks.menu import LABELS, REPLY, SECRET, TOKEN, WEBHOOK

KEYBOARD = InlineKeyboardMarkup(
    inline_keyboard=[[InlineKeyboardButton(text=each, callback_data=each)] for each in LABELS]
)


class SqliteStorage(BaseStorage):  # type: ignore[misc]  # aiogram is not where types are checked
    """aiogram brings no storage in SQLite. Each change is committed, as each of Redis' would be."""

    def __init__(self, file: Path) -> None:
        self._database = aiosqlite.connect(file, isolation_level=None)

    async def open(self) -> None:
        await self._database
        await self._database.execute("PRAGMA journal_mode=WAL")
        await self._database.execute("PRAGMA synchronous=FULL")
        await self._database.execute(
            "CREATE TABLE fsm (chat INTEGER, user INTEGER, state TEXT, data TEXT,"
            " PRIMARY KEY (chat, user))"
        )

    async def _set(self, key: StorageKey, column: str, value: str | None) -> None:
        await self._database.execute(
            f"INSERT INTO fsm (chat, user, {column}) VALUES (?, ?, ?)"
            f" ON CONFLICT (chat, user) DO UPDATE SET {column} = excluded.{column}",
            (key.chat_id, key.user_id, value),
        )

    async def _get(self, key: StorageKey, column: str) -> str | None:
        rows = await self._database.execute_fetchall(
            f"SELECT {column} FROM fsm WHERE chat = ? AND user = ?", (key.chat_id, key.user_id)
        )
        found: str | None = next((row[0] for row in rows), None)
        return found

    async def set_state(self, key: StorageKey, state: str | State | None = None) -> None:
        await self._set(key, "state", state.state if isinstance(state, State) else state)

    async def get_state(self, key: StorageKey) -> str | None:
        return await self._get(key, "state")

    async def set_data(self, key: StorageKey, data: Mapping[str, Any]) -> None:
        await self._set(key, "data", json.dumps(data))

    async def get_data(self, key: StorageKey) -> dict[str, Any]:
        return dict(json.loads(await self._get(key, "data") or "{}"))

    async def close(self) -> None:
        await self._database.close()


async def written(message: Message, state: FSMContext) -> None:
    await _count(state)
    await message.answer(REPLY, reply_markup=KEYBOARD)


async def pressed(query: CallbackQuery, state: FSMContext, bot: Bot) -> None:
    await _count(state)
    await bot.send_message(query.from_user.id, REPLY, reply_markup=KEYBOARD)
    await query.answer()


async def _count(state: FSMContext) -> None:
    kept = await state.get_data()
    await state.set_data({"messages": kept.get("messages", 0) + 1})


def main(port: int, telegram_url: str, folder: Path) -> None:
    bot = Bot(TOKEN, AiohttpSession(api=TelegramAPIServer.from_base(telegram_url)))
    storage = SqliteStorage(folder / "aiogram.sqlite3")
    dispatcher = Dispatcher(storage=storage)
    dispatcher.startup.register(storage.open)
    dispatcher.message.register(written)
    dispatcher.callback_query.register(pressed)
    app = web.Application()
    SimpleRequestHandler(dispatcher, bot, secret_token=SECRET).register(app, path=WEBHOOK)
    setup_application(app, dispatcher, bot=bot)
    loop = uvloop.new_event_loop()
    web.run_app(app, host="127.0.0.1", port=port, print=None, access_log=None, loop=loop)


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
