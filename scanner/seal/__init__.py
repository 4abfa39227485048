"""A run in one file that can be checked: bundle, manifest, signature, time. Pure but for a time stamp's request.

keys       who signs, and whom a verifier trusts
envelope   DSSE around an in-toto Statement: what exactly is signed
bundle     the `.siegel` file: a zip with one possible form for each content
names      what the files of a sealed run are called
sealing    a run's files to sealed ones
checking   everything about a seal that can be said without judging again
series     runs that name one another
chains     whether a certificate leads to a root
pdf        the signature within the PDF report
stamp      RFC 3161 time stamps
"""

import logging

# They log names of hostile certificates as they stand there.
for _name in ("pyhanko", "pyhanko_certvalidator"):
    logging.getLogger(_name).setLevel(logging.CRITICAL + 1)
    logging.getLogger(_name).propagate = False
