"""Follow-ups: whoever agreed is asked once, days later, whether a service helped.

In: who agreed, and of what; what they answer.
Out: one message to each; counts that name nobody, for staff.
"""
