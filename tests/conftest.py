"""What holds for all tests: no timing is asserted, and a property is tried on the same examples in every run.

`SIEGEL_FUZZ=1` looks for new examples instead.
"""

from __future__ import annotations

import os

import yaml
from hypothesis import settings

settings.register_profile("siegel", deadline=None, derandomize=not os.environ.get("SIEGEL_FUZZ"), print_blob=True)
settings.load_profile("siegel")

# The truths and corpora are large: libyaml reads them ten times as fast, where a test says `yaml.safe_load`.
yaml.SafeLoader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
