"""Start mktkit: make `.venv`, install the exact pins when they changed, hand over to the command line.

    python run.py                 open the handbook and the notebooks
    python run.py test [ARGS...]  run the whole proof, or pytest with ARGS
    python run.py ANYTHING        the same as `mktkit ANYTHING`

Standard library only, and readable by Python 3.8, so that an old Python gets a sentence and not a traceback.
"""

from __future__ import annotations

import ast
import contextlib
import errno
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping
from pathlib import Path
from subprocess import DEVNULL, PIPE, STDOUT

# Not resolve(): on a mapped network drive it turns Z: into a UNC path.
ROOT = Path(os.path.abspath(__file__)).parent
VENV = ROOT / ".venv"
LOG = VENV / "mktkit-install.log"
STATE = VENV / "mktkit-state.json"
# Windows spells one folder D:\\ or d:\\ as it was typed.
PLACE = os.path.normcase(ROOT)
OLDEST = (3, 11)
# Kept out of requirements.txt: where a mirror lacks it, pip alone still does the job.
UV = "uv==0.13.9"
FILES = {
    "runtime": ("requirements.txt", "constraints.txt", "pyproject.toml"),
    "dev": ("requirements-dev.txt", "requirements.txt", "constraints.txt", "pyproject.toml"),
}

GET_PYTHON = """\
  Windows：到 python.org 下载安装包，安装时勾选“Add python.exe to PATH”；或在 Microsoft Store 里搜索 Python。
  macOS：到 python.org 下载安装包。
  Linux：用系统的软件包管理器安装 python3 和 python3-venv。
装好以后重新运行即可（Windows 下双击“启动.bat”）。"""

#: What the words of uv, pip and the three systems mean for the person in front of the screen.
MEANINGS = (
    ("磁盘满了。请腾出 3 GB 以上空间，再运行一次。",
     r"No space left|os error (28|112)\b|Errno 28\b|WinError 112\b"),
    ("文件夹的路径太长。请把整个文件夹移到较短的位置（例如 D:\\mktkit），再运行一次。",
     r"(WinError|os error) 206\b|File ?name too long|path is too long"),
    ("文件写不进去。请关掉正在运行的 mktkit 窗口，确认文件夹可写、未被杀毒软件拦截，再运行一次。",
     r"Permission denied|Read-only file|(WinError|os error) (5|32)\b|Access is denied|拒绝访问"),
    ("网络的安全证书没有通过验证，多半是公司网关换了证书。"
     "请向 IT 要证书文件，用 pip config set global.cert 设好，再运行一次。",
     r"CERTIFICATE_VERIFY|peer certificate|certificate verify failed|UnknownIssuer"),
    ("网络连不上。请检查网络和代理；若总是很慢或连不上，请先设好本单位的 pip 镜像"
     "（pip config set global.index-url 镜像地址），再运行一次。下载过的部分不会重来。",
     r"dns error|getaddrinfo|name resolution|Connect|timed? ?out|error sending request|unreachable|"
     r"ProxyError|Could not fetch|Failed to fetch|No route to host"),
    ("所用的镜像里缺少需要的版本。请换一个更新及时的镜像，或等镜像同步后再运行一次。",
     r"No matching distribution|no version of|No solution found|not found in the package registry"),
    ("有组件没有适合这个 Python 的成品。请改用 64 位的 Python 3.13，删掉 .venv 文件夹，再运行一次。",
     r"Failed (to build|building)|metadata-generation-failed|Microsoft Visual C"),
)  # fmt: skip


class Trouble(Exception):
    """Something the user can mend, said in Chinese."""


def say(text: str) -> None:
    print(text, flush=True)


def explain(words: str) -> str:
    """Return what an installer's output means, and what to do."""
    for meaning, signs in MEANINGS:
        if re.search(signs, words, re.IGNORECASE):
            return meaning
    return "原因不明。请再运行一次；仍不行时，删掉 .venv 文件夹后重试，或把安装记录发给管理员。"


def unfit(version: tuple[int, ...], bits: int) -> str:
    """Return why this Python cannot run mktkit, or an empty string."""
    if version[:2] < OLDEST:
        now = ".".join(str(part) for part in version[:3])
        return f"现在的 Python 是 {now}，太旧了；需要 3.11 或更高（推荐 3.13）。\n{GET_PYTHON}"
    if bits < 64:
        return f"现在的 Python 是 {bits} 位的，数据组件没有这种版本；需要 64 位。\n{GET_PYTHON}"
    return ""


def interpreter(venv: Path, windows: bool = sys.platform == "win32") -> Path:
    return venv / "Scripts" / "python.exe" if windows else venv / "bin" / "python"


def child_env() -> dict[str, str]:
    """Return the environment of every child: UTF-8, and this venv's commands first."""
    env = {name: value for name, value in os.environ.items() if name != "PYTHONHOME"}
    path = os.pathsep.join([str(interpreter(VENV).parent), env.get("PATH", "")])
    # A pip set to `user = true` refuses to install into a venv.
    return {**env, "PATH": path, "PYTHONUTF8": "1", "PIP_USER": "0"}


