// Starts the kit's own scripts; its template would do so inline, which our content policy forbids.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

// Counting and sealing a large room takes seconds: the button says what is going on.
addEventListener("submit", (event) => {
  const button = event.submitter;
  if (!button?.dataset.busy || event.defaultPrevented) return;
  button.setAttribute("aria-busy", "true");
  setTimeout(() => (button.textContent = button.dataset.busy));
});
// Whoever comes back with the browser's own button finds the page as it was.
addEventListener("pageshow", (event) => {
  if (event.persisted && document.querySelector("[aria-busy]")) location.reload();
});

// A shared device forgets what scripts kept for the person before.
if (document.body.dataset.forget) sessionStorage.clear();
