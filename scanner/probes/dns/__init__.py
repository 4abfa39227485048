"""Asks the DNS about a shop's hosts and its mail domains, with dnspython, through one resolver."""
