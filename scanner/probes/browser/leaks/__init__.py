"""What leaves a page before anything is submitted: made-up values are typed like a person would, and looked for.

canaries  the values, one for each field and run
layers    what traffic may be wrapped in; search: where a value is found, and how it was disguised
ear       all that a tab sends and stores; fields, hand: where to type, and the typing itself
visit     one visitor over some pages; rows: the rows and the readable proof of each
probe     which pages, in which states of consent, and the cells

Out of scope: WebRTC and WebTransport (what is sent there can't be heard), IndexedDB and caches, keys sent one by one.
"""
