// Follows a workshop: on a wake-up call it refreshes live parts, and tells or reloads when the
// workshop has moved on. Without an event stream it asks now and then.
const page = document.body.dataset;
const live = document.querySelector("[data-live]");
const QUIET_MS = 40000; // two missed heartbeats and some patience
const POLL_MS = 4000;
let heard = Date.now();
let busy = false;
let again = false;
let sending = false; // a form is on its way: its answer brings the page that is due

function isTyping() {
  // What has been changed and not been sent is never thrown away by going on.
  if (document.querySelector("form[data-changed]") || page.leaving) return true;
  const active = document.activeElement;
  const form = active && active.closest("form");
  return Boolean(form && active.matches("input:not([type=hidden]), textarea, select"));
}

async function refreshLive() {
  const answer = await fetch(live.dataset.live, { headers: { Accept: "text/html" } });
  if (!answer.ok) return;
  const text = await answer.text();
  if (text === live.dataset.last) return;
  live.dataset.last = text;
  // Phones have nothing to morph and need not wait for it.
  const { Idiomorph } = await import("../vendor/idiomorph/idiomorph.esm.js");
  // What somebody has unfolded stays so.
  const beforeAttributeUpdated = (name, element) => name !== "open" || element.localName !== "details";
  Idiomorph.morph(live, text, { morphStyle: "innerHTML", callbacks: { beforeAttributeUpdated } });
  const status = document.getElementById("status");
  const news = live.querySelector("[data-news]");
  if (status && news && status.textContent !== news.dataset.news) status.textContent = news.dataset.news;
}

async function checkPlace() {
  const answer = await fetch(page.placeUrl);
  if (!answer.ok) return;
  const { place } = await answer.json();
  if (place === page.place || sending) return;
  if (page.onMove === "reload" && !isTyping()) {
    if (page.here) location.assign(page.here);
    else location.reload();
  } else {
    const moved = document.getElementById("moved");
    if (moved) moved.hidden = false;
  }
}

async function refresh() {
  if (busy) {
    again = true;
    return;
  }
  busy = true;
  try {
    if (live) await refreshLive();
    if (page.placeUrl) await checkPlace();
  } catch {
    // The network is away; the stream's reconnect or the next poll tries again.
  }
  busy = false;
  if (again) {
    again = false;
    refresh();
  }
}

function listen() {
  const source = new EventSource(page.events);
  source.addEventListener("changed", () => {
    heard = Date.now();
    refresh();
  });
  source.addEventListener("heartbeat", () => {
    heard = Date.now();
  });
  source.addEventListener("gone", () => {
    source.close();
    location.reload();
  });
  source.addEventListener("error", () => {
    heard = 0; // ask now and then until the stream is back
  });
  addEventListener("pagehide", () => source.close());
}

addEventListener("submit", () => {
  sending = true;
  setTimeout(() => (sending = false), 10000);
});

if (page.events) {
  if ("EventSource" in window) listen();
  else heard = 0;
  setInterval(() => {
    if (Date.now() - heard > QUIET_MS) refresh();
  }, POLL_MS);
  addEventListener("pageshow", (event) => {
    if (event.persisted) location.reload();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden) refresh();
  });
}
