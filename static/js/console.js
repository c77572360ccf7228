// The console's clock, which ticks between the server's news, and its keyboard shortcuts.
const dialog = document.getElementById("keys");
const on = document.getElementById("keys-on");
const STORE = "console-shortcuts";

let stamp = "";
let offset = 0;
function tick() {
  const timer = document.querySelector("[data-timer]");
  if (!timer || timer.dataset.held !== undefined) return;
  if (timer.dataset.now !== stamp) {
    stamp = timer.dataset.now; // the server's clock counts, not this device's
    offset = Number(stamp) - Date.now();
  }
  const left = Number(timer.dataset.planned) * 60 - Math.floor((Date.now() + offset - Number(timer.dataset.since)) / 1000);
  const clock = `${Math.floor(Math.abs(left) / 60)}:${String(Math.abs(left) % 60).padStart(2, "0")}`;
  const said = left >= 0 ? `${clock} left of ${timer.dataset.planned} min` : `${clock} over ${timer.dataset.planned} min`;
  const text = timer.querySelector("[data-timer-text]");
  if (text.textContent !== said) text.textContent = said;
  timer.classList.toggle("over", left < 0);
}
tick();
setInterval(tick, 1000);
const live = document.querySelector("[data-live]"); // news from the server bring the server's words
if (live) new MutationObserver(tick).observe(live, { childList: true, subtree: true, characterData: true });

function stored() {
  try {
    return localStorage.getItem(STORE) !== "off";
  } catch {
    return true;
  }
}

on.checked = stored();
on.addEventListener("change", () => {
  try {
    localStorage.setItem(STORE, on.checked ? "on" : "off");
  } catch {
    // Then it holds for this page.
  }
});
const opener = document.querySelector("[data-open-keys]");
opener.parentElement.hidden = false;
opener.addEventListener("click", () => dialog.showModal());

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.metaKey || event.altKey || dialog.open) return;
  if (event.target.closest("input:not([type=radio]):not([type=checkbox]), textarea, select, [contenteditable]")) return;
  if (event.key === "?") dialog.showModal();
  else if (on.checked && /^[a-z]$/.test(event.key)) document.querySelector(`[data-key="${event.key}"]`)?.click();
  else return;
  event.preventDefault();
});
