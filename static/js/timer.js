// Tells how many minutes a step has left. The page says how long the step is; without scripts that stands.
function tell() {
  for (const timer of document.querySelectorAll("[data-until]")) {
    const left = Math.ceil((Number(timer.dataset.until) - Date.now() / 1000) / 60);
    const words = left > 0 ? timer.dataset.left.replace("{n}", left) : timer.dataset.over;
    if (timer.textContent !== words) timer.textContent = words;
  }
}

tell();
setInterval(tell, 5000);
const live = document.querySelector("[data-live]");
if (live) new MutationObserver(tell).observe(live, { childList: true, subtree: true });
