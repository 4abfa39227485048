"""Reads what a domain publishes about its mail. Questions go through scanner/probes/dns, files through the network."""
