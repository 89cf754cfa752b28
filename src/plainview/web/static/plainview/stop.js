// The stop on one screen: keys for the comparison, and what the ten minutes change. alerts.js keeps the page current.

const form = () => document.querySelector("#compare");

// Single keys can be switched off in a browser: alert-keys.js keeps the choice.
function wanted() {
  try { return localStorage.getItem("plainview-single-keys") !== "off"; } catch { return true; }
}

function places() {
  return [...new Set([...form().querySelectorAll("input[type=radio]")].map((each) => each.name))];
}

function isOpen(name) {
  return !form().querySelector(`input[name="${name}"]:checked`);
}

function showLeft() {
  const said = document.querySelector("[data-left]");
  if (!said || !form()) return;
  const left = places().filter(isOpen).length;
  said.textContent = left ? ` (${left} left)` : "";
}

// y: it matches, n: it differs. Goes on to the next that is not answered.
function answer(value) {
  const names = places();
  const here = document.activeElement?.form === form() ? document.activeElement.name : "";
  const name = names.includes(here) ? here : names.find(isOpen);
  if (!name) return;
  const choice = form().querySelector(`input[name="${name}"][value="${value}"]`);
  choice.checked = true;
  choice.dispatchEvent(new Event("input", { bubbles: true }));
  const next = names.slice(names.indexOf(name) + 1).find(isOpen);
  if (next) form().querySelector(`input[name="${next}"]`).focus();
  else document.querySelector(".pv-next button[form=compare]")?.focus();
}

document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("textarea, select, input:not([type=radio])")) return;
  const value = { y: "match", n: "differ" }[event.key.toLowerCase()];
  if (!value || !wanted() || !form() || form().closest("details:not([open])")) return;
  event.preventDefault();
  answer(value);
});
document.addEventListener("input", showLeft);

// An answer carries a stop for some minutes: what stands on it goes then, and what asks again comes.
function turn() {
  const now = Date.now();
  const over = (element, since) => now - Date.parse(since) > Number(element.dataset.minutes) * 60_000;
  for (const each of document.querySelectorAll("[data-until]")) each.hidden = over(each, each.dataset.until);
  for (const each of document.querySelectorAll("[data-from]")) each.hidden = !over(each, each.dataset.from);
}

showLeft();
turn();
setInterval(() => { turn(); showLeft(); }, 1000);
