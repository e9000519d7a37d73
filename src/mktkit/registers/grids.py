"""The sheets of a workbook as calamine reads them; run as a script, in a process of its own.

calamine ends the process over a damaged .xls or .ods (it asks for more memory than there is), or never comes back.
Of an .xlsx that is known before it is opened, so only the older formats need the detour.
This module imports nothing of the package, so that the process starts at once.
"""

from __future__ import annotations

import io
import pickle
import subprocess
import sys
from pathlib import Path
from typing import Any

import python_calamine as calamine

__all__ = ["DAMAGED", "PROTECTED", "Grid", "read_grids", "read_grids_apart"]

DAMAGED, PROTECTED = "damaged", "protected"
#: An old format takes seconds; what takes this long does not end.
_SECONDS = 60

#: (name, is visible, rows of cells, merged ranges); of hidden sheets only the name.
Grid = tuple[str, bool, list[list[Any]], tuple[Any, ...]]


def _opened(path: Path, kind: str) -> calamine.CalamineWorkbook:
    """Open a workbook; calamine goes by the name where it is given one."""
    if path.suffix.lower() == f".{kind}":
        return calamine.CalamineWorkbook.from_path(path)
    return calamine.CalamineWorkbook.from_filelike(io.BytesIO(path.read_bytes()))


def read_grids(path: Path, kind: str) -> list[Grid] | str:
    """Return every worksheet of an ``xlsx``, ``xls`` or ``ods``, or why there is none: ``DAMAGED`` or ``PROTECTED``."""
    try:
        with _opened(path, kind) as workbook:
            grids: list[Grid] = []
            for one in workbook.sheets_metadata:
                if one.typ != calamine.SheetTypeEnum.WorkSheet:
                    continue
                if one.visible != calamine.SheetVisibleEnum.Visible:
                    grids.append((one.name, False, [], ()))
                    continue
                sheet = workbook.get_sheet_by_name(one.name)
                rows = sheet.to_python(skip_empty_area=False)
                grids.append((one.name, True, rows, tuple(sheet.merged_cell_ranges or ())))
            return grids
    except calamine.PasswordError:
        return PROTECTED
    except (calamine.CalamineError, OSError, OverflowError, ValueError):
        return DAMAGED


def read_grids_apart(path: Path, kind: str) -> list[Grid] | str:
    """Do the same in a process of its own."""
    command = [sys.executable, "-P", __file__, str(path), kind]
    try:
        done = subprocess.run(command, capture_output=True, check=True, timeout=_SECONDS)
    except (subprocess.CalledProcessError, subprocess.TimeoutExpired):
        return DAMAGED
    read: list[Grid] | str = pickle.loads(done.stdout)
    return read


if __name__ == "__main__":
    sys.stdout.buffer.write(pickle.dumps(read_grids(Path(sys.argv[1]), sys.argv[2])))
