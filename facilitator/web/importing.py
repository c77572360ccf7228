"""Answers from elsewhere: paper forms entered one after the other, and tables from another tool."""

from dataclasses import replace

from flask import Blueprint, flash, g, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.answer_rows import Answers, Person, Refusal, check_person, read_table
from facilitator.domain.answer_table import Table, TableError, read_written, write_csv
from facilitator.domain.column_guesses import guess_columns, guess_values
from facilitator.domain.columns import PLACE, Asked, ColumnMap, distinct_values
from facilitator.domain.framework import CriterionKind
from facilitator.domain.workshop import Account, Workshop, code_for_people
from facilitator.services import importing
from facilitator.services.importing import NothingOpen
from facilitator.services.voting import RoundNotOpen
from facilitator.web.access import facilitator, installation

blueprint = Blueprint("importing", __name__, url_prefix="/console/<code>")

TABLE_PROBLEMS = {
    "empty": "There are no answers in this table: it needs a first line with headings and a line below it",
    "too_long": "This table is too large. Take out columns that are not answers, or bring it in in two parts",
    "too_wide": "This table has too many columns. Take out those that are not answers",
    "not_a_table": "This file cannot be read. Save it as CSV (UTF-8) or as an Excel workbook (.xlsx)",
}
MOST_TOLD = 50


