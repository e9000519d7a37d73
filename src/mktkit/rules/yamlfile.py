"""Strict YAML: the only place that reads a YAML file.

Stock loaders drop a doubled key silently, read ``5.1`` as a number and lose the line an error stands on.
Here a doubled key is an error, keys stay text as written, decimals are exact, and every path knows its line.
"""

from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal
from functools import lru_cache
from pathlib import Path
from types import MappingProxyType

import yaml

from mktkit.errors import MktkitError, show

__all__ = ["KeyPath", "Yaml", "YamlDocument", "listed", "named", "read_yaml"]

KeyPath = tuple[str | int, ...]

Scalar = str | int | bool | Decimal | dt.date | None
#: What a file holds.
Yaml = Scalar | list["Yaml"] | dict[str, "Yaml"]

_COMPOSER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCTOR = yaml.constructor.SafeConstructor()

#: Levels of lists and groups, and values once every reference is written out: far beyond any rules.
_DEEPEST, _MOST = 50, 200_000


@dataclass(frozen=True)
class YamlDocument:
    """A parsed file with the line of every key and list item.

    Attributes
    ----------
    name
        File name as shown in messages.
    data
        Plain dicts, lists, str, int, Decimal, bool, date or None.
    lines
        Line number (from 1) of each path.
    """

    name: str
    data: Yaml
    lines: Mapping[KeyPath, int]

    def where(self, path: KeyPath) -> str:
        """Return ``file 第 n 行`` for the closest known parent of `path`."""
        while path and path not in self.lines:
            path = path[:-1]
        return f"{self.name} 第 {self.lines.get(path, 1)} 行"


def named(data: Yaml) -> dict[str, Yaml]:
    """Return a group of values by name, empty where there stands something else."""
    return data if isinstance(data, dict) else {}


def listed(data: Yaml) -> list[Yaml]:
    """Return a list, empty where there stands something else."""
    return data if isinstance(data, list) else []


def _scalar(node: yaml.ScalarNode, where: str) -> Scalar:
    kind = node.tag.removeprefix("tag:yaml.org,2002:")
    try:
        match kind:
            case "float":
                return Decimal(node.value.replace("_", ""))
            case "int" | "bool" | "null" | "timestamp" | "str":
                value: Scalar = _CONSTRUCTOR.construct_object(node)
                return value.date() if isinstance(value, dt.datetime) else value
    # The constructor trusts a tag that stands before something else: ``!!timestamp x``, ``!!bool x``, ``!!int ''``.
    except (ValueError, ArithmeticError, AttributeError, LookupError):
        raise MktkitError(
            f"{show(node.value)}读不成数或日期",
            "应为 30、0.5 或 2026-10-01 这样的写法",
            "改好后重试",
            where=where,
        ) from None
    raise MktkitError(
        f"用了不认识的标记「{node.tag}」",
        "规则文件里只有文字、数、日期、是否、列表和分组",
        "去掉标记后重试",
        where=where,
    )


def read_yaml(path: Path, name: str | None = None) -> YamlDocument:
    """Read one YAML file.

    Parameters
    ----------
    path
        The file, UTF-8 (a byte-order mark is allowed).
    name
        What messages call the file; default its own name.

    Returns
    -------
    YamlDocument

    Raises
    ------
    MktkitError
        Not readable, not UTF-8, not YAML, a doubled key, or a value that is no plain value.

    Examples
    --------
    >>> import tempfile
    >>> file = Path(tempfile.mkdtemp()) / "x.yaml"
    >>> _ = file.write_text("5.10: {weight: 0.50}", encoding="utf-8")
    >>> read_yaml(file).data
    {'5.10': {'weight': Decimal('0.50')}}
    """
    name = name or path.name
    parsed = _parse(_text(path, name), name)
    return YamlDocument(name, _copied(parsed.data), parsed.lines)


