"""Invented plans with every kind of dirt, and makers of Word and PDF files. No province, no sentence is real."""

import io
import zipfile
from collections.abc import Iterable, Sequence
from html import escape
from pathlib import Path

WORD = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'

WRAPPED = """UBND TỈNH HẢI ĐÔNG

SỞ GIÁO DỤC VÀ ĐÀO TẠO

Số:        /KH-SGDĐT

Hải Đông, ngày      tháng     năm 2026

KẾ HOẠCH

Trồng cây xanh trong trường học giai đoạn 2026 - 2028, định

hướng đến năm 2030

Căn cứ Luật Cây xanh số 12/2020/QH14 ngày 14 tháng 6 năm 2020; Quyết định số

45/QĐ-UBND ngày 05/02/2025 của

Ủy ban nhân dân tỉnh Hải Đông phê duyệt chương trình trồng cây;

I. MỤC TIÊU

1. Mục tiêu đến năm 2028

̵ Đến cuối năm 2026, 100% sân trường có cây bóng mát theo mức độ 2 của bộ

tiêu chí, Đến năm 2027, đạt 85% phòng học có chậu cây; tối thiểu

70% phụ huynh hài lòng về vườn trường; tỷ lệ cây sống đạt trên 95%;

3

̵ Có ít nhất 90% vườn tại trường phổ thông; 75% vườn tại trường mầm non và 60%

vườn tại trung tâm được tưới tự động (trừ vườn trên mái.

̵ Giảm 20% rác nhựa, tăng 15% cây bản địa dựa trên danh mục của tỉnh.

̵ Từ 80 - 90% lớp có góc xanh.

2. Mục tiêu đến năm 2030

̵ Tỷ lệ trường có vườn đạt trên 100%;

̵ Vườn trường thành nơi học tập thân thiện;

II. PHÂN CÔNG NHIỆM VỤ

1. Lập danh mục cây phù hợp với từng loại đất của các trường trong

tỉnh

̵ Phòng tham mưu: Văn phòng Sở chủ trì, phối hợp với các phòng

chuyên môn và trường học triển khai thực hiện;

̵ Thời gian hoàn thành: Quý IV năm 2026.

3. Tưới cây

̵ Phòng tham mưu: Phòng Kế hoạch chủ trì; phối hợp với các trường thực hiện;

̵ Hướng tới mục tiêu đạt 85% phòng học có chậu cây;

̵ Thời gian hoàn thành: năm 2025 và hàng năm.

III. TỔ CHỨC THỰC HIỆN

1. Văn phòng Sở

̵ Tổng hợp báo cáo về UBND tỉnh trước ngày 10/12 hằng năm. Định kỳ hàng quý

báo cáo Lãnh đạo Sở. Các nội dung tại Phụ lục 1, 2 Kế hoạch này.

Nơi nhận:

- Sở TT&TT; Phòng GDĐT các huyện;

- Lưu: VT.
"""

