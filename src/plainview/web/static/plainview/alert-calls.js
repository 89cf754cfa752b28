// How a page calls a person: a sound with its twin for the eye, vibration, words for a screen reader, the tab's title.

import { sound } from "./alert-sound.js";

const FRAME_MS = 2000;
const VIBRATIONS = { high: [220, 90, 220, 90, 220], normal: [160, 90, 160], low: [120] };

const announcements = document.querySelector("[data-announcements]");
const title = document.title;
let unseen = 0;

function count(more) {
  unseen = document.hasFocus() ? 0 : unseen + more;
  document.title = unseen ? `(${unseen}) ${title}` : title;
}

/** Say something to a screen reader. */
export function announce(text) {
  announcements.textContent = "";
  requestAnimationFrame(() => { announcements.textContent = text; });
}

function light(kind) {
  document.querySelector(".pv-frame")?.remove();
  const frame = document.createElement("div");
  frame.className = `pv-frame pv-frame--${kind}`;
  document.body.append(frame);
  setTimeout(() => frame.remove(), FRAME_MS);
}

/** Call a person as the server decided: `sound` and `frame` are a priority, or empty. A quiet call says nothing aloud. */
export function callFor(call, text) {
  count(1);
  if (call.sound) {
    sound(call.sound);
    navigator.vibrate?.(VIBRATIONS[call.sound] ?? VIBRATIONS.normal);
  }
  if (!call.frame) return;
  light(call.frame);
  announce(text);
}

addEventListener("focus", () => count(0));
