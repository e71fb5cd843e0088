"""Settings of the look-up benchmark: the product's own, with a folder of static files to compare with."""

import os

from khue.config.settings import *  # noqa: F403

WHITENOISE_ROOT = os.environ["BENCH_STATIC"]
