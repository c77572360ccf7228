"""Changes a framework's data: wording, what is left out, and items and questions of one's own."""

import copy
from collections.abc import Collection, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from facilitator.domain.framework_text import texts_of
from facilitator.domain.keys import free_key

# What may be reworded in each kind of table; below it, what it holds.
TEXTS: dict[str, tuple[str, ...]] = {
    "side": ("name",),
    "sector": ("name", "text"),
    "outside": ("name",),
    "scale": (),
    "scale.answer": ("name", "text"),
    "set": ("name",),
    "set.group": ("name", "text"),
    "set.item": ("name", "text"),
    "criterion": ("name", "question", "hint"),
    "criterion.answer": ("name", "text"),
    "step": ("name", "text", "prompt"),
}
REMOVABLE = ("sector", "set.item", "step", "outside")
HEAD = ("name", "text", "credit", "language")


@dataclass(frozen=True, slots=True)
class NewQuestion:
    """A question of one's own on a scale of its own, added to a step; answers stand lowest first."""

    step: str
    name: str
    question: str
    answers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """A table of the file: its kind (``set.item``), its path of keys (``set/elements/item/time``)."""

    kind: str
    path: str
    table: Mapping[str, Any]


def list_places(data: Mapping[str, Any], kinds: Collection[str] = tuple(TEXTS)) -> list[Place]:
    """Return the tables of these kinds in the order of the file."""
    return [place for place in _walk(data, "", "") if place.kind in kinds]


def edit(
    data: Mapping[str, Any],
    texts: Mapping[str, str],
    left_out: Collection[str] = (),
    new_items: Mapping[str, str] | None = None,
    question: NewQuestion | None = None,
) -> dict[str, Any]:
    """Return changed data; the caller parses it, which finds whatever no longer fits.

    ``texts`` maps ``path/field`` to words, empty words take an optional text out. ``left_out`` are
    paths of tables to drop. ``new_items`` maps the key of a set to items, one per line. Translations of
    texts that have gone or read differently now are taken out.
    """
    changed = copy.deepcopy(dict(data))
    for name in HEAD:
        _put(changed, name, texts.get(name))
    for place in list_places(changed):
        for name in TEXTS[place.kind]:
            if isinstance(place.table, dict):
                _put(place.table, name, texts.get(f"{place.path}/{name}"))
    _drop(changed, "", "", set(left_out))
    for item_set in changed.get("set", []):
        _add_items(item_set, (new_items or {}).get(item_set.get("key", ""), ""))
    if question is not None:
        _add_question(changed, question)
    return _without_lost_translations(changed)


def put_translation(data: Mapping[str, Any], language: str, said: Mapping[str, str]) -> dict[str, Any]:
    """Return changed data with these texts translated, and no others, into a language."""
    changed = copy.deepcopy(dict(data))
    table = {text: words.strip() for text, words in said.items() if words.strip()}
    return _with_translations(changed, {**changed.get("translation", {}), language: table})


def _without_lost_translations(data: dict[str, Any]) -> dict[str, Any]:
    known = set(texts_of(data))
    tables = data.get("translation", {})
    kept = {lang: {t: said for t, said in table.items() if t in known} for lang, table in tables.items()}
    return _with_translations(data, kept)


def _with_translations(data: dict[str, Any], tables: Mapping[str, Mapping[str, str]]) -> dict[str, Any]:
    """Return data with these translations at its end; a language without any falls away."""
    told = {language: dict(table) for language, table in tables.items() if table}
    others = {name: value for name, value in data.items() if name != "translation"}
    return others | ({"translation": told} if told else {})


def _walk(table: Mapping[str, Any], kind: str, path: str) -> Iterator[Place]:
    for name, value in table.items():
        if not isinstance(value, list):
            continue
        for each in value:
            if isinstance(each, dict):
                inner = f"{kind}.{name}" if kind else name
                at = f"{path}/{name}/{each.get('key', '')}" if path else f"{name}/{each.get('key', '')}"
                yield Place(inner, at, each)
                yield from _walk(each, inner, at)


def _put(table: dict[str, Any], name: str, words: str | None) -> None:
    if words is None:
        return
    words = words.replace("\r\n", "\n").strip()
    if words or name == "name":
        table[name] = words
    else:
        table.pop(name, None)


def _drop(table: dict[str, Any], kind: str, path: str, left_out: set[str]) -> None:
    for name, value in table.items():
        if not isinstance(value, list):
            continue
        inner = f"{kind}.{name}" if kind else name
        kept = []
        for each in value:
            at = f"{path}/{name}/" if path else f"{name}/"
            at += str(each.get("key", "")) if isinstance(each, dict) else ""
            if inner in REMOVABLE and at in left_out:
                continue
            if isinstance(each, dict):
                _drop(each, inner, at, left_out)
            kept.append(each)
        table[name] = kept


def _add_items(item_set: dict[str, Any], lines: str) -> None:
    known = {item.get("key") for item in item_set.get("item", [])}
    for line in lines.splitlines():
        name, _, text = (part.strip() for part in line.partition("\t"))
        if name:
            key = free_key(name, known)
            known.add(key)
            item_set.setdefault("item", []).append(
                {"key": key, "name": name} | ({"text": text} if text else {})
            )


def _add_question(data: dict[str, Any], new: NewQuestion) -> None:
    key = free_key(new.name, {criterion.get("key") for criterion in data.get("criterion", [])})
    known: set[str] = set()
    answers = []
    for answer in new.answers:
        answer_key = free_key(answer, known)
        known.add(answer_key)
        answers.append({"key": answer_key, "name": answer})
    criterion: dict[str, Any] = {"key": key, "kind": "scale", "name": new.name, "question": new.question}
    if any(outside.get("key") == "dont_know" for outside in data.get("outside", [])):
        criterion["outside"] = ["dont_know"]
    data.setdefault("criterion", []).append(criterion | {"answer": answers})
    for step in data.get("step", []):
        if step.get("key") == new.step:
            step["criteria"] = [*step.get("criteria", []), key]