def digest(kind: str) -> str:
    """Return the SHA-256 of the files that an environment of `kind` is made from."""
    return hashlib.sha256(b"\0".join((ROOT / name).read_bytes() for name in FILES[kind])).hexdigest()


def state() -> dict[str, str]:
    """Return what is known of `.venv`: what was installed and where, or that an install has not ended."""
    try:
        return dict(json.loads(STATE.read_text(encoding="utf-8")))
    except (OSError, TypeError, ValueError):
        return {}


def write_state(**known: str) -> None:
    STATE.write_text(json.dumps(known), encoding="utf-8")


def finished(kind: str) -> dict[str, str]:
    """Return the state after a good install; a dev environment is a runtime one too."""
    kinds = ("runtime", "dev") if kind == "dev" else ("runtime",)
    return {"place": PLACE, **{name: digest(name) for name in kinds}}


def installed(kind: str) -> bool:
    return state().get(kind) == digest(kind)


def sound(python: Path) -> bool:
    """Tell whether `.venv` may be built upon: ended well, not moved, and its Python still starts."""
    known = state()
    # Half a package can pass for a whole one, and a moved folder leaves scripts that point at the old place.
    if "unfinished" in known or known.get("place", PLACE) != PLACE:
        return False
    # It does not start any more once the Python it was made with is removed.
    return output([str(python), "-IS", "-c", f"import sys; sys.exit(sys.version_info < {OLDEST})"])[0]


def uv_settings(listing: str, env: Mapping[str, str]) -> dict[str, str] | None:
    """Translate `pip config list` into uv's environment; None where uv cannot do what pip is told to.

    What the user set for uv itself stays.
    """
    pip: dict[str, str] = {}
    # In pip's own order: the command's section beats the global one, the environment beats both.
    for section in ("global", "install", ":env:"):
        for key, value in re.findall(rf"^{section}\.([\w-]+)=(['\"].*)$", listing, re.MULTILINE):
            with contextlib.suppress(ValueError, SyntaxError):
                pip[key] = str(ast.literal_eval(value.strip()))
    if "no-index" in pip or "client-cert" in pip:
        return None
    translated = {"UV_HTTP_TIMEOUT": "120"}
    if "index-url" in pip and "UV_INDEX_URL" not in env:
        translated["UV_DEFAULT_INDEX"] = pip["index-url"]
    if "extra-index-url" in pip and "UV_EXTRA_INDEX_URL" not in env:
        translated["UV_INDEX"] = " ".join(pip["extra-index-url"].split())
        # pip looks into all its indexes; uv by itself stops at the first that knows the name.
        translated["UV_INDEX_STRATEGY"] = "unsafe-best-match"
    if "find-links" in pip:
        translated["UV_FIND_LINKS"] = ",".join(pip["find-links"].split())
    if "trusted-host" in pip:
        translated["UV_INSECURE_HOST"] = " ".join(pip["trusted-host"].split())
    if "cert" in pip:
        translated["SSL_CERT_FILE"] = pip["cert"]
    if "proxy" in pip:
        translated["HTTP_PROXY"] = translated["HTTPS_PROXY"] = pip["proxy"]
    return {name: value for name, value in translated.items() if name not in env}


def output(command: list[str]) -> tuple[bool, str]:
    """Return whether a short command succeeded, and what it said."""
    try:
        done = subprocess.run(command, cwd=ROOT, env=child_env(), stdin=DEVNULL, stdout=PIPE, stderr=STDOUT)
    except OSError as error:
        return False, str(error)
    return done.returncode == 0, done.stdout.decode("utf-8", "replace")


def attempt(command: list[str], env: dict[str, str]) -> tuple[bool, str]:
    """Run an installer with its words going to the log, and a sign of life every 15 seconds."""
    with LOG.open("ab+") as log:
        start, begun = log.tell(), time.monotonic()
        process = subprocess.Popen(command, cwd=ROOT, env=env, stdin=DEVNULL, stdout=log, stderr=STDOUT)
        try:
            while process.poll() is None:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    process.wait(timeout=15)
                    break
                say(f"  已用 {time.monotonic() - begun:.0f} 秒，请稍候……")
        except BaseException:
            process.kill()
            process.wait()
            raise
        log.seek(start)
        return process.returncode == 0, log.read().decode("utf-8", "replace")


def make_venv() -> None:
    """Make `.venv` anew, marked as unfinished until the install has ended well."""
    say("正在建立运行环境（.venv 文件夹）……")
    if VENV.exists():
        shutil.rmtree(VENV)
    VENV.mkdir()
    write_state(unfinished="venv")
    # From inside a venv, sys.executable may be the very file that was just removed.
    maker = getattr(sys, "_base_executable", None) or sys.executable
    done, words = output([maker, "-m", "venv", str(VENV)])
    if not done and re.search("ensurepip|No module named '?venv", words):
        raise Trouble(
            "这个 Python 缺少 venv 组件。Debian、Ubuntu 请先运行：sudo apt install python3-venv，再运行一次。"
        )
    if not done:
        raise Trouble(f"运行环境没有建成。{explain(words)}\n{words.strip()[-500:]}")


