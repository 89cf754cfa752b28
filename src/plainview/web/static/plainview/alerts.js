// Live alerts. The stream tells ids and positions only; cards and parts are fetched behind the same guard as the page.

import { announce, callFor } from "./alert-calls.js";
import { follow, isOver, signedOut } from "./alert-stream.js";
import { tick } from "./page.js";

const region = document.querySelector("[data-live]");
const kind = region.dataset.live;
const empty = document.querySelector("[data-empty]");

let work = Promise.resolve();

// One piece of work after the other, so that cards arrive in the order of the stream.
function inTurn(job) {
  work = work.then(job).catch(() => {});
}

/* What is shown */

function cardOf(id) {
  return region.querySelector(`:scope > [data-alert="${CSS.escape(id)}"]`);
}

function parsed(html) {
  return new DOMParser().parseFromString(html, "text/html");
}

// A picture that has not changed is not fetched and drawn again.
function keepPictures(before, after) {
  for (const image of after.querySelectorAll("img")) {
    const same = [...before.querySelectorAll("img")].find((each) => each.getAttribute("src") === image.getAttribute("src"));
    if (same) image.replaceWith(same);
  }
  return after;
}

function isBeingUsed(element) {
  return element.querySelector("[data-typed]") !== null || element.matches("[data-typed]");
}

// What a person sees of an element: tokens and counted times differ at each look and are no change.
function face(element) {
  const copy = element.cloneNode(true);
  for (const each of copy.querySelectorAll("[name=csrfmiddlewaretoken]")) each.remove();
  for (const each of copy.querySelectorAll("[data-age], [data-clock], [data-compare-left], [data-left]")) each.replaceChildren();
  copy.classList.remove("pv-alert--new", "pv-request--new");
  for (const each of copy.querySelectorAll(".pv-clock--over")) each.classList.remove("pv-clock--over");
  return copy.outerHTML;
}

function replace(before, after) {
  if (face(before) === face(after)) return;
  const focused = before.contains(document.activeElement);
  before.replaceWith(keepPictures(before, after));
  if (focused) after.querySelector("a, button, input")?.focus();
  after.querySelectorAll("[data-compare]").forEach(countLeft);
}

function showEmpty() {
  if (empty) empty.hidden = region.querySelector(":scope > [data-alert]") !== null;
}

// What lies under a finger stays until its click has happened: a control that is swapped between down and up loses it.
let lifted = Promise.resolve();
let lift = () => {};
document.addEventListener("pointerdown", () => {
  lifted = new Promise((resolve) => { lift = resolve; setTimeout(resolve, 2000); });
}, true);
for (const end of ["pointerup", "pointercancel"]) document.addEventListener(end, () => setTimeout(lift, 100), true);

async function fetched(address) {
  const response = await fetch(address, { headers: { Accept: "text/html" }, redirect: "manual" });
  if (isOver(response)) signedOut();
  const page = response.ok ? parsed(await response.text()) : null;
  await lifted;
  return page;
}

/* The stream page */

async function addCard({ id, call, escalated }) {
  if (cardOf(id)) {
    await refreshCard(id);
    if (escalated) callFor(call, `Nobody took this alert. ${cardOf(id)?.dataset.announcement ?? ""}`);
    return;
  }
  if (region.dataset.show === "closed") {
    callFor(call, "A new alert. It stands in the list of open ones.");
    return;
  }
  const found = (await fetched(`/alerts/${id}/card`))?.querySelector("[data-alert]");
  if (!found || cardOf(id)) return;
  found.classList.add("pv-alert--new");
  region.prepend(found);
  showEmpty();
  callFor(call, found.dataset.announcement);
}

async function refreshCard(id) {
  const before = cardOf(id);
  if (!before) return;
  const after = (await fetched(`/alerts/${id}/card`))?.querySelector("[data-alert]");
  if (after) replace(before, after);
}

async function refreshCards() {
  const page = await fetched(region.dataset.address);
  if (!page) return;
  for (const after of page.querySelectorAll("[data-live] > [data-alert]")) {
    const before = cardOf(after.dataset.alert);
    if (before) replace(before, after);
  }
  // A card that is not among the newest any more may still have changed.
  const known = new Set([...page.querySelectorAll("[data-live] > [data-alert]")].map((each) => each.dataset.alert));
  for (const before of region.querySelectorAll(":scope > [data-alert]")) {
    if (!known.has(before.dataset.alert)) await refreshCard(before.dataset.alert);
  }
}

/* The page of one alert: parts that hold typed words stay as they are and say that something changed */

