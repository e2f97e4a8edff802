"""SMS: one channel, by however many providers it goes.

In: the providers that carry SMS, and which numbers each of them serves.
Out: the channel "sms".
"""
