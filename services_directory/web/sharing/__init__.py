"""What search engines and messengers are told of the public pages, to lead people there.

In: addresses, languages and services.
Out: links of a page's head, a site map, facts for machines.
"""
