"""Programmes: a city is a folder here, read and checked whole."""
