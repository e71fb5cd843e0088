"""Counts of a day, live and as published; and what only people can report."""

from khue.indicators.models.live import Live, LiveState, Stale
from khue.indicators.models.reports import Answer, Collection
from khue.indicators.models.snapshots import Count, Snapshot, SnapshotUnit

__all__ = ["Answer", "Collection", "Count", "Live", "LiveState", "Snapshot", "SnapshotUnit", "Stale"]
