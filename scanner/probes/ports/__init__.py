"""Ports: what is open at the addresses of a shop, and whether it speaks in clear text. Authorised only."""
