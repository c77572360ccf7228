"""A browser for robots: pages, cookies, forms; no scripts."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from html.parser import HTMLParser
from http.cookies import SimpleCookie
from urllib.parse import urlencode, urljoin, urlsplit

import urllib3

PATIENCE = urllib3.Timeout(connect=10, read=60)
MOST_REDIRECTS = 6


@dataclass(slots=True)
class FormField:
    """A field with the values it can take; ``kind`` is the input's type, textarea or select."""

    name: str
    kind: str
    values: list[str] = field(default_factory=list)
    chosen: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Form:
    """A form as a browser sees it."""

    action: str
    method: str
    fields: dict[str, FormField] = field(default_factory=dict)

    def defaults(self) -> dict[str, list[str]]:
        """Return what would be sent if nobody touched the form."""
        return {f.name: list(f.chosen) for f in self.fields.values() if f.chosen}


@dataclass(slots=True)
class Page:
    """An answer of the server."""

    status: int
    url: str
    text: str
    _forms: list[Form] | None = None

    @property
    def path(self) -> str:
        """The page's address without the server."""
        return urlsplit(self.url).path

    @property
    def forms(self) -> list[Form]:
        """The page's forms."""
        if self._forms is None:
            reader = _FormReader()
            reader.feed(self.text)
            self._forms = reader.forms
        return self._forms

    def form_with(self, name: str, value: str | None = None) -> Form | None:
        """Return the first form that has this field (and can send this value)."""
        for form in self.forms:
            found = form.fields.get(name)
            if found is not None and (value is None or value in found.values):
                return form
        return None


class Browser:
    """One visitor with cookies of their own; connections are shared by all."""

    def __init__(self, base: str, pool: urllib3.PoolManager | None = None) -> None:
        """Visit the server at ``base``."""
        self.base = base.rstrip("/")
        self.pool = pool or new_pool()
        self.cookies: dict[str, str] = {}

    def get(self, path: str) -> Page:
        """Return a page, following redirects."""
        return self._follow("GET", path, None)

    def post(self, path: str, fields: Mapping[str, str | Sequence[str]], *, follow: bool = True) -> Page:
        """Send a form and return the page after it, or the redirect itself."""
        body = urlencode(list(_pairs(fields)))
        return self._follow("POST", path, body, follow=follow)

    def submit(self, page: Page, form: Form, **changes: str | Sequence[str]) -> Page:
        """Send a form of a page with some fields changed."""
        fields: dict[str, str | Sequence[str]] = dict(form.defaults())
        fields.update(changes)
        return self.post(urljoin(page.url, form.action), fields)

    def _follow(self, method: str, path: str, body: str | None, *, follow: bool = True) -> Page:
        url = urljoin(self.base + "/", path)
        for _ in range(MOST_REDIRECTS):
            answer = self.request(method, url, body)
            location = answer.headers.get("Location")
            if not follow or answer.status not in (301, 302, 303, 307) or not location:
                return Page(answer.status, url, answer.data.decode("utf-8", "replace"))
            method, body, url = "GET", None, urljoin(url, location)
        return Page(310, url, "")

    def request(self, method: str, url: str, body: str | None) -> urllib3.BaseHTTPResponse:
        """Send one request with this visitor's cookies and keep those that come back."""
        headers = {}
        if self.cookies:
            headers["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        if body is not None:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        answer = self.pool.request(
            method, url, body=body, headers=headers, redirect=False, retries=False, timeout=PATIENCE
        )
        for header in answer.headers.getlist("Set-Cookie"):
            for name, morsel in SimpleCookie(header).items():
                self.cookies[name] = morsel.value
        return answer


def new_pool(connections: int = 64) -> urllib3.PoolManager:
    """Return connections that many visitors share."""
    return urllib3.PoolManager(maxsize=connections, block=True)


def _pairs(fields: Mapping[str, str | Sequence[str]]) -> list[tuple[str, str]]:
    pairs = []
    for name, value in fields.items():
        pairs += [(name, value)] if isinstance(value, str) else [(name, v) for v in value]
    return pairs


class _FormReader(HTMLParser):
    """Reads the forms out of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[Form] = []
        self._form: Form | None = None
        self._text: FormField | None = None
        self._select: FormField | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self._form = Form(given.get("action", ""), given.get("method", "get").lower())
            self.forms.append(self._form)
        elif self._form is None:
            return
        elif tag in ("input", "button") and given.get("name"):
            self._input(self._form, given, tag)
        elif tag in ("textarea", "select") and given.get("name"):
            found = self._form.fields.setdefault(given["name"], FormField(given["name"], tag))
            if tag == "textarea":
                self._text, found.chosen = found, [""]
            else:
                self._select = found
        elif tag == "option" and self._select is not None:
            value = given.get("value", "")
            self._select.values.append(value)
            if "selected" in given or not self._select.chosen:
                self._select.chosen = [value]

    def handle_endtag(self, tag: str) -> None:
        if tag == "form":
            self._form = None
        elif tag == "textarea":
            self._text = None
        elif tag == "select":
            self._select = None

    def handle_data(self, data: str) -> None:
        if self._text is not None:
            self._text.chosen = [self._text.chosen[0] + data.removeprefix("\r\n").removeprefix("\n")]

    @staticmethod
    def _input(form: Form, given: dict[str, str], tag: str) -> None:
        kind = "submit" if tag == "button" else given.get("type", "text")
        found = form.fields.setdefault(given["name"], FormField(given["name"], kind))
        value = given.get("value", "")
        found.values.append(value)
        if kind in ("radio", "checkbox"):
            if "checked" in given:
                found.chosen.append(value)
        elif kind != "submit":
            found.chosen = [value]