TABLE = """Hải Đông, ngày 05 tháng 3 năm 2026
KẾ HOẠCH
Số hoá thư viện giai đoạn 2026-2028
III. KINH PHÍ THỰC HIỆN
1. Nhu cầu kinh phí
Dự kiến tổng nhu cầu kinh phí đầu tư cho cả giai đoạn 2026-

2028 là: 9.000 tỷ đồng.
+ Ngân sách tỉnh: 5.000 tỷ đồng;
+ Ngân sách xã: 3.999 tỷ đồng;
PHỤ LỤC
ĐVT: triệu đồng
TT\tTên nhiệm vụ\tMục tiêu đến năm 2028\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện\tKinh phí\t\t\t
\t\t\t\t\t\t2026\t2027\t2028\tNguồn vốn
I\tTHIẾT BỊ\t\t\t\t\t\t\t\t
1\tMua máy quét cho thư viện.\tĐảm bảo 100% thư viện có máy quét nối với trung\tSở Giáo dục\tUBND các xã\t2026-2028\t1.000\t1.000\t1.000\tCTX, NST

TT\tTên nhiệm vụ\tMục tiêu đến năm 2028\tĐơn vị chủ trì\tĐơn vị phối hợp\tThời gian thực hiện\tKinh phí\t\t\t
2\t<p>Trang bị kệ sách</p>\ttâm tỉnh (HĐ) Đáp ứng 50% nhu cầu kệ\tSở Giáo dục\tcác trường\tThường xuyên\t500\t500\t500\t500\tCTX
Cộng mục I\t\t\t\t\t\t\t\t\t
PHẦN MỀM\t\t\t\t\t\t\t\t\t
1\tXây dựng phần mềm mượn sách\tPhần mềm dùng chung\tSở Giáo\tcác trường\t2026-2027\t700\t700\t0\tNST
\t\t\t\t\t\t9.900\t9.900\t9.900\t
\tcho mọi trường.\t\tdục\t\t\t\t\t\t
\tdụng trí tuệ nhân tạo trong tra cứu\t\tSở Giáo dục\t\t2028\t50\t60\t70\tNST
9\tTập huấn\t80% thủ thư được tập huấn và 100% thủ thư có tài khoản\tSở Giáo dục\t\t4.000\t300\t300\t300\tNST
\tTổng cộng mục I, II\t\t\t\t\t2.550\t2.560\t1.870\t
\tTổng giai đoạn 3 năm\t\t\t\t\t\t9.000\t\t
"""  # noqa: E501 (rows of a table)

FLATTENED = """KẾ HOẠCH

Đọc sách năm 2026

Phụ lục

STT Nhiệm vụ, hoạt động
Đơn vị chủ trì

Đơn vị phối hợp
Thời gian

thực hiện

I Gây dựng thói quen đọc

1.1

Tổ chức ngày hội đọc sách cho học sinh và phụ huynh

trong toàn tỉnh, kết nối thư viện

Phòng Giáo dục Trung

học - Thường xuyên

Các trường thuộc

Sở; các trung tâm GDNN-

Thường xuyên
 STT Nhiệm vụ, hoạt động
Đơn vị chủ trì

Đơn vị phối hợp
Thời gian

thực hiện

GDTX

1.2
Mua sách mới cho các thư viện ở vùng xa...
Văn phòng Sở Các trường Đến năm 2028

https://vi.du/duong-dan

1.4

Chấm điểm thư viện theo chuẩn và công bố kết quả mỗi năm

Thanh tra Sở

Các đơn vị thuộc Sở

Từ nay đến năm

2027
"""


LISTED = """UBND THÀNH PHỐ BIỂN XANH

Số: 12/KH-SGDĐT
Biển Xanh, ngày 10 tháng 01 năm 2027
KẾ HOẠCH
THỰC HIỆN ĐỀ ÁN “HỌC BƠI AN TOÀN” GIAI ĐOẠN 2027 - 2030,
ĐỊNH HƯỚNG ĐẾN NĂM 2035
Phần I. MỤC TIÊU
A. MỤC TIÊU CHUNG
Mọi trẻ em biết bơi.
B. MỤC TIÊU CỤ THỂ
- Đến năm 2028:
+ 60% học sinh tiểu học biết bơi;
+ 20 hồ bơi mới; tối thiểu 02 giáo viên/trường được cấp chứng chỉ.
- Đến năm 2029:
+ 95% học sinh tiểu học biết bơi.
- 100% trường có sơ cứu.
Phần II. NHIỆM VỤ
I. Nhiệm vụ chung
1. Xây hồ bơi
a) Nội dung: xây hồ bơi tại các xã ven biển.
b) Đơn vị chủ trì: Phòng Thể chất.
c) Đơn vị phối hợp: UBND các xã; Sở Văn hoá.
d) Thời gian: Quý II, III/2028.
2. Đào tạo giáo viên
- Chủ trì: Phòng TCCB; phối hợp: Trường Cao đẳng; thời gian: tháng 8/2027.
3. Việc khác
- Mua phao cho các trường. Đơn vị chủ trì: Phòng Kế hoạch; thời gian: 2027-2029.
"""


