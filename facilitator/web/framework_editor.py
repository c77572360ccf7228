"""A partnership's own frameworks: copied, reworded, previewed, versioned, brought in and taken out."""

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from facilitator.domain.framework import Criterion, CriterionKind, StepKind
from facilitator.domain.framework_changes import (
    HEAD,
    REMOVABLE,
    TEXTS,
    NewQuestion,
    edit,
    list_places,
    put_translation,
)
from facilitator.domain.framework_doubts import list_doubts
from facilitator.domain.framework_file import FrameworkError
from facilitator.domain.framework_text import read_data, write_data
from facilitator.domain.translation import list_texts, list_untranslated
from facilitator.domain.workshop import Account, Partnership, items_of
from facilitator.frameworks import BUILT_IN, get_built_in, read_built_in
from facilitator.services import frameworks
from facilitator.services.frameworks import FrameworkVersion
from facilitator.web import forms
from facilitator.web.access import facilitator, installation
from facilitator.web.forms.framework import FileForm, StatementsForm

blueprint = Blueprint(
    "framework_editor", __name__, url_prefix="/console/partnerships/<partnership_id>/frameworks"
)


@blueprint.get("/")
@facilitator
def list_frameworks(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """List the built-in toolkits and the partnership's own, with their versions."""
    return _list(partnership)


@blueprint.post("/copy/<name>")
@facilitator
def copy_built_in(account: Account, partnership: Partnership, name: str) -> ResponseReturnValue:
    """Start a framework of one's own with a built-in one."""
    if name not in BUILT_IN:
        abort(404)
    made = frameworks.save_version(installation(), partnership, read_built_in(name))
    return _to(partnership, made)


@blueprint.post("/file")
@facilitator
def bring_in(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Bring in a framework file, or the next version of one."""
    form = FileForm()
    if form.validate_on_submit():
        try:
            made = frameworks.save_version(installation(), partnership, form.source.data or "")
            return _to(partnership, made)
        except FrameworkError as error:
            form.source.errors = [_problems(error)]
    return _list(partnership, file_form=form)


@blueprint.post("/statements")
@facilitator
def make_of_statements(account: Account, partnership: Partnership) -> ResponseReturnValue:
    """Make a framework of pasted statements, in one step."""
    form = StatementsForm()
    if form.validate_on_submit():
        try:
            made = frameworks.save_statements(
                installation(),
                partnership,
                form.name.data or "",
                form.statements.data or "",
                (form.answers.data or "").split(","),
                (form.sectors.data or "").split(","),
                (form.outside.data or "").split(","),
            )
            return redirect(_address("preview", partnership, made), 303)
        except FrameworkError as error:
            form.statements.errors = [_problems(error)]
    return _list(partnership, statements_form=form)


@blueprint.route("/<version_id>", methods=["GET", "POST"])
@facilitator
def change(account: Account, partnership: Partnership, version_id: str) -> ResponseReturnValue:
    """Change wording, leave out, add; saving makes the next version and changes no workshop."""
    version = _find(partnership, version_id)
    data = read_data(version.source)
    form, problem, status = FlaskForm(), "", 200
    if request.method == "POST" and form.validate_on_submit():
        data = edit(
            data,
            request.form.to_dict(),
            request.form.getlist("leave_out"),
            {s["key"]: request.form.get(f"new_items/{s['key']}", "") for s in data.get("set", [])},
            _new_question(),
        )
        try:
            made = frameworks.save_version(installation(), partnership, write_data(data))
            flash(f"Saved as version {made.number}. Workshops keep the version they started with.")
            return _to(partnership, made)
        except FrameworkError as error:
            problem, status = _problems(error), 400
    page = render_template(
        "facilitator/framework/change.html",
        partnership=partnership,
        version=version,
        data=data,
        head=HEAD,
        places=list_places(data),
        texts=TEXTS,
        removable=REMOVABLE,
        doubts=list_doubts(version.framework),
        rated=[s for s in version.framework.steps if s.kind is StepKind.RATE],
        form=form,
        problem=problem,
        left_out=request.form.getlist("leave_out"),
    )
    return page, status


@blueprint.route("/<version_id>/translate", methods=["GET", "POST"])
@facilitator
def translate(account: Account, partnership: Partnership, version_id: str) -> ResponseReturnValue:
    """Say every text in another language; what is left empty stays as it is."""
    version = _find(partnership, version_id)
    language = request.values.get("language", "cy").strip().lower()[:10]
    texts, form, problem = list_texts(version.framework), FlaskForm(), ""
    if not language.replace("_", "").replace("-", "").isalpha():
        problem, language = "Write the language as a short code, for example cy for Welsh", "cy"
    elif request.method == "POST" and form.validate_on_submit():
        said = {text: request.form.get(f"text-{number}", "") for number, text in enumerate(texts)}
        data = put_translation(read_data(version.source), language, said)
        try:
            made = frameworks.save_version(installation(), partnership, write_data(data))
            flash(f"Saved as version {made.number}.")
            return redirect(_address("translate", partnership, made) + f"?language={language}", 303)
        except FrameworkError as error:
            problem = _problems(error)
    page = render_template(
        "facilitator/framework/translate.html",
        partnership=partnership,
        version=version,
        language=language,
        texts=texts,
        said=version.framework.translations.get(language, {}),
        left=len(list_untranslated(version.framework, language)),
        form=form,
        problem=problem,
    )
    return page, 400 if problem else 200


@blueprint.get("/<version_id>/preview")
@facilitator
def preview(account: Account, partnership: Partnership, version_id: str) -> ResponseReturnValue:
    """Show every question as a phone asks it."""
    version = _find(partnership, version_id)
    framework = version.framework
    asked = []
    for step in framework.steps:
        criteria = framework.criteria_of(step)
        is_dots = any(c.kind is CriterionKind.DOTS for c in criteria)
        asked.append((step, items_of(framework, step, ()), criteria, None if is_dots else _blank(criteria)))
    return render_template(
        "facilitator/framework/preview.html",
        partnership=partnership,
        version=version,
        framework=framework,
        asked=asked,
        doubts=list_doubts(framework),
        forms=forms,
        form=FlaskForm(),
    )


@blueprint.get("/<version_id>/framework.toml")
@facilitator
def take_out(account: Account, partnership: Partnership, version_id: str) -> ResponseReturnValue:
    """Give the framework as its file."""
    version = _find(partnership, version_id)
    response = Response(version.source, mimetype="application/toml")
    name = f"{version.key}-{version.number}.toml"
    response.headers["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _blank(criteria: tuple[Criterion, ...]) -> FlaskForm | None:
    return forms.ballot_form(criteria, None) if criteria else None


def _new_question() -> NewQuestion | None:
    name = request.form.get("question_name", "").strip()
    answers = tuple(a.strip() for a in request.form.get("question_answers", "").splitlines() if a.strip())
    if not name and not answers:
        return None
    words = request.form.get("question_words", "").strip()
    return NewQuestion(request.form.get("question_step", ""), name, words, answers)


def _list(
    partnership: Partnership,
    file_form: FileForm | None = None,
    statements_form: StatementsForm | None = None,
) -> ResponseReturnValue:
    versions: dict[str, list[FrameworkVersion]] = {}
    for version in frameworks.list_versions(installation(), partnership):
        versions.setdefault(version.key, []).append(version)
    page = render_template(
        "facilitator/framework/list.html",
        partnership=partnership,
        versions=versions,
        built_in={key: get_built_in(key) for key in BUILT_IN},
        file_form=file_form or FileForm(formdata=None),
        statements_form=statements_form or StatementsForm(formdata=None),
        form=FlaskForm(),
    )
    return page, 400 if file_form or statements_form else 200


def _problems(error: FrameworkError) -> str:
    more = len(error.problems) - 3
    told = [str(problem) for problem in error.problems[:3]]
    return " ".join([*told, f"And {more} more." if more > 0 else ""]).strip()


def _find(partnership: Partnership, version_id: str) -> FrameworkVersion:
    version = frameworks.find_version(installation(), partnership, version_id)
    if version is None:
        abort(404)
    return version


def _address(endpoint: str, partnership: Partnership, version: FrameworkVersion) -> str:
    return url_for(f".{endpoint}", partnership_id=partnership.id, version_id=version.id)


def _to(partnership: Partnership, version: FrameworkVersion) -> ResponseReturnValue:
    return redirect(_address("change", partnership, version), 303)
