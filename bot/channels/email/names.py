"""What is the channel called, wherever it is stored?"""

from __future__ import annotations

NAME = "email"
