"""The HTTP probe: redirects, HSTS, security headers and Content-Security-Policy of a host's front page."""
