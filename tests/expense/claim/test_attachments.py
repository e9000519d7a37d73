"""A file that is not what its name says."""

from __future__ import annotations

import pytest

from mktkit.expense.claim.attachments import disguised


@pytest.mark.parametrize(
    ("name", "data", "said"),
    [
        ("发票.pdf", b"%PDF-1.7", ""),
        ("发票.PDF", b"%PDF-1.7", ""),
        ("发票.ofd", b"PK\x03\x04", ""),
        ("照片.jpg", b"\xff\xd8\xff\xe0", ""),
        ("发票.pdf", b"MZ\x90\x00", "内容是程序"),
        ("发票.pdf", b"\x7fELF", "内容是程序"),
        ("发票.jpg", b"%PDF-1.7", "不是 JPG"),
        ("发票.pdf", b"", "是空的"),
        ("看我.exe", b"MZ", "是程序"),
        ("看我.bat", b"del *", "不是常见的票据文件"),
        ("没有后缀", b"x", "不是常见的票据文件"),
    ],
)
def test_a_file_that_is_not_what_it_says(name: str, data: bytes, said: str) -> None:
    assert (said in disguised(name, data)) if said else disguised(name, data) == ""
