"""Tables of maturity."""

from khue.maturity.models.assessments import Assessment, Evidence, Item
from khue.maturity.models.seasons import Edition, Publication, Season

__all__ = ["Assessment", "Edition", "Evidence", "Item", "Publication", "Season"]
