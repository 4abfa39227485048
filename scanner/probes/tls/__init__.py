"""The TLS probe: protocols, cipher suites and certificates of a shop's endpoints. Its child process imports nothing here."""
