// Single keys on the pages of alerts. They can be switched off, for whoever speaks to their computer (WCAG 2.1.4).

const KEPT = "plainview-single-keys";

const list = document.querySelector("[data-key-list]");
const choice = list.querySelector("[data-single-keys]");

function wanted() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

function cards() {
  return [...document.querySelectorAll("[data-live] > [data-alert] .pv-alert-link")];
}

function move(step) {
  const links = cards();
  const here = links.findIndex((link) => link.closest("[data-alert]").contains(document.activeElement));
  const next = links[here < 0 ? 0 : Math.min(links.length - 1, Math.max(0, here + step))];
  next?.focus();
  next?.closest("[data-alert]").scrollIntoView({ block: "nearest" });
}

function take() {
  const page = document.querySelector("[data-live='alert']");
  const here = page ?? document.activeElement.closest("[data-alert]") ?? document.querySelector("[data-live] > [data-alert]");
  here?.querySelector("form[data-take]")?.requestSubmit();
}

function mute() {
  const mine = document.querySelector("[data-mute]");
  if (mine instanceof HTMLFormElement) mine.querySelector("button").focus();
  else if (mine) {
    mine.open = true;
    mine.querySelector("input:not([type=hidden])").focus();
  }
}

const KEYS = { j: () => move(1), k: () => move(-1), t: take, m: mute, "?": () => list.showModal() };

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.repeat && event.key === "t") return;
  if (list.open || event.target.closest("input, textarea, select, [contenteditable]")) return;
  const act = wanted() ? KEYS[event.key] : undefined;
  if (!act) return;
  event.preventDefault();
  act();
});

document.querySelector("[data-show-keys]").addEventListener("click", () => list.showModal());
choice.checked = wanted();
choice.addEventListener("change", () => {
  try { localStorage.setItem(KEPT, choice.checked ? "on" : "off"); } catch { /* A private window keeps nothing. */ }
});
