"""What runs in every kernel that our server starts: an error is told in Chinese, without a traceback.

The product's own errors carry their message. Of any other, the reader is told in one sentence that it happened and
where its traceback lies: in a log in the data folder, with places and without values.
"""

from __future__ import annotations

import datetime as dt
import traceback
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from mktkit.errors import MktkitError, show
from mktkit.files import make_folder, own
from mktkit.paths import data_folder

__all__ = ["TOLD", "load_ipython_extension", "log_file"]

#: Name under which every error leaves the kernel; whatever has another name was not told by us.
TOLD = "MktkitError"
_MOST = 1_000_000


def log_file() -> Path:
    """Return the file that tracebacks are written to."""
    return data_folder() / "log" / "notebooks.log"


def load_ipython_extension(shell: Any) -> None:
    """Let `shell` tell errors in our way; IPython calls this as the kernel starts."""
    publish = shell._showtraceback

    def tell(kind: type[BaseException], problem: BaseException, _lines: list[str]) -> None:
        told = _told(problem)
        # `problem` may also be its text alone, as IPython hands on what a failing display said.
        publish(type(TOLD, (Exception,), {}), told, told.splitlines())

    shell._showtraceback = tell


def _told(problem: object) -> str:
    """Return what the reader is told of an error."""
    match problem:
        case MktkitError():
            return str(problem)
        case KeyboardInterrupt():
            return "已中断。"
        case SyntaxError():
            line = f"第 {problem.lineno} 行" if problem.lineno else "这一格"
            return f"{line}的写法不对；引号、括号应成对，用半角；改好后重新运行。"
        case NameError(name=str(name)) if name:
            return f"还没有{show(name)}；可能上面的格子没有运行；点菜单「运行」→「运行所有单元格」。"
        case BaseException():
            kept = _keep(problem)
            where = f"经过记在 {log_file()}（只有位置，没有资料）" if kept else "经过没有能记下来"
            return f"这一步出了意外的错误（{type(problem).__name__}），没有完成；{where}；请再运行一次，还不行就把这个文件发给维护人员。"
    return "这一步出了意外的错误，没有完成；请再运行一次。"


def _keep(problem: BaseException) -> bool:
    """Write where an error came from to the log; what it says may hold somebody's data and is left out."""
    file = log_file()
    try:
        make_folder(file.parent)
        if file.exists() and file.stat().st_size > _MOST:
            file.replace(file.with_suffix(".old.log"))
        with open(file, "a", encoding="utf-8", opener=own) as log:
            log.write("\n".join([dt.datetime.now().isoformat(" ", "seconds"), *_places(problem), "", ""]))
    except OSError:
        return False
    return True


def _places(problem: BaseException) -> Iterator[str]:
    chain: list[BaseException] = []
    one: BaseException | None = problem
    while one is not None and one not in chain:
        chain.append(one)
        one = one.__cause__ or (None if one.__suppress_context__ else one.__context__)
    for one in reversed(chain):
        yield f"{type(one).__module__}.{type(one).__qualname__}"
        for frame, line in traceback.walk_tb(one.__traceback__):
            yield f"  {frame.f_code.co_filename}:{line} {frame.f_code.co_name}"
