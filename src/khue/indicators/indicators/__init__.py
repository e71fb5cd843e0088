"""Indicators that no app can count yet, or that only people can know: what the plans measure and the sector counts.

One for each measure, however many plans set a target for it; the target, with its number, belongs to the plan.
"""

from khue.core.indicators import Figures
from khue.indicators.indicators.digital import DIGITAL
from khue.indicators.indicators.sector import SECTOR

INDICATORS = (*DIGITAL, *SECTOR)
FIGURES = Figures(INDICATORS)
