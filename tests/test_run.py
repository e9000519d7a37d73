"""run.py, the starter, and tests/proof.py, what it runs for `test`."""

from __future__ import annotations

import ast
import importlib.util
import json
import os
import re
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parent.parent


def load(path: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location(path.stem, path)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def proof() -> ModuleType:
    return load(ROOT / "tests" / "proof.py")


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    """The starter, standing in a folder of its own whose path has Chinese and a space."""
    root = tmp_path / "张三 的文件夹"
    (root / "src" / "mktkit").mkdir(parents=True)
    (root / "src" / "mktkit" / "__init__.py").touch()
    for name in ("requirements.txt", "requirements-dev.txt", "constraints.txt", "pyproject.toml"):
        (root / name).write_text(f"# {name}\n", encoding="utf-8")
    module = load(ROOT / "run.py")
    places = {"ROOT": root, "VENV": root / ".venv", "PLACE": str(root)}
    places |= {"LOG": root / ".venv" / "log", "STATE": root / ".venv" / "state.json"}
    for name, value in places.items():
        monkeypatch.setattr(module, name, value)
    return module


@pytest.fixture
def venv(run: ModuleType) -> Path:
    """A true venv of the starter's, without pip because making that takes seconds."""
    subprocess.run([sys.executable, "-m", "venv", "--without-pip", str(run.VENV)], check=True)
    return Path(run.interpreter(run.VENV))


@pytest.fixture
def installs(run: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What the starter makes and installs, noted and not done."""
    done: list[str] = []
    monkeypatch.setattr(run, "install", lambda kind, python: done.append(kind))

    def make_venv() -> None:
        done.append("venv")
        run.STATE.unlink(missing_ok=True)

    monkeypatch.setattr(run, "make_venv", make_venv)
    return done


# An unfit Python


def test_starter_is_readable_by_python_3_8() -> None:
    ast.parse((ROOT / "run.py").read_text(encoding="utf-8"), feature_version=(3, 8))


def test_old_python_is_told_what_and_where(run: ModuleType) -> None:
    words = run.unfit((3, 8, 18), 64)
    assert words.startswith("现在的 Python 是 3.8.18，太旧了；需要 3.11 或更高")
    assert "python.org" in words
    assert "Add python.exe to PATH" in words
    assert "Microsoft Store" in words


def test_32_bit_python_is_refused(run: ModuleType) -> None:
    assert "需要 64 位" in run.unfit((3, 12, 1), 32)


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 14, 2), (4, 0, 0)])
def test_fit_python_is_not_bothered(run: ModuleType, version: tuple[int, int, int]) -> None:
    assert run.unfit(version, 64) == ""


def test_old_python_stops_before_anything_is_made(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(run, "unfit", lambda version, bits: "太旧了")
    assert run.main([]) == 1
    assert capsys.readouterr().out == "太旧了\n"
    assert not run.VENV.exists()


# The place of the interpreter and the environment of children


def test_interpreter_by_system(run: ModuleType) -> None:
    assert run.interpreter(Path("v"), windows=True) == Path("v/Scripts/python.exe")
    assert run.interpreter(Path("v"), windows=False) == Path("v/bin/python")


def test_children_speak_utf8_and_find_the_venv_first(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PYTHONHOME", "elsewhere")
    env = run.child_env()
    assert env["PYTHONUTF8"] == "1"
    assert "PYTHONHOME" not in env
    assert env["PATH"].split(os.pathsep)[0] == str(run.interpreter(run.VENV).parent)


# When to install


def test_installs_once(run: ModuleType, venv: Path, installs: list[str]) -> None:
    assert run.prepare("runtime") == venv
    assert run.prepare("runtime") == venv
    assert installs == ["runtime"]


@pytest.mark.parametrize("name", ["requirements.txt", "constraints.txt", "pyproject.toml"])
def test_installs_again_when_a_file_changed(run: ModuleType, installs: list[str], name: str) -> None:
    run.prepare("runtime")
    (run.ROOT / name).write_text("another\n", encoding="utf-8")
    run.prepare("runtime")
    run.prepare("runtime")
    assert installs == ["runtime", "runtime"]


def test_touching_a_file_installs_nothing(run: ModuleType, installs: list[str]) -> None:
    run.prepare("runtime")
    os.utime(run.ROOT / "requirements.txt", (1, 1))
    run.prepare("runtime")
    assert installs == ["runtime"]


def test_runtime_does_not_look_at_dev_pins(run: ModuleType, installs: list[str]) -> None:
    run.prepare("runtime")
    (run.ROOT / "requirements-dev.txt").write_text("another\n", encoding="utf-8")
    run.prepare("runtime")
    assert installs == ["runtime"]


def test_dev_satisfies_runtime_and_not_the_reverse(run: ModuleType, installs: list[str]) -> None:
    run.prepare("runtime")
    run.prepare("dev")
    run.prepare("runtime")
    run.prepare("dev")
    assert installs == ["runtime", "dev"]


def test_interrupted_install_starts_from_nothing(
    run: ModuleType, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupted(kind: str, python: Path) -> None:
        raise KeyboardInterrupt

    with monkeypatch.context() as patch:
        patch.setattr(run, "install", interrupted)
        with pytest.raises(KeyboardInterrupt):
            run.prepare("runtime")
    run.prepare("runtime")
    assert installs == ["venv", "runtime"]


def test_moved_folder_starts_from_nothing(
    run: ModuleType, installs: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    run.prepare("runtime")
    monkeypatch.setattr(run, "PLACE", "/elsewhere")
    run.prepare("runtime")
    run.prepare("runtime")
    assert installs == ["runtime", "venv", "runtime"]


def test_removed_python_starts_from_nothing(run: ModuleType, venv: Path, installs: list[str]) -> None:
    run.prepare("runtime")
    venv.unlink()
    run.prepare("runtime")
    assert installs == ["runtime", "venv", "runtime"]


@pytest.mark.parametrize("text", ["", "{", "[1, 2]", "\x00"])
def test_broken_state_counts_as_none(run: ModuleType, venv: Path, installs: list[str], text: str) -> None:
    run.STATE.write_text(text, encoding="utf-8")
    run.prepare("runtime")
    assert installs == ["runtime"]
    assert "runtime" in json.loads(run.STATE.read_text(encoding="utf-8"))


def test_second_start_waits_for_the_first(run: ModuleType, tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as first, (tmp_path / "lock").open("w") as second:
        assert run.lock(first.fileno())
        assert not run.lock(second.fileno())
        first.close()
        assert run.lock(second.fileno())


# How to install


Attempt = Callable[[list[str], dict[str, str]], tuple[bool, str]]


def attempts(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, answer: Callable[[list[str]], bool]
) -> list[list[str]]:
    """Let `answer` decide which installers succeed; return the list in which they are noted."""
    tried: list[list[str]] = []

    def attempt(command: list[str], env: dict[str, str]) -> tuple[bool, str]:
        tried.append(command)
        return answer(command), "ERROR: Could not fetch URL"

    monkeypatch.setattr(run, "attempt", attempt)
    return tried


def test_uv_that_fails_gives_way_to_pip(run: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "find_uv", lambda python: ["uv"])
    tried = attempts(run, monkeypatch, lambda command: command[0] != "uv")
    run.install("dev", venv)
    pins = ["-r", "requirements-dev.txt", "-c", "constraints.txt"]
    pip = [str(venv), "-m", "pip", "install", "--progress-bar", "off"]
    assert tried == [
        ["uv", "pip", "install", "--python", str(venv), *pins],
        [*pip, *pins],
        [*pip, "--no-deps", "--no-build-isolation", "-e", "."],
    ]


def test_install_that_fails_says_why_and_where_the_log_is(
    run: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "find_uv", lambda python: None)
    attempts(run, monkeypatch, lambda command: False)
    with pytest.raises(run.Trouble) as caught:
        run.install("runtime", venv)
    assert "网络连不上" in str(caught.value)
    assert str(run.LOG) in str(caught.value)


def test_package_is_found_where_the_path_cannot_be_written(
    run: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "find_uv", lambda python: ["uv"])
    attempts(run, monkeypatch, lambda command: "-e" not in command)
    run.install("runtime", venv)
    # In this locale the encoding of a .pth file has no Chinese.
    env = {**os.environ, "LC_ALL": "C", "PYTHONUTF8": "1"}
    env.pop("PYTHONPATH", None)
    where = subprocess.run(
        [venv, "-c", "import mktkit; print(mktkit.__file__)"],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    assert Path(where.stdout.strip()).resolve() == (run.ROOT / "src" / "mktkit" / "__init__.py").resolve()


def test_installer_output_goes_to_the_log(run: ModuleType, venv: Path) -> None:
    talk = "import sys; print('说'); print('错', file=sys.stderr); sys.exit(3)"
    assert run.attempt([str(venv), "-c", "print('先')"], run.child_env()) == (True, f"先{os.linesep}")
    done, words = run.attempt([str(venv), "-c", talk], run.child_env())
    assert not done
    assert sorted(words.split()) == ["说", "错"]
    assert sorted(run.LOG.read_text(encoding="utf-8").split()) == ["先", "说", "错"]


# pip's settings, as uv knows them


def settings(run: ModuleType, *lines: str, **env: str) -> dict[str, str]:
    found = run.uv_settings("\n".join(lines), env)
    assert found is not None
    return {name: value for name, value in found.items() if name != "UV_HTTP_TIMEOUT"}


def test_without_settings_nothing_is_passed_on(run: ModuleType) -> None:
    assert settings(run, "WARNING: something", "") == {}


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (
            "global.index-url='https://mirror.example/simple'",
            {"UV_DEFAULT_INDEX": "https://mirror.example/simple"},
        ),
        ("install.trusted-host='a.example\\nb.example'", {"UV_INSECURE_HOST": "a.example b.example"}),
        ("global.find-links='/a /b'", {"UV_FIND_LINKS": "/a,/b"}),
        ("global.cert='C:\\\\证书\\\\ca.pem'", {"SSL_CERT_FILE": "C:\\证书\\ca.pem"}),
        (
            "global.proxy='http://proxy.example:8080'",
            {"HTTP_PROXY": "http://proxy.example:8080", "HTTPS_PROXY": "http://proxy.example:8080"},
        ),
        (
            ":env:.extra-index-url='file:///opt/a https://b.example/simple'",
            {"UV_INDEX": "file:///opt/a https://b.example/simple", "UV_INDEX_STRATEGY": "unsafe-best-match"},
        ),
        ("global.timeout='60'", {}),
        ("global.index-url='unterminated", {}),
    ],
)
def test_each_setting(run: ModuleType, line: str, expected: dict[str, str]) -> None:
    assert settings(run, line) == expected


def test_environment_beats_section_beats_global(run: ModuleType) -> None:
    lines = [":env:.index-url='https://env.example'", "install.index-url='https://install.example'"]
    lines.append("global.index-url='https://global.example'")
    assert settings(run, *lines)["UV_DEFAULT_INDEX"] == "https://env.example"
    assert settings(run, *lines[1:])["UV_DEFAULT_INDEX"] == "https://install.example"


@pytest.mark.parametrize("name", ["UV_DEFAULT_INDEX", "UV_INDEX_URL"])
def test_what_was_set_for_uv_stays(run: ModuleType, name: str) -> None:
    assert settings(run, "global.index-url='https://mirror.example'", **{name: "https://own.example"}) == {}


@pytest.mark.parametrize("line", [":env:.no-index='1'", "global.client-cert='/a.pem'"])
def test_what_uv_cannot_do_is_left_to_pip(
    run: ModuleType, venv: Path, monkeypatch: pytest.MonkeyPatch, line: str
) -> None:
    monkeypatch.setattr(run, "output", lambda command: (True, line))
    monkeypatch.setattr(run, "find_uv", lambda python: pytest.fail("uv was asked for"))
    ways = list(run.installers(venv))
    assert [command[1:4] for command, _ in ways] == [["-m", "pip", "install"]]


def test_what_pip_itself_lists_is_understood(run: ModuleType, tmp_path: Path) -> None:
    file = tmp_path / "pip.ini"
    file.write_text(
        "[global]\nindex-url = https://mirror.example/simple\ntrusted-host =\n    a.example\n    b.example\n"
        "[install]\nfind-links = /wheels\n",
        encoding="utf-8",
    )
    env = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
    env |= {
        "PIP_CONFIG_FILE": str(file),
        "PIP_EXTRA_INDEX_URL": "https://more.example/simple",
        "PYTHONUTF8": "1",
    }
    listing = subprocess.run(
        [sys.executable, "-m", "pip", "config", "list"],
        env=env,
        capture_output=True,
        encoding="utf-8",
        check=True,
    )
    found = settings(run, *listing.stdout.splitlines())
    assert found["UV_DEFAULT_INDEX"] == "https://mirror.example/simple"
    assert found["UV_INDEX"] == "https://more.example/simple"
    assert found["UV_INSECURE_HOST"] == "a.example b.example"
    assert found["UV_FIND_LINKS"] == "/wheels"


# Failures, in words


@pytest.mark.parametrize(
    ("words", "meaning"),
    [
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left on device",
            "磁盘满了",
        ),
        ("error: failed to write to file: There is not enough space on the disk. (os error 112)", "磁盘满了"),
        ("[WinError 206] The filename or extension is too long", "路径太长"),
        ("[Errno 13] Permission denied: '.venv'", "写不进去"),
        ("PermissionError: [WinError 5] 拒绝访问。: 'python.exe'", "写不进去"),
        ("  cause: invalid peer certificate: UnknownIssuer", "证书"),
        ("  cause: client error (Connect)\n  cause: dns error", "网络连不上"),
        (
            "connection broken by 'NewConnectionError(... getaddrinfo failed)'\nERROR: No matching distribution",
            "网络连不上",
        ),
        ("ERROR: No matching distribution found for pandas==3.1.1", "镜像里缺少"),
        ("error: No solution found when resolving dependencies", "镜像里缺少"),
        ("error: metadata-generation-failed", "Python 3.13"),
        ("something never seen", "原因不明"),
    ],
)
def test_meaning_of_installer_words(run: ModuleType, words: str, meaning: str) -> None:
    assert meaning in run.explain(words)


def test_missing_venv_module_names_the_package(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    debian = "The virtual environment was not created successfully because ensurepip is not available."
    monkeypatch.setattr(run, "output", lambda command: (False, debian))
    with pytest.raises(run.Trouble, match="sudo apt install python3-venv"):
        run.make_venv()
    assert run.state() == {"unfinished": "venv"}


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (OSError(28, "No space left on device"), 1, "磁盘满了"),
        (PermissionError(13, "Permission denied"), 1, "写不进去"),
        (KeyboardInterrupt(), 130, "已中断"),
    ],
)
def test_no_failure_shows_a_traceback(
    run: ModuleType,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    error: BaseException,
    code: int,
    words: str,
) -> None:
    def fail(kind: str) -> Path:
        raise error

    monkeypatch.setattr(run, "prepare", fail)
    assert run.main([]) == code
    shown = capsys.readouterr()
    assert words in shown.out
    assert "Traceback" not in shown.out + shown.err


# Handing over


@pytest.mark.parametrize(
    ("argv", "kind", "asked"),
    [
        ([], "runtime", ["-m", "mktkit", "open"]),
        (["cite", "5.1.2.a"], "runtime", ["-m", "mktkit", "cite", "5.1.2.a"]),
        (["check", "我的 台账.xlsx"], "runtime", ["-m", "mktkit", "check", "我的 台账.xlsx"]),
        (["--help"], "runtime", ["-m", "mktkit", "--help"]),
    ],
)
def test_what_is_handed_over(
    run: ModuleType, monkeypatch: pytest.MonkeyPatch, argv: list[str], kind: str, asked: list[str]
) -> None:
    monkeypatch.setattr(run, "prepare", Path)
    seen: list[tuple[Path, list[str]]] = []
    monkeypatch.setattr(run, "hand_over", lambda python, arguments: seen.append((python, arguments)) or 2)
    assert run.main(argv) == 2
    assert seen == [(Path(kind), asked)]


def test_test_runs_the_proof_in_the_dev_environment(run: ModuleType, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "prepare", Path)
    monkeypatch.setattr(run, "hand_over", lambda python, arguments: [python, *arguments])
    proof = str(run.ROOT / "tests" / "proof.py")
    assert run.main(["test", "tests/test_money.py", "-x"]) == [
        Path("dev"),
        proof,
        "tests/test_money.py",
        "-x",
    ]


def test_exit_code_and_arguments_come_through() -> None:
    starter = (
        f"import sys; sys.path.insert(0, {str(ROOT)!r}); import run; from pathlib import Path; "
        "told = 'import sys; print(sys.argv[1], sys.flags.utf8_mode); sys.exit(7)'; "
        "sys.exit(run.hand_over(Path(sys.executable), ['-c', told, '我的 台账']))"
    )
    done = subprocess.run([sys.executable, "-c", starter], capture_output=True, encoding="utf-8", check=False)
    assert (done.returncode, done.stdout.strip(), done.stderr) == (7, "我的 台账 1", "")


# The proof


@pytest.fixture
def steps(proof: ModuleType, monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, ...]]:
    """Steps that are noted and not run; the one for types fails."""
    ran: list[tuple[str, ...]] = []

    def fake_run(command: list[str], **options: object) -> subprocess.CompletedProcess[str]:
        ran.append(tuple(command[2:] if command[0] == sys.executable else command))
        return subprocess.CompletedProcess(command, 1 if "mypy" in command else 0)

    monkeypatch.setattr(proof.subprocess, "run", fake_run)
    monkeypatch.setattr(proof, "missing_parts", list)
    return ran


def test_every_step_runs_though_one_fails(
    proof: ModuleType, steps: list[tuple[str, ...]], capsys: pytest.CaptureFixture[str]
) -> None:
    assert proof.main([]) == 1
    assert steps == [
        ("ruff", "check"),
        ("ruff", "format", "--check"),
        ("mypy",),
        ("mktkit", "rules", "check"),
        ("mktkit", "build"),
        # All of the tests, browser and heavy ones too: nothing is left out by a mark.
        ("pytest", "--durations", "10", *proof.SIDE_BY_SIDE),
    ]
    assert capsys.readouterr().out.endswith("没有全部通过：类型。\n")


def test_arguments_run_pytest_alone(proof: ModuleType, steps: list[tuple[str, ...]]) -> None:
    assert proof.main(["tests/test_money.py", "-x"]) == 0
    assert steps == [("pytest", "tests/test_money.py", "-x")]


def test_missing_parts_are_named(
    proof: ModuleType, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(proof.shutil, "which", lambda command: command if command == "soffice" else None)
    proof.system_parts()
    assert capsys.readouterr().out.splitlines() == [
        f"▶ 系统组件：没有找到 {part}，用到它的测试会跳过，并写明原因。"
        for part in ("Chromium 浏览器", "pdftotext 和 pdftoppm", "PostgreSQL")
    ]


# The files beside it


def test_every_direct_pin_stands_in_the_constraints() -> None:
    def pins(name: str) -> set[str]:
        text = (ROOT / name).read_text(encoding="utf-8")
        found = re.findall(r"^([\w.-]+)==([^\s;#]+)", text, re.MULTILINE)
        return {f"{re.sub(r'[-_.]+', '-', package).lower()}=={version}" for package, version in found}

    constraints = pins("constraints.txt")
    assert pins("requirements.txt") | pins("requirements-dev.txt") <= constraints


def test_constraints_name_no_place() -> None:
    text = (ROOT / "constraints.txt").read_text(encoding="utf-8")
    assert not re.search(r"://|^-|@ |--hash|--\w*index|/\w+/", text, re.MULTILINE)


def test_windows_starter_is_safe_for_cmd() -> None:
    raw = (ROOT / "启动.bat").read_bytes()
    # cmd.exe loses its place in a file with bare line feeds, and shows a byte order mark as a command.
    assert raw.count(b"\n") == raw.count(b"\r\n")
    text = raw.decode("utf-8")
    assert text.startswith("@echo off\r\nchcp 65001 >nul\r\n")
    for line in text.splitlines():
        if not line.isascii():
            assert line.startswith("echo "), line
            assert not re.search(r"[&|<>^%!()]", line), line
    assert set(re.findall(r"goto (\w+)", text)) == set(re.findall(r"^:(\w+)", text, re.MULTILINE))