def word_file(path: Path, lines: Iterable[str | Sequence[str]], extra: dict[str, str] | None = None) -> Path:
    """Write a Word document: a text is a paragraph, a list a row of a table."""
    body = "".join(_paragraph(line) if isinstance(line, str) else _row(line) for line in lines)
    parts = {"word/document.xml": f'<?xml version="1.0"?><w:document {WORD}><w:body>{body}</w:body></w:document>'}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as package:
        for name, content in {**parts, **(extra or {})}.items():
            package.writestr(name, content)
    return path


def _paragraph(text: str) -> str:
    return text if text.startswith("<w:") else f'<w:p><w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r></w:p>'


def _row(cells: Sequence[str]) -> str:
    return f"<w:tbl><w:tr>{''.join(f'<w:tc>{_paragraph(cell)}</w:tc>' for cell in cells)}</w:tr></w:tbl>"


def pdf_file(path: Path, pages: Sequence[Sequence[str]], rules: str = "", encrypted: bool = False) -> Path:
    """Write a PDF with words (any letters) line by line; a cell of a table may stand at «x|y|words». rules: drawing."""
    letters = sorted({letter for page in pages for line in page for letter in line})
    code = {letter: f"{place:04X}" for place, letter in enumerate(letters, start=1)}
    mapping = "\n".join(f"<{code[letter]}> <{letter.encode('utf-16-be').hex()}>" for letter in letters)
    to_unicode = (
        "/CIDInit /ProcSet findresource begin begincmap 1 begincodespacerange <0000> <FFFF> endcodespacerange "
        f"{len(letters)} beginbfchar\n{mapping}\nendbfchar endcmap end"
    )
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        f"<< /Type /Pages /Kids [{' '.join(f'{6 + 2 * n} 0 R' for n in range(len(pages)))}] /Count {len(pages)} >>",
        "<< /Type /Font /Subtype /Type0 /BaseFont /F /Encoding /Identity-H /DescendantFonts [4 0 R]"
        " /ToUnicode 5 0 R >>",
        "<< /Type /Font /Subtype /CIDFontType2 /BaseFont /F /DW 500 /CIDSystemInfo << /Registry (A) /Ordering (I)"
        " /Supplement 0 >> /FontDescriptor << /Type /FontDescriptor /FontName /F /Ascent 800 /Descent -200 /Flags 4"
        " /FontBBox [0 -200 1000 800] /ItalicAngle 0 /StemV 80 /CapHeight 700 >> >>",
        _stream(to_unicode),
    ]
    for n, page in enumerate(pages):
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {7 + 2 * n} 0 R "
            "/Resources << /Font << /F 3 0 R >> >> >>"
        )
        objects.append(_stream(rules + "".join(_shown(place, line, code) for place, line in enumerate(page))))
    protection = f"/Encrypt << /Filter /Standard /V 1 /R 2 /O <{'41' * 32}> /U <{'42' * 32}> /P -4 >> /ID [<00> <00>]"
    return _assembled(path, objects, protection if encrypted else "")


def _shown(place: int, line: str, code: dict[str, str]) -> str:
    x, y, words = line.split("|") if line.count("|") == 2 else ("50", str(800 - 18 * place), line)
    return f"BT /F 10 Tf {x} {y} Td <{''.join(code[letter] for letter in words)}> Tj ET\n"


def _stream(content: str) -> str:
    return f"<< /Length {len(content.encode())} >>\nstream\n{content}\nendstream"


def _assembled(path: Path, objects: Sequence[str], trailer: str) -> Path:
    file = io.BytesIO(b"%PDF-1.4\n")
    file.seek(0, 2)
    places = []
    for number, content in enumerate(objects, start=1):
        places.append(file.tell())
        file.write(f"{number} 0 obj\n{content}\nendobj\n".encode())
    start = file.tell()
    table = "".join(f"{place:010d} 00000 n \n" for place in places)
    file.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n{table}".encode())
    file.write(f"trailer << /Size {len(objects) + 1} /Root 1 0 R {trailer} >>\nstartxref\n{start}\n%%EOF".encode())
    path.write_bytes(file.getvalue())
    return path
