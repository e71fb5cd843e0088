"""Builds a package: data, paper, a manifest of their fingerprints, and the signature of the manifest."""

import json
from base64 import b64encode
from collections.abc import Mapping
from datetime import datetime
from hashlib import sha256
from html import escape
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from khue.core import signing
from khue.students.packages.contents import DATA, FORMAT, KEY, MANIFEST, PAPER, SEAL, PackagePupil

PAPER_HTML = """<!doctype html>
<html lang="vi"><head><meta charset="utf-8"><title>Giấy giới thiệu chuyển trường</title></head>
<body>
<h1>Giấy giới thiệu chuyển trường</h1>
<p>{giver} giới thiệu học sinh sau đây đến {taker}.</p>
<dl>{facts}</dl>
<p>Gói hồ sơ số {number}, lập lúc {made_at}. Chữ ký số của gói nằm trong tệp manifest.sig.</p>
</body></html>
"""


def write_package(pupil: PackagePupil, number: str, key: Ed25519PrivateKey, made_at: datetime) -> bytes:
    """Return the zip. The same pupil, number, key and instant give the same bytes."""
    data = json.dumps(pupil.as_json(), ensure_ascii=False, indent=1, sort_keys=True).encode()
    files = {DATA: data, PAPER: _paper(pupil, number, made_at)}
    public = key.public_key()
    manifest = {
        "format": FORMAT,
        "number": number,
        "made_at": made_at.isoformat(timespec="seconds"),
        "key": signing.key_id(public),
        "files": {name: sha256(content).hexdigest() for name, content in files.items()},
    }
    written = json.dumps(manifest, ensure_ascii=False, indent=1, sort_keys=True).encode()
    files |= {MANIFEST: written, SEAL: b64encode(key.sign(written)), KEY: signing.pem(public)}
    return _zip(files, made_at)


def _paper(pupil: PackagePupil, number: str, made_at: datetime) -> bytes:
    facts = {
        "Họ và tên": pupil.full_name,
        "Ngày sinh": pupil.birth_date,
        "Khối": pupil.grade,
        "Chuyển từ ngày": pupil.on,
        "Lí do": pupil.why,
    }
    lines = "".join(f"<dt>{escape(title)}</dt><dd>{escape(value)}</dd>" for title, value in facts.items())
    shown = {"giver": escape(pupil.giver), "taker": escape(pupil.taker), "facts": lines, "number": number}
    return PAPER_HTML.format(**shown, made_at=f"{made_at:%d/%m/%Y %H:%M}").encode()


def _zip(files: Mapping[str, bytes], made_at: datetime) -> bytes:
    stream = BytesIO()
    with ZipFile(stream, "w", ZIP_DEFLATED) as package:
        for name, content in files.items():
            package.writestr(ZipInfo(name, made_at.timetuple()[:6]), content, ZIP_DEFLATED)
    return stream.getvalue()
