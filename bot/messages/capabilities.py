"""What can one message on a channel carry, and when may it be sent?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

ANY_LOCALE = "*"
"""In settings, a template that serves every language."""


@dataclass(frozen=True, slots=True)
class Capabilities:
    """What one message on this channel can carry; `page_size`: entries of a list per message.

    `text_limit` is in UTF-16 units; `bills_segments`: SMS, counted and paid by segment;
    `bills_messages`: each one is paid, however long. `takes_files`: a file can go along.
    `may_show_menu`: choices are numbered, and go along to be pressed where the provider lets it.
    `answers_within`: so long after somebody's last message they may be written to freely; later
    only reminders in the locales `reminds_later_in` (ANY_LOCALE: in all), by a template.
    `knows_number`: its addresses are phone numbers; people are told truly what is kept of them.
    `may_hide_number`: of some people it tells an id instead, so it is a question of the address.
    `is_trial`: whoever writes there only tries it, and takes nothing from others.
    """

    shows_buttons: bool
    bills_segments: bool
    text_limit: int
    page_size: int
    answers_within: timedelta | None = None
    reminds_later_in: frozenset[str] = frozenset()
    knows_number: bool = True
    may_hide_number: bool = False
    may_show_menu: bool = False
    bills_messages: bool = False
    takes_files: bool = False
    is_trial: bool = False

    @property
    def is_paid(self) -> bool:
        """Whether an answer costs money at all."""
        return self.bills_segments or self.bills_messages

    def lets_remind(self, at: datetime, heard_at: datetime, locale: str | None) -> bool:
        """Whether a reminder may go at `at` to a speaker of `locale` who last wrote `heard_at`."""
        if self.answers_within is None or at - heard_at < self.answers_within:
            return True
        return not self.reminds_later_in.isdisjoint({locale, ANY_LOCALE})


BY_BUTTONS = Capabilities(
    shows_buttons=True,
    bills_segments=False,
    text_limit=4096,
    page_size=8,
    knows_number=False,
    takes_files=True,
)
"""A messenger such as Telegram."""


BY_EMAIL = Capabilities(
    shows_buttons=False, bills_segments=False, text_limit=4096, page_size=8, knows_number=False
)
"""An e-mail, to staff alone."""


BY_SMS = Capabilities(shows_buttons=False, bills_segments=True, text_limit=1600, page_size=3)
"""An SMS; 1600 characters is where Twilio stops."""
