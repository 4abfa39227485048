"""`python -m scanner.docs`."""

import sys

from scanner.docs import main

sys.exit(main())
