"""SMS by a phone with a SIM: "SMS Gateway for Android".

In: what the phone posts, signed.
Out: SMS, queued on the phone.
"""
