"""Programmes: a city is a folder here, read and checked whole.

In: `programme.toml`, places and services.
Out: a `Programme`, or every fault with its file and line.
"""
