"""The people of the demo province: families, pupils, teachers, classes, attendance; synthetic, and marked so."""

from khue.students.demo.building import DemoPeople, build_people

__all__ = ["DemoPeople", "build_people"]