def find_uv(python: Path) -> list[str] | None:
    """Return the command of uv, installing it into the venv if need be; None where it is not to be had."""
    on_path = shutil.which("uv")
    inside = [str(python), "-m", "uv"]
    for command in ([on_path], inside) if on_path else (inside,):
        if output([*command, "--version"])[0]:
            return command
    say("正在取得安装工具 uv……")
    got, _ = attempt([str(python), "-m", "pip", "install", "--retries", "1", UV], child_env())
    return inside if got else None


def installers(python: Path) -> Iterator[tuple[list[str], dict[str, str]]]:
    """Yield the ways to install, the fast one first."""
    settings = uv_settings(output([str(python), "-m", "pip", "config", "list"])[1], os.environ)
    uv = find_uv(python) if settings is not None else None
    if uv:
        yield [*uv, "pip", "install", "--python", str(python)], {**child_env(), **(settings or {})}
    say("改用 pip 安装，会慢一些……")
    yield [str(python), "-m", "pip", "install", "--progress-bar", "off"], child_env()


def install(kind: str, python: Path) -> None:
    """Install the pins of `kind`, then the package itself from where it stands."""
    LOG.write_bytes(b"")
    say("正在下载并安装组件，第一次约需几分钟……")
    wanted = ["-r", FILES[kind][0], "-c", "constraints.txt"]
    for command, env in installers(python):
        done, words = attempt([*command, *wanted], env)
        if done:
            break
    else:
        raise Trouble(f"组件没有装成。{explain(words)}\n安装记录：{LOG}")
    if not attempt([*command, "--no-deps", "--no-build-isolation", "-e", "."], env)[0]:
        # A .pth file is read in the system's encoding, which may have no Chinese; this path is ASCII.
        link = (
            "import os, sysconfig; site = sysconfig.get_path('purelib'); "
            "open(os.path.join(site, 'mktkit-src.pth'), 'w').write(os.path.relpath('src', site))"
        )
        output([str(python), "-c", link])


@contextlib.contextmanager
def alone() -> Iterator[None]:
    """Hold others off while installing: a slow first start is often double-clicked twice."""
    with (ROOT / ".venv.lock").open("w") as file:
        told = False
        while not lock(file.fileno()):
            if not told:
                say("另一个窗口正在安装，等它装完……")
            told = True
            time.sleep(1)
        yield


def lock(number: int) -> bool:
    """Try to lock an open file; it is freed when its process ends, however that ends."""
    try:
        if sys.platform == "win32":
            import msvcrt

            msvcrt.locking(number, msvcrt.LK_NBLCK, 1)
        else:
            import fcntl

            fcntl.flock(number, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network drives know no locks; going on unlocked beats waiting for ever.
        return error.errno not in (errno.EACCES, errno.EAGAIN, errno.EDEADLK)
    return True


def prepare(kind: str) -> Path:
    """Return the Python of an environment with what `kind` needs, installing only what changed."""
    python = interpreter(VENV)
    if installed(kind) and sound(python):
        return python
    with alone():
        if not sound(python):
            make_venv()
        if not installed(kind):
            started = time.monotonic()
            write_state(unfinished=kind)
            install(kind, python)
            write_state(**finished(kind))
            say(f"安装完成，用时 {time.monotonic() - started:.0f} 秒。")
    return python


def arguments_for(argv: list[str]) -> list[str]:
    """Return what the venv's Python is asked to run."""
    if argv[:1] == ["test"]:
        return [str(ROOT / "tests" / "proof.py"), *argv[1:]]
    return ["-m", "mktkit", *(argv or ["open"])]


def hand_over(python: Path, arguments: list[str]) -> int:
    command = [str(python), *arguments]
    if sys.platform != "win32":
        # One process in place of two: a signal sent to the starter reaches the program.
        os.execve(command[0], command, child_env())
    process = subprocess.Popen(command, env=child_env())
    while True:
        # Ctrl+C reaches the child as well, which ends in its own time.
        with contextlib.suppress(KeyboardInterrupt):
            return process.wait()


def main(argv: list[str]) -> int:
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="replace")
    reason = unfit(sys.version_info[:3], 64 if sys.maxsize > 2**32 else 32)
    if reason:
        say(reason)
        return 1
    try:
        return hand_over(prepare("dev" if argv[:1] == ["test"] else "runtime"), arguments_for(argv))
    except Trouble as trouble:
        say(f"\n没有启动成功：{trouble}")
    except OSError as error:
        say(f"\n没有启动成功：{explain(str(error))}\n详情：{error}")
    except KeyboardInterrupt:
        say("\n已中断。下次运行会自动接着装好。")
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
