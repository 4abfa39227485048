"""The policy language: YAML files to typed, checked controls (design § 4). No clock, no network."""
