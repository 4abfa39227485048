"""The name that the browser gives: that of an ordinary Chrome of its version, and Siegel's behind it."""

from __future__ import annotations

import sys
from dataclasses import dataclass
from typing import Any

from scanner.probes.browser.chromium import Binary

_SYSTEMS = {
    "darwin": ("Macintosh; Intel Mac OS X 10_15_7", "macOS"),
    "win32": ("Windows NT 10.0; Win64; x64", "Windows"),
}


@dataclass(frozen=True, slots=True)
class Identity:
    """`override` is the argument of Emulation.setUserAgentOverride: the name, the language, the client hints."""

    user_agent: str
    override: dict[str, Any]

    @classmethod
    def of(cls, binary: Binary, user_agent: str, language: str) -> Identity:
        """Takes from `user_agent`, that of the network's other clients, only what Siegel adds to a browser's."""
        system, platform = _SYSTEMS.get(sys.platform, ("X11; Linux x86_64", "Linux"))
        ours = user_agent.partition(" Siegel/")
        name = (
            f"Mozilla/5.0 ({system}) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/{binary.major}.0.0.0 Safari/537.36"
        )
        name += f"{ours[1]}{ours[2]}"
        short = language.partition("-")[0]
        languages = list(dict.fromkeys([language, short, *(() if short == "en" else ("en-US", "en"))]))
        # Without the brand HeadlessChrome, by which bot filters know the headless shell.
        brands = [("Chromium", binary.version), ("Not.A/Brand", "24.0.0.0")]
        return cls(
            name,
            {
                "userAgent": name,
                "acceptLanguage": ",".join(languages),
                "platform": "Linux x86_64" if platform == "Linux" else platform,
                "userAgentMetadata": {
                    "brands": [{"brand": brand, "version": version.partition(".")[0]} for brand, version in brands],
                    "fullVersionList": [{"brand": brand, "version": version} for brand, version in brands],
                    "platform": platform,
                    "platformVersion": "",
                    "architecture": "x86",
                    "bitness": "64",
                    "model": "",
                    "mobile": False,
                },
            },
        )