def _text(path: Path, name: str) -> str:
    try:
        return path.read_bytes().decode("utf-8-sig")
    except OSError as problem:
        raise MktkitError(
            "文件打不开",
            "应为可读的 YAML 文件",
            f"检查文件是否存在、是否被占用（{problem.strerror}）",
            where=name,
        ) from None
    except UnicodeDecodeError:
        raise MktkitError(
            "文件不是 UTF-8 编码", "规则文件一律用 UTF-8 保存", "用记事本“另存为”，编码选 UTF-8", where=name
        ) from None


def _copied(data: Yaml) -> Yaml:
    if isinstance(data, dict):
        return {key: _copied(value) for key, value in data.items()}
    return [_copied(value) for value in data] if isinstance(data, list) else data


# The rules of several dates come from the same few files.
@lru_cache(maxsize=64)
def _parse(text: str, name: str) -> YamlDocument:
    try:
        _not_too_deep(text, name)
        root = yaml.compose(text, Loader=_COMPOSER)
    except yaml.YAMLError as problem:
        mark = getattr(problem, "problem_mark", None)
        line = f" 第 {mark.line + 1} 行" if mark else ""
        raise MktkitError(
            "YAML 格式不对，读不下去",
            "冒号后要有一个空格，同一级缩进对齐，引号和括号成对",
            "对照 docs/reference/rules 里的写法改好",
            where=f"{name}{line}",
        ) from None
    reader = _Reader(name)
    data = reader.read(root, (), ()) if root is not None else None
    return YamlDocument(name, data, MappingProxyType(reader.lines))


def _not_too_deep(text: str, name: str) -> None:
    """Refuse what is nested too deeply, before anything calls itself once a level."""
    depth = 0
    for event in yaml.parse(text, Loader=_COMPOSER):
        if isinstance(event, yaml.CollectionStartEvent):
            depth += 1
        elif isinstance(event, yaml.CollectionEndEvent):
            depth -= 1
        if depth > _DEEPEST:
            raise MktkitError(
                f"列表和分组套了 {_DEEPEST} 层以上",
                f"最多 {_DEEPEST} 层",
                "检查括号是否成对，或少套几层",
                where=f"{name} 第 {event.start_mark.line + 1 if event.start_mark else 1} 行",
            )


class _Reader:
    """Reads the nodes of one file, and notes on which line each stands."""

    def __init__(self, name: str) -> None:
        self._name = name
        self._read = 0
        self.lines: dict[KeyPath, int] = {}

    def _where(self, node: yaml.Node) -> str:
        return f"{self._name} 第 {node.start_mark.line + 1} 行"

    def read(self, node: yaml.Node, at: KeyPath, parents: tuple[yaml.Node, ...]) -> Yaml:
        if node in parents:
            raise MktkitError(
                "出现了套自己的引用", "引用（& 和 *）不能成环", "把值直接写出来", where=self._where(node)
            )
        self._read += 1
        if self._read > _MOST:
            raise MktkitError(
                f"引用（& 和 *）展开后多于 {_MOST} 个值",
                f"一个文件最多 {_MOST} 个值",
                "少用引用，把值直接写出来，或拆成几个文件",
                where=self._where(node),
            )
        self.lines.setdefault(at, node.start_mark.line + 1)
        below = (*parents, node)
        if isinstance(node, yaml.MappingNode):
            group: dict[str, Yaml] = {}
            for key_node, value_node in node.value:
                key = self._key(key_node, group)
                self.lines[(*at, key)] = key_node.start_mark.line + 1
                group[key] = self.read(value_node, (*at, key), below)
            return group
        if isinstance(node, yaml.SequenceNode):
            return [self.read(item, (*at, index), below) for index, item in enumerate(node.value)]
        assert isinstance(node, yaml.ScalarNode)
        return _scalar(node, self._where(node))

    def _key(self, node: yaml.Node, group: Mapping[str, Yaml]) -> str:
        if not isinstance(node, yaml.ScalarNode):
            raise MktkitError(
                "键不是文字", "冒号前应是一个名称或条款号", "改好后重试", where=self._where(node)
            )
        key = str(node.value)
        if key in group:
            raise MktkitError(
                f"键「{key}」写了两次", "同一组里每个键只写一次", "删去其中一处", where=self._where(node)
            )
        return key
