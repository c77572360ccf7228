// Saves an action while it is being written, and shows what others saved in other fields meanwhile.
// Without it the Save button does the same.
const form = document.querySelector("form[data-autosave]");
const line = document.querySelector("[data-saved-line]");
const QUIET_MS = 900;
const RETRY_MS = 5000;
let timer = 0;
let busy = false;
let dirty = false;
let stopped = false;

function say(key, more = "") {
  line.hidden = false;
  line.textContent = form.dataset[key] + (more ? ` ${more}` : "");
}

function controls(name) {
  return [...form.elements].filter((control) => control.name === name);
}

function read(name) {
  const [first] = controls(name);
  if (!first) return "";
  if (first.type !== "checkbox") return first.value;
  return controls(name).filter((box) => box.checked).map((box) => box.value).join("\n");
}

function write(name, value) {
  for (const control of controls(name)) {
    if (control.type !== "checkbox") control.value = value;
    else control.checked = Array.isArray(value) ? value.includes(control.value) : Boolean(value);
  }
}

// Takes over what others saved. Where somebody has typed into such a field since the save was sent,
// the version stays behind, so that the next save finds the clash instead of burying it.
function takeOver(answer, sent) {
  const touched = Object.keys(answer.fields).filter((name) => read(name) !== sent[name]);
  for (const [name, value] of Object.entries(answer.fields)) {
    if (!touched.includes(name)) write(name, value);
  }
  if (touched.length === 0) form.elements.version.value = answer.version;
}

async function save() {
  if (busy || stopped || !dirty) return;
  busy = true;
  dirty = false;
  say("saving");
  const sent = Object.fromEntries([...form.elements].filter((c) => c.name).map((c) => [c.name, read(c.name)]));
  try {
    const response = await fetch(location.href, {
      method: "POST",
      headers: { "X-Autosave": "1", Accept: "application/json" },
      body: new FormData(form),
    });
    if (response.ok) {
      takeOver(await response.json(), sent);
      say("saved");
    } else if (response.status === 409) {
      stopped = true;
      say("conflict");
    } else if (response.status === 400) {
      const { problems } = await response.json();
      say("unsaved", Object.values(problems)[0]);
    } else {
      throw new Error(String(response.status));
    }
  } catch {
    dirty = true;
    say("offline");
    timer = setTimeout(save, RETRY_MS);
  }
  busy = false;
  if (dirty && !stopped) schedule();
}

function schedule() {
  clearTimeout(timer);
  timer = setTimeout(save, QUIET_MS);
}

if (form && line) {
  form.addEventListener("input", () => {
    dirty = true;
    if (!stopped) say("unsaved");
    schedule();
  });
  form.addEventListener("submit", () => {
    stopped = true;
    clearTimeout(timer);
  });
  document.addEventListener("visibilitychange", () => {
    if (document.hidden) save();
  });
}
