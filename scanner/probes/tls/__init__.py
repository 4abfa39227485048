"""The TLS probe: protocols, cipher suites and certificates. Its child process imports nothing here."""
