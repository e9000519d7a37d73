"""What a kernel tells of an error: our message, or one sentence, and no value of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from mktkit.errors import MktkitError
from mktkit.server import inkernel


class _Shell:
    """The part of IPython's shell that is used."""

    def __init__(self) -> None:
        self.said: list[tuple[str, str, list[str]]] = []

    def _showtraceback(self, kind: type[BaseException], problem: object, lines: list[str]) -> None:
        self.said.append((kind.__name__, str(problem), lines))

    def tell(self, problem: BaseException) -> str:
        try:
            raise problem
        except BaseException as raised:
            self._showtraceback(type(raised), raised, ["Traceback (most recent call last)", "…"])
        name, text, lines = self.said.pop()
        assert name == inkernel.TOLD
        assert text == "\n".join(lines)
        return text


@pytest.fixture
def shell(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> _Shell:
    monkeypatch.setenv("MKTKIT_DATA", str(tmp_path))
    made = _Shell()
    inkernel.load_ipython_extension(made)
    return made


def test_an_error_of_ours_is_its_message(shell: _Shell) -> None:
    problem = MktkitError("月份写成了「2026/13」", "应为 2026-10", "改好后重试")
    assert shell.tell(problem) == str(problem)
    assert not inkernel.log_file().exists()


@pytest.mark.parametrize(
    ("code", "told"),
    [
        ("month = '2026-10", "第 1 行的写法不对"),
        ("scored.summary()", "还没有「scored」"),
        ("raise KeyboardInterrupt", "已中断。"),
    ],
)
def test_a_slip_in_a_cell_is_told_in_chinese(shell: _Shell, code: str, told: str) -> None:
    with pytest.raises((SyntaxError, NameError, KeyboardInterrupt)) as raised:
        exec(compile(code, "<cell>", "exec"), {})
    assert told in shell.tell(raised.value)
    assert not inkernel.log_file().exists()


def test_an_unexpected_error_is_one_sentence_and_its_places_are_kept(shell: _Shell) -> None:
    def reads() -> None:
        try:
            {}["张三 13800000000"]
        except KeyError as problem:
            raise ValueError("李四") from problem

    with pytest.raises(ValueError, match="李四") as raised:
        reads()
    told = shell.tell(raised.value)
    assert told.startswith("这一步出了意外的错误（ValueError），没有完成；")
    assert str(inkernel.log_file()) in told
    kept = inkernel.log_file().read_text(encoding="utf-8")
    assert "builtins.KeyError" in kept
    assert "builtins.ValueError" in kept
    assert "test_inkernel.py:" in kept
    for value in ("张三", "李四", "13800000000"):
        assert value not in told + kept


def test_the_log_does_not_grow_without_end(shell: _Shell) -> None:
    file = inkernel.log_file()
    file.parent.mkdir(parents=True)
    file.write_text("x" * 1_000_001, encoding="utf-8")
    shell.tell(OSError())
    assert file.stat().st_size < 10_000
    assert file.with_suffix(".old.log").exists()


def test_where_the_log_cannot_be_written_the_reader_is_told(shell: _Shell, tmp_path: Path) -> None:
    (tmp_path / "log").write_text("a file where the folder should be", encoding="utf-8")
    assert "没有能记下来" in shell.tell(OSError())