@blueprint.route("/paper", methods=["GET", "POST"])
@facilitator
def enter_form(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Enter one paper form after the other; each becomes ballots like those of a phone."""
    asked = importing.list_asked(installation(), workshop)
    entered = request.form.get("entered", "0")
    count = int(entered) if entered.isdigit() and len(entered) < 5 else 0
    problem, status = "", 200
    if request.method == "POST":
        sector, answers = request.form.get("sector", ""), _entered(asked)
        refused = check_person(workshop.framework, asked, answers, 1) if answers else None
        if not any(s.key == sector for s in workshop.sectors):
            problem = "Choose the group of the person who filled in the form"
        elif not answers:
            problem = "This form has no answers yet"
        elif refused is not None:
            problem = tell(refused, workshop)
        else:
            try:
                importing.take_in(installation(), workshop, [Person(sector, answers)])
                count += 1
            except (NothingOpen, RoundNotOpen):
                problem = "The questions have been closed meanwhile: this form was not counted"
        status = 400 if problem else 200
        # The history says that forms were entered, not when each of them was.
        g.changed_nothing = bool(problem) or count != 1
    page = render_template(
        "facilitator/importing/paper.html",
        workshop=workshop,
        code=code_for_people(workshop.code),
        steps=_by_step(asked),
        held=request.form if problem else {},
        several={key: request.form.getlist(key) for key in request.form} if problem else {},
        chosen=request.form.get("sector", ""),
        problem=problem,
        entered=count,
        done=request.method == "POST" and not problem,
        form=FlaskForm(),
    )
    return page, status


@blueprint.route("/bring-in", methods=["GET", "POST"])
@facilitator
def bring_in(account: Account, workshop: Workshop) -> ResponseReturnValue:
    """Take a table, show how it is read, and take its answers in; the table lives in the form alone."""
    asked = importing.list_asked(installation(), workshop)
    code, form = code_for_people(workshop.code), FlaskForm()
    if request.method == "GET" or not asked:
        return render_template(
            "facilitator/importing/choose.html",
            workshop=workshop,
            code=code,
            asked=asked,
            form=form,
            problem="",
        )
    try:
        table = _given_table()
    except TableError as error:
        page = render_template(
            "facilitator/importing/choose.html",
            workshop=workshop,
            code=code,
            asked=asked,
            form=form,
            pasted=request.form.get("pasted", ""),
            problem=TABLE_PROBLEMS[error.code],
        )
        return page, 400
    mapping = _mapping(table, asked) if "shape" in request.form else _first_mapping(table, asked, workshop)
    values = distinct_values(table, mapping, asked)
    guessed = guess_values(values, [q.criterion for q in asked])
    mapping = _with_values(mapping, guessed | _chosen("value"), _chosen("group"))
    reading = read_table(workshop.framework, table, mapping, asked)
    if request.form.get("do") == "take" and reading.people:
        try:
            number = importing.take_in(installation(), workshop, reading.people)
        except (NothingOpen, RoundNotOpen):
            flash("The questions have been closed meanwhile. Not everything could be counted.")
        else:
            flash(
                f"{number} people with {reading.count_answers()} answers were taken in; "
                f"rows that did not fit: {len(reading.refused)}. The table has not been kept."
            )
        return redirect(url_for("console.run", code=code), 303)
    g.changed_nothing = True
    return render_template(
        "facilitator/importing/map.html",
        workshop=workshop,
        code=code,
        table=table,
        text=write_csv(table),
        asked=asked,
        criteria={f"{q.step.key}/{q.criterion.key}": f"{q.step.name}: {q.criterion.name}" for q in asked},
        mapping=mapping,
        values=values,
        groups=_groups(table, mapping),
        answers=_answers_of(mapping, asked),
        sector_names={s.key: s.name for s in workshop.sectors},
        reading=reading,
        refused=[(r.line, tell(r, workshop)) for r in reading.refused[:MOST_TOLD]],
        form=form,
        shape="long" if request.form.get("shape") == "long" else "wide",
    )


def tell(refused: Refusal, workshop: Workshop) -> str:
    """Say why a row or a form cannot be taken."""
    names = ", ".join(sector.name for sector in workshop.sectors)
    value = refused.value[:60]
    texts = {
        "no_person": "it does not say whose answer this is",
        "sector": f"“{value}” is none of the groups here ({names})" if value else "there is no group",
        "item": f"“{value}” is none of the items asked about",
        "answer": f"“{value}” is none of the answers; say below which one it means",
        "two_sectors": f"{value} has two groups",
        "too_many_dots": "there are more dots than a person has",
        "ballot": f"the answers to “{value}” do not fit the question",
        "nothing": "there are no answers",
    }
    return texts.get(refused.code, "it does not fit")


def _given_table() -> Table:
    file = request.files.get("file")
    if file is not None and file.filename:
        with file.stream as stream:
            return importing.read_file(file.filename, stream.read())
    if request.form.get("table"):
        return read_written(request.form["table"])
    return importing.read_text(request.form.get("pasted") or "")


def _first_mapping(table: Table, asked: list[Asked], workshop: Workshop) -> ColumnMap:
    sectors = {s.name.casefold() for s in workshop.sectors} | {s.key for s in workshop.sectors}
    column = next(
        (n for n in range(len(table.header)) if all(row[n].casefold() in sectors for row in table.rows)), None
    )
    return ColumnMap(sector_column=column, columns=guess_columns(table, asked))


def _mapping(table: Table, asked: list[Asked]) -> ColumnMap:
    sector = request.form.get("sector", "")
    column = _number(sector.removeprefix("column:")) if sector.startswith("column:") else None
    base = {"sector": "" if column is not None else sector, "sector_column": column}
    if request.form.get("shape") == "long":
        places = {name: _number(request.form.get(name, "")) for name in ("person", "item", "answer")}
        return ColumnMap(**base, **places, criterion=request.form.get("criterion", ""))  # type: ignore[arg-type]
    known = {question.key for question in asked}
    chosen = {n: request.form.get(f"column-{n}", "") for n in range(len(table.header))}
    return ColumnMap(**base, columns={n: key for n, key in chosen.items() if key in known})  # type: ignore[arg-type]


def _number(text: str) -> int | None:
    return int(text) if text.isdigit() and len(text) < 4 else None


def _chosen(kind: str) -> dict[str, str]:
    """Return what the form says that words of the table mean; words without a choice are not in it."""
    found = {}
    for number, word in enumerate(request.form.getlist(f"{kind}-word")):
        key = request.form.get(f"{kind}-{number}", "?")
        if key != "?":
            found[word.casefold()] = key
    return found


def _with_values(mapping: ColumnMap, values: dict[str, str], groups: dict[str, str]) -> ColumnMap:
    return replace(mapping, values=values, sectors={word: key for word, key in groups.items() if key})


def _groups(table: Table, mapping: ColumnMap) -> list[str]:
    if mapping.sector_column is None:
        return []
    return list(
        dict.fromkeys(row[mapping.sector_column] for row in table.rows if row[mapping.sector_column])
    )[:30]


def _answers_of(mapping: ColumnMap, asked: list[Asked]) -> dict[str, str]:
    """Return every answer that the mapped questions offer, key to name."""
    used = set(mapping.columns.values())
    chosen = [
        q.criterion
        for q in asked
        if q.key in used or (mapping.is_long and f"{q.step.key}/{q.criterion.key}" == mapping.criterion)
    ]
    places = {PLACE: "The place on its scale, 1 the lowest"}
    names = {o.key: o.name for c in chosen for o in (*c.options, *c.outside)}
    return (places if any(c.kind is CriterionKind.SCALE for c in chosen) else {}) | names


def _by_step(asked: list[Asked]) -> list[tuple[str, list[tuple[str, list[Asked]]]]]:
    """Return questions by step and item, for the paper form."""
    steps: dict[str, dict[str, list[Asked]]] = {}
    for question in asked:
        steps.setdefault(question.step.name, {}).setdefault(question.item.name, []).append(question)
    return [(step, list(items.items())) for step, items in steps.items()]


def _entered(asked: list[Asked]) -> Answers:
    answers: Answers = {}
    for question in asked:
        several = question.criterion.kind is CriterionKind.SEVERAL
        value: object = request.form.getlist(question.key) if several else request.form.get(question.key, "")
        if value:
            items = answers.setdefault(question.step.key, {})
            items.setdefault(question.item.key, {})[question.criterion.key] = value
    return answers