async function refreshParts() {
  const page = await fetched(region.dataset.address);
  const fresh = page?.querySelector("[data-live]");
  if (!fresh) return;
  const changed = fresh.dataset.step !== region.dataset.step;
  for (const before of region.querySelectorAll("[data-part]")) {
    const after = fresh.querySelector(`[data-part="${before.dataset.part}"]`);
    if (!after) continue;
    if (!isBeingUsed(before)) replace(before, after);
    else if (fresh.dataset.step === "closed") noteChange(before, "Somebody closed this alert meanwhile. Reload the page to see what came of it.");
  }
  if (changed && fresh.dataset.step === "answered") {
    const good = fresh.querySelector("[data-answer]")?.dataset.answer === "active";
    callFor({ sound: good ? "answer" : "normal", frame: "normal" }, `Dispatch answered: ${fresh.querySelector("[data-answer]")?.textContent.trim()}`);
  } else if (changed && fresh.dataset.step === "ended") {
    callFor({ sound: "normal", frame: "normal" }, fresh.querySelector("[data-ended]")?.textContent.trim() ?? "");
  } else if (changed) announce(fresh.querySelector("[data-state-words]")?.textContent.trim() ?? "");
  region.dataset.step = fresh.dataset.step;
}

function noteChange(part, words) {
  let note = part.querySelector(".pv-changed");
  if (!note) {
    note = document.createElement("p");
    note.className = "pv-note pv-note--caution pv-changed";
    note.setAttribute("role", "status");
    part.prepend(note);
  }
  note.textContent = words;
}

/* Dispatch's queue */

async function refreshQueue() {
  const page = await fetched(region.dataset.address);
  if (!page) return;
  const waiting = new Map([...page.querySelectorAll("[data-live] > [data-alert]")].map((each) => [each.dataset.alert, each]));
  for (const before of region.querySelectorAll(":scope > [data-alert]")) {
    const after = waiting.get(before.dataset.alert);
    waiting.delete(before.dataset.alert);
    if (after && !isBeingUsed(before) && !before.contains(document.activeElement)) replace(before, after);
    else if (!after && isBeingUsed(before)) noteChange(before, "This request was answered or closed meanwhile.");
    else if (!after) before.remove();
  }
  for (const request of waiting.values()) {
    request.classList.add("pv-request--new");
    region.append(request);
    if (document.activeElement === document.body) request.querySelector("input[type=radio]").focus({ preventScroll: true });
    callFor({ sound: "request", frame: "normal" }, request.dataset.announcement);
  }
  showEmpty();
  tick();
}

/* Forms */

function countLeft(form) {
  const names = new Set([...form.querySelectorAll("input[type=radio]")].map((each) => each.name));
  const left = [...names].filter((name) => !form.querySelector(`input[name="${name}"]:checked`)).length;
  form.querySelector("[data-compare-left]").textContent = left ? ` (${left} left)` : "";
}

document.addEventListener("input", (event) => {
  const form = event.target.closest("form");
  if (!form || !region.contains(form)) return;
  form.setAttribute("data-typed", "");
  if (form.matches("[data-compare]")) countLeft(form);
});

// 1, 2 and 3 answer inside a request, and go on to the source.
document.addEventListener("keydown", (event) => {
  if (event.ctrlKey || event.altKey || event.metaKey || event.target.matches("input:not([type=radio]), textarea")) return;
  const request = event.target.closest?.(".pv-request");
  const choice = request?.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
  if (!choice) return;
  event.preventDefault();
  choice.checked = true;
  choice.form.setAttribute("data-typed", "");
  choice.form.elements.source.focus();
});

// A form that came back refused holds what was typed.
for (const form of region.querySelectorAll("form")) {
  const filled = [...form.querySelectorAll("textarea, input:not([type=hidden], [type=radio])")].some((each) => each.value);
  if (filled || form.querySelector("[aria-invalid], .pv-error, input[type=radio]:checked")) form.setAttribute("data-typed", "");
  if (form.matches("[data-compare]")) countLeft(form);
}
if (kind === "confirmations" && !document.querySelector("[data-focus]")) region.querySelector("input[type=radio]")?.focus({ preventScroll: true });

const refreshAll = { alerts: refreshCards, alert: refreshParts, confirmations: refreshQueue }[kind];
follow({
  opened: () => inTurn(refreshAll),
  alert(news) {
    if (kind === "alerts") inTurn(() => addCard(news));
    else if (kind === "alert" && news.id === region.dataset.alert) inTurn(refreshAll);
    else if (kind === "alert") callFor(news.call, "Another alert. It stands in the list of open ones.");
  },
  change({ id }) {
    if (kind === "alerts") inTurn(() => refreshCard(id));
    else if (kind === "confirmations" || id === region.dataset.alert) inTurn(refreshAll);
  },
});
