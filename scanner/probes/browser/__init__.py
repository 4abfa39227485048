"""The shop in a real browser: what it shows, stores and sends. Knows nothing of policies, and writes no facts yet.

Browser, PhaseSession, Tab   session and tab: one Chromium, a clean context per phase, pages in tabs
Visit, Budget                what one page brought, and what it may take
records                      what was stored and sent
chromium.find                which Chromium; needs no Playwright
"""
