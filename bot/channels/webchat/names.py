"""What are the two phones of the page called, among the channels?"""

from __future__ import annotations

BUTTONS = "webchat"
SMS = "webchat_sms"
