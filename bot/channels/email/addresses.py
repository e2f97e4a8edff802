"""Is this one mailbox, and the one that was written? What sends reads more than an address."""

from __future__ import annotations

import re
from email.message import EmailMessage

_ATOM = r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+"
_LABEL = r"[A-Za-z0-9](?:[A-Za-z0-9-]*[A-Za-z0-9])?"
# "=?…?=" is decoded where it is read: a comma or the end of a line may come out of it.
_PLAIN = re.compile(rf"(?!.*=\?){_ATOM}(?:\.{_ATOM})*@{_LABEL}(?:\.{_LABEL})+")
LONGEST = 254


def is_plain_address(told: str) -> bool:
    """Whether the header that it will stand in is read as this one address, letter for letter."""
    if len(told) > LONGEST or not _PLAIN.fullmatch(told):
        return False
    message = EmailMessage()
    message["To"] = told
    return [each.addr_spec for each in message["To"].addresses] == [told]
