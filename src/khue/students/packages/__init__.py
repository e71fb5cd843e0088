"""The signed package of a pupil who moves to or from a school outside Khuê: a zip of JSON and a paper, sealed."""

from khue.students.packages.contents import FORMAT, PackagePupil, PackageRecognition, PackageStatus, PackageStay
from khue.students.packages.reading import NotAPackage, Read, TamperedWith, read_package
from khue.students.packages.writing import write_package

__all__ = [
    "FORMAT",
    "NotAPackage",
    "PackagePupil",
    "PackageRecognition",
    "PackageStatus",
    "PackageStay",
    "Read",
    "TamperedWith",
    "read_package",
    "write_package",
]
