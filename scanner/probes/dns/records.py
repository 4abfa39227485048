"""The types of DNS records that we ask for, and how dnspython calls each."""

from __future__ import annotations

import dns.rdtypes.ANY.CAA
import dns.rdtypes.ANY.DNSKEY
import dns.rdtypes.ANY.DS
import dns.rdtypes.ANY.MX
import dns.rdtypes.ANY.RRSIG
import dns.rdtypes.ANY.TLSA
from dns.rdatatype import RdataType

A, AAAA, CNAME, SOA, MX, TXT = (
    RdataType.A,
    RdataType.AAAA,
    RdataType.CNAME,
    RdataType.SOA,
    RdataType.MX,
    RdataType.TXT,
)
CAA, TLSA, DS, DNSKEY, RRSIG = RdataType.CAA, RdataType.TLSA, RdataType.DS, RdataType.DNSKEY, RdataType.RRSIG
NSEC, NSEC3 = RdataType.NSEC, RdataType.NSEC3

CaaRecord = dns.rdtypes.ANY.CAA.CAA
DnskeyRecord = dns.rdtypes.ANY.DNSKEY.DNSKEY
DsRecord = dns.rdtypes.ANY.DS.DS
MxRecord = dns.rdtypes.ANY.MX.MX
RrsigRecord = dns.rdtypes.ANY.RRSIG.RRSIG
TlsaRecord = dns.rdtypes.ANY.TLSA.TLSA
