"""What are the two phones of the page called, among the channels?"""

from __future__ import annotations

BUTTONS = "webchat"
SMS = "webchat_sms"

FOR_TRIAL = (BUTTONS, SMS)
"""Who writes there costs nobody anything: one visitor is as many people as they like."""
