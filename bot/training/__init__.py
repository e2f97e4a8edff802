"""Who takes part in a training: seats and the line for them, and what people are told of classes.

In: what people answer, whom staff invite, and the cohorts as they stand.
Out: enrolments, and messages that go out once each.
"""
