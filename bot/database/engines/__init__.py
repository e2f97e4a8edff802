"""Tortoise's two back ends, made safe against tasks that are cancelled inside a transaction."""
