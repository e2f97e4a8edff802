"""Settings: read from the environment, checked all at once.

In: environment variables and `.env`.
Out: one frozen `Settings`, or every fault with its mend.
"""
