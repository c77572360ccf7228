// Keeps answers on this phone until the server has taken them: nothing typed is lost, nothing is sent
// in vain, and an answer that came too late is called so. Without scripts forms are sent as ever.
// What is kept lies in this tab's own storage, and goes when it was sent or the tab is closed.
const form = document.querySelector("form[data-keep]");
const notice = document.getElementById("kept");
const QUEUE = "kept-answers";
const DRAFT = `draft ${location.pathname}`;
const PATIENCE_MS = 12000;
let wait = 1000;
let timer = 0;
let sending = false;

function read(name, otherwise) {
  try {
    return JSON.parse(sessionStorage.getItem(name)) ?? otherwise;
  } catch {
    return otherwise;
  }
}

function write(name, value) {
  try {
    if (value === null) sessionStorage.removeItem(name);
    else sessionStorage.setItem(name, JSON.stringify(value));
  } catch {
    // A phone without storage keeps answers in this page alone.
  }
  memory[name] = value;
}

const memory = {};
const queue = () => memory[QUEUE] ?? read(QUEUE, []);
const belongs = (answer) => answer.to.startsWith(notice.dataset.workshop);

function say(kind, number = 0, what = "") {
  const text = kind && notice.dataset[kind].replace("{n}", number).replace("{what}", what);
  notice.classList.toggle("kept--on", Boolean(kind));
  notice.classList.toggle("kept--bad", kind === "late");
  if (notice.firstElementChild.textContent !== (text || "")) notice.firstElementChild.textContent = text || "";
}

function fieldsOf(given) {
  return [...new FormData(given)].filter(([name]) => name !== "csrf_token");
}

function keep() {
  const own = fieldsOf(form);
  const token = form.elements.csrf_token.value;
  // A later answer to the same question takes the place of the earlier one: each is sent once.
  const others = queue().filter((answer) => answer.to !== form.dataset.keep);
  write(QUEUE, [...others, { to: form.dataset.keep, what: form.dataset.what, fields: own, token }]);
}

async function send(answer) {
  const stop = new AbortController();
  const late = setTimeout(() => stop.abort(), PATIENCE_MS);
  try {
    const body = new URLSearchParams([...answer.fields, ["csrf_token", answer.token]]);
    const got = await fetch(answer.to, {
      method: "POST", body, headers: { Accept: "application/json" }, signal: stop.signal, keepalive: true,
    });
    const told = (got.headers.get("Content-Type") || "").includes("json") ? await got.json() : {};
    return { status: got.status, ...told };
  } catch {
    return { status: 0 };
  } finally {
    clearTimeout(late);
  }
}

function drop(answer) {
  write(QUEUE, queue().filter((other) => !(other.to === answer.to && String(other.fields) === String(answer.fields))));
}

// Sends what is kept, one by one. Returns where to go on, once everything has been taken.
async function flush() {
  if (sending) return;
  sending = true;
  clearTimeout(timer);
  let next = "";
  let taken = false;
  for (const answer of queue().filter(belongs)) {
    const got = await send(answer);
    const here = form && answer.to === form.dataset.keep;
    if (got.status === 0 || got.status >= 500 || got.status === 429 || got.paused) {
      say(got.paused ? "paused" : "waiting", queue().filter(belongs).length);
      timer = setTimeout(flush, wait + Math.random() * 500);
      wait = Math.min(wait * 1.6, 10000);
      sending = false;
      return;
    }
    wait = 1000;
    drop(answer);
    if (got.status === 200) {
      taken = true;
      write(`draft ${answer.to}`, null);
      if (here) next = got.next;
    } else if (got.status === 409) {
      say("late", 1, answer.what);
      sending = false;
      timer = setTimeout(flush, 4000);
      return;
    } else if (here) {
      form.submit(); // the server shows what is wrong, beside the question
      return;
    } else {
      say("late", 1, answer.what);
    }
  }
  sending = false;
  if (next) {
    document.body.dataset.leaving = "yes";
    location.assign(next);
  } else if (taken && !form) {
    location.reload(); // a list of what has been answered is out of date now
  } else if (!notice.classList.contains("kept--bad")) {
    say(notice.classList.contains("kept--on") ? "sent" : "");
  }
}

function restore() {
  const kept = read(DRAFT, null);
  if (!kept || document.querySelector(".govuk-error-summary")) return;
  for (const element of form.elements) {
    if (!element.name || element.type === "hidden" || element.tagName === "BUTTON") continue;
    const values = kept.filter(([name]) => name === element.name).map(([, value]) => value);
    if (element.type === "radio" || element.type === "checkbox") element.checked = values.includes(element.value);
    else if (values.length) element.value = values[0];
  }
  form.dataset.changed = "yes";
  form.dispatchEvent(new Event("change", { bubbles: true }));
}

if (form && notice) {
  restore();
  for (const kind of ["input", "change"]) {
    form.addEventListener(kind, () => {
      form.dataset.changed = "yes";
      write(DRAFT, fieldsOf(form));
    });
  }
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    keep();
    notice.classList.remove("kept--bad");
    flush();
  });
}
if (notice) {
  // A shared device is handed over only when everything has been sent.
  document.querySelector("form[data-hand-over]")?.addEventListener("submit", (event) => {
    if (!queue().some(belongs)) return;
    event.preventDefault();
    flush();
  });
  addEventListener("online", flush);
  document.addEventListener("visibilitychange", () => !document.hidden && flush());
  addEventListener("pageshow", (event) => event.persisted && flush());
  if (queue().some(belongs)) flush();
}
