// Starts the kit's own scripts; its template would do so inline, which our content policy forbids.
import { initAll } from "../vendor/govuk-frontend/govuk-frontend.min.js";

document.body.classList.add("js-enabled");
if ("noModule" in HTMLScriptElement.prototype) {
  document.body.classList.add("govuk-frontend-supported");
}
initAll();

// A shared device forgets what scripts kept for the person before.
if (document.body.dataset.forget) sessionStorage.clear();
