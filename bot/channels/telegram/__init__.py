"""Telegram: updates come in, messages and buttons go out."""
