"""What people read of a service: frozen values, hours, phones, places. Pure.

In: plain values.
Out: the same, checked and comparable.
"""
