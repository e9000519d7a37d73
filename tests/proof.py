"""The whole proof, one step after another: what `python run.py test` and CI run.

With arguments, only pytest with these arguments.
"""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent

#: A file's tests stay together: they share what was costly to make.  The files keep their order: the long ones first.
SIDE_BY_SIDE = ("-n", "logical", "--maxprocesses", "4", "--dist", "loadfile", "--no-loadscope-reorder")

STEPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("代码规范", ("ruff", "check")),
    ("代码格式", ("ruff", "format", "--check")),
    ("类型", ("mypy",)),
    ("规则数据", ("mktkit", "rules", "check")),
    ("制度手册（严格构建）", ("mktkit", "build")),
    ("测试、示例和笔记本", ("pytest", "--durations", "10", *SIDE_BY_SIDE)),
)

#: Each part, the commands any of which provides it, and the Debian packages that bring it.
SYSTEM_PARTS: tuple[tuple[str, tuple[str, ...], tuple[str, ...]], ...] = (
    ("Chromium 浏览器", ("chromium", "chromium-browser", "google-chrome"), ("chromium",)),
    ("LibreOffice", ("soffice", "libreoffice"), ("libreoffice-calc", "libreoffice-writer")),
    ("pdftotext 和 pdftoppm", ("pdftotext",), ("poppler-utils",)),
    ("PostgreSQL", ("pg_ctlcluster",), ("postgresql",)),
)


def say(text: str) -> None:
    print(text, flush=True)


def missing_parts() -> list[tuple[str, tuple[str, ...]]]:
    return [(name, debs) for name, commands, debs in SYSTEM_PARTS if not any(map(shutil.which, commands))]


def system_parts() -> None:
    """Bring the browser and LibreOffice where that needs no question, else say what will be skipped."""
    missing = missing_parts()
    if missing and sys.platform == "linux" and os.geteuid() == 0 and shutil.which("apt-get"):
        say(f"▶ 系统组件：安装 {'、'.join(name for name, _ in missing)}")
        env = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        packages = [deb for _, debs in missing for deb in debs]
        for command in (
            ["apt-get", "-qq", "update"],
            ["apt-get", "-qq", "install", "-y", "--no-install-recommends", *packages],
        ):
            subprocess.run(command, env=env, check=False, stdout=subprocess.DEVNULL)
        missing = missing_parts()
    for name, _ in missing:
        say(f"▶ 系统组件：没有找到 {name}，用到它的测试会跳过，并写明原因。")


def environment() -> dict[str, str]:
    """Keep what Python compiles, in the environment's own folder: the tests start it hundreds of times."""
    kept = {**os.environ, "PYTHONPYCACHEPREFIX": str(Path(sys.prefix) / "pycache")}
    kept.pop("PYTHONDONTWRITEBYTECODE", None)
    return kept


def step(title: str, command: tuple[str, ...]) -> bool:
    say(f"\n▶ {title}：{' '.join(command)}")
    started = time.monotonic()
    done = subprocess.run([sys.executable, "-m", *command], cwd=ROOT, env=environment(), check=False)
    passed = done.returncode == 0
    if command[0] != "pytest":
        say(f"{'✓ 通过' if passed else '✗ 未通过'}（{time.monotonic() - started:.0f} 秒）")
    return passed


def main(arguments: list[str]) -> int:
    if arguments:
        command = [sys.executable, "-m", "pytest", *arguments]
        return subprocess.run(command, env=environment(), check=False).returncode
    system_parts()
    failed = [title for title, command in STEPS if not step(title, command)]
    if failed:
        say(f"\n没有全部通过：{'、'.join(failed)}。")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
