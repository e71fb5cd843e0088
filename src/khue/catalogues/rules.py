"""What may be done with catalogues, and the words of administrative units. Pure: no Django, no database, no clock.

Source: Decision 19/2025/QĐ-TTg (codes of provinces and communes since 1 July 2025); Law on the Organisation of Local
Government 2025 (two levels since 1 July 2025).
"""

from datetime import date
from enum import StrEnum

from khue.core.words import N_


class Can(StrEnum):
    """What somebody may be allowed to do here."""

    SEE_SOURCES = "catalogues.see_sources"
    IMPORT = "catalogues.import"


TITLES = {
    Can.SEE_SOURCES: N_("Xem danh mục, nguồn và chỗ khác nhau giữa các nguồn"),
    Can.IMPORT: N_("Nạp danh mục và đơn vị hành chính"),
}

TWO_LEVELS_SINCE = date(2025, 7, 1)  # the day from which there are no districts
