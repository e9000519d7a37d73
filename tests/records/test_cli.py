"""``mktkit records`` as a user types it, on both engines."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from mktkit.cli import main


@dataclass(frozen=True)
class Done:
    """What a command did."""

    returncode: int
    stdout: str
    stderr: str


Run = Callable[..., Done]


@pytest.fixture
def run(engine: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Run the command line on the machine with this name."""

    def start(machine: str, *arguments: object) -> Done:
        url, folder = engine.where(machine)
        monkeypatch.setenv("MKTKIT_DB", url)
        monkeypatch.setenv("MKTKIT_DATA", folder)
        code = 0
        try:
            main(["records", *map(str, arguments)])
        except SystemExit as end:
            code = int(end.code or 0)
        said = capsys.readouterr()
        return Done(code, said.out, said.err)

    return start


def test_a_document_from_one_machine_to_the_other(
    engine: Any, run: Run, plan: Any, people: Any, tmp_path: Path
) -> None:
    author = engine.open("甲")
    author.save(plan(document="调研-1"), people.clerk)
    author.act("调研-1", people.clerk, "submit")

    listed = run("甲", "list")
    assert listed.returncode == 0, listed.stderr
    assert "调研-1" in listed.stdout
    assert "审批中：批准（营销经理）" in listed.stdout
    assert "本机自报" in listed.stdout
    assert json.loads(run("甲", "list", "--format", "json").stdout)["documents"][0]["status"] == "pending"
    assert "共 0 份" in run("甲", "list", "--status", "已锁定").stdout
    wrong = run("甲", "list", "--status", "锁定")
    assert wrong.returncode == 2
    assert "可写：草稿、审批中" in wrong.stderr

    gone = json.loads(run("甲", "handover", "调研-1", "-o", tmp_path / "移交", "--format", "json").stdout)
    assert Path(gone["file"]).name == "移交_调研-1_第2版.mktkit"
    assert gone["identity"] == "本机自报"
    assert "等对方交回再续办" in run("甲", "handover", "调研-1", "-o", tmp_path / "移交").stdout

    came = run("乙", "accept", gone["file"])
    assert came.returncode == 0, came.stderr
    assert "新增 2 版" in came.stdout
    assert "本机自报" in came.stdout
    assert "以前已经接收过" in run("乙", "accept", gone["file"]).stdout
    engine.open("乙").act("调研-1", people.manager, "approve")

    shown = run("乙", "show", "调研-1")
    assert "移交（记录库" in shown.stdout
    assert "王敏（M01）" in shown.stdout
    assert "样本量" in shown.stdout
    assert "本机自报" in shown.stdout
    versions = json.loads(run("乙", "show", "调研-1", "--format", "json").stdout)["versions"]
    assert [(one["version"], one["action_title"], one["identity"]) for one in versions] == [
        (1, "保存", "本机自报"), (2, "提交", "本机自报"), (3, "通过", "本机自报")]  # fmt: skip
    assert (
        len(json.loads(run("乙", "show", "调研-1", "--version", "1", "--format", "json").stdout)["versions"])
        == 1
    )
    assert run("乙", "show", "调研-1", "--version", "9").returncode == 2

    back = json.loads(run("乙", "handover", "调研-1", "-o", tmp_path / "移交", "--format", "json").stdout)
    assert json.loads(run("甲", "accept", back["file"], "--format", "json").stdout)["status"] == "approved"
    for machine in ("甲", "乙"):
        proof = run(machine, "verify")
        assert proof.returncode == 0, proof.stdout
        assert "核验通过，读到 1 份单据、3 条记录" in proof.stdout


def test_a_fault_is_named_and_the_exit_is_one(engine: Any, run: Run, plan: Any, people: Any) -> None:
    store = engine.open("甲")
    store.save(plan(document="甲单"), people.clerk)
    store.save(plan(document="乙单"), people.clerk)
    engine.tamper(store, "UPDATE mktkit_records SET reason = 'x' WHERE seq = 1")
    proof = run("甲", "verify")
    assert proof.returncode == 1
    assert "核验没有通过" in proof.stdout
    assert "第 1 号记录（单据「甲单」第 1 版" in proof.stdout
    told = json.loads(run("甲", "verify", "--format", "json").stdout)
    assert told["ok"] is False
    assert len(told["findings"]) == 1
    for command in (["show", "甲单"], ["list"], ["export", "-o", "x.jsonl"]):
        refused = run("甲", *command)
        assert refused.returncode == 1
        assert "被改动过" in refused.stderr
        assert "Traceback" not in refused.stderr


def test_export_backup_and_restore(engine: Any, run: Run, plan: Any, people: Any, tmp_path: Path) -> None:
    store = engine.open("甲")
    store.save(plan(document="甲单"), people.clerk)
    file = tmp_path / "导出" / "全部.jsonl"
    exported = run("甲", "export", "-o", file)
    assert exported.returncode == 0, exported.stderr
    assert json.loads(file.read_text(encoding="utf-8"))["identity"] == "本机自报"
    assert json.loads(run("甲", "export", "甲单", "-o", file, "--format", "json").stdout)["records"] == 1
    assert "没有单据" in run("甲", "export", "丙单", "-o", file).stderr

    saved = run("甲", "backup", "-o", tmp_path / "备份")
    assert saved.returncode == 0, saved.stderr
    assert ("pg_dump" in saved.stdout) == (engine.kind == "postgresql")
    (backup,) = (tmp_path / "备份").glob("*.zip")
    store.save(plan(document="乙单"), people.clerk)
    store.close()
    restored = run("甲", "restore", backup, "--reason", "试一试")
    if engine.kind == "postgresql":
        assert restored.returncode == 1
        assert "pg_restore" in restored.stderr
        return
    assert restored.returncode == 0, restored.stderr
    assert "备份里没有的 1 条" in restored.stdout
    assert "乙单" in restored.stdout
    assert run("甲", "verify").returncode == 0


def test_wrong_usage_and_foreign_files(sqlite: Any, tmp_path: Path) -> None:
    # In a process of its own: what a user really gets.
    def run(*arguments: object) -> subprocess.CompletedProcess[str]:
        env = {**os.environ, "MKTKIT_DATA": str(tmp_path / "数据"), "MKTKIT_DB": ""}
        command = [sys.executable, "-m", "mktkit", "records", *map(str, arguments)]
        return subprocess.run(
            command, env=env, capture_output=True, text=True, encoding="utf-8", timeout=60, check=False
        )

    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 not a zip")
    foreign = run("accept", tmp_path / "x.zip")
    assert (foreign.returncode, "移交文件" in foreign.stderr) == (1, True)
    assert run("accept", tmp_path / "没有.zip").returncode == 2
    unknown = run("show", "没有", "--format", "json")
    assert unknown.returncode == 1
    assert "没有单据" in json.loads(unknown.stdout)["message"]
    (tmp_path / "数据" / "records.sqlite").write_bytes(b"broken" * 1000)
    broken = run("verify")
    assert broken.returncode == 1
    assert "损坏" in broken.stderr
    assert "Traceback" not in broken.stderr
    assert "list" in run("-h").stdout
