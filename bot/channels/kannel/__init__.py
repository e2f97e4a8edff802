"""SMS by an operator's Kannel.

In: its GETs, with a secret in the address.
Out: SMS, handed to its sendsms.
"""
