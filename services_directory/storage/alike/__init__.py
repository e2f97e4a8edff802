"""Does a service that comes in look like one that is here? Staff say what it is, never a program.

In: new rows of a file or a form, and the services that are kept.
Out: what each looks like, why, and how much; and what staff chose for it.
"""
