"""A bot as python-telegram-bot's documents make one, with its own persistence (a pickle).

Run as `python -m benchmarks.peers.ptb_bot PORT TELEGRAM_URL FOLDER` with the libraries of
requirements-peers.lock. It answers each message with the same menu, and counts each person's
messages in `user_data`. What it counts is lost if the process dies: the pickle is written once a
minute.
"""

from __future__ import annotations

import asyncio
import sys
from pathlib import Path
from typing import Any

import uvloop
from telegram import InlineKeyboardButton, InlineKeyboardMarkup, Update
from telegram.ext import (
    Application,
    CallbackQueryHandler,
    ContextTypes,
    MessageHandler,
    PicklePersistence,
    filters,
)

from benchmarks.menu import LABELS, REPLY, SECRET, TOKEN, WEBHOOK

AT_ONCE = 100
KEYBOARD = InlineKeyboardMarkup(
    [[InlineKeyboardButton(each, callback_data=each)] for each in LABELS]
)


async def written(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    _count(context)
    assert update.message is not None
    await update.message.reply_text(REPLY, reply_markup=KEYBOARD)


async def pressed(update: Update, context: ContextTypes.DEFAULT_TYPE) -> None:
    _count(context)
    query = update.callback_query
    assert query is not None
    await context.bot.send_message(query.from_user.id, REPLY, reply_markup=KEYBOARD)
    await query.answer()


def _count(context: ContextTypes.DEFAULT_TYPE) -> None:
    kept: dict[Any, Any] = context.user_data if context.user_data is not None else {}
    kept["messages"] = kept.get("messages", 0) + 1


def main(port: int, telegram_url: str, folder: Path) -> None:
    asyncio.set_event_loop(uvloop.new_event_loop())
    application = (
        Application.builder()
        .token(TOKEN)
        .base_url(f"{telegram_url}/bot")
        .persistence(PicklePersistence(folder / "ptb.pickle"))
        .concurrent_updates(AT_ONCE)
        .build()
    )
    application.add_handler(MessageHandler(filters.ALL, written))
    application.add_handler(CallbackQueryHandler(pressed))
    application.run_webhook(
        "127.0.0.1",
        port,
        url_path=WEBHOOK,
        webhook_url=f"https://bot.example.org{WEBHOOK}",
        secret_token=SECRET,
    )


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], Path(sys.argv[3]))
