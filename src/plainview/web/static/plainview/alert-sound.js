// The sound of an alert and the button that stops it. The browser stays silent until a person has touched the page,
// so the button says "Turn sound on" until then; muted, it says so for as long as it is.

const KEPT = "plainview-sound";
// Pairs of hertz and seconds; each kind is told from the others by its melody, not by loudness.
const MELODIES = {
  low: [[494, 0.2]],
  normal: [[660, 0.16], [0, 0.07], [494, 0.3]],
  high: [[880, 0.14], [0, 0.05], [1175, 0.14], [0, 0.05], [880, 0.14], [0, 0.05], [1175, 0.3]],
  request: [[740, 0.1], [0, 0.06], [740, 0.1], [0, 0.06], [740, 0.1]],
  answer: [[880, 0.16], [0, 0.07], [1175, 0.24]],
};
const PAUSE_MS = 1500;

const button = document.querySelector("[data-sound]");
const words = document.querySelector("[data-sound-words]");
let context = null;
let last = -Infinity;
let lastKind = "";

function wanted() {
  try { return localStorage.getItem(KEPT) !== "off"; } catch { return true; }
}

function keep(on) {
  try { localStorage.setItem(KEPT, on ? "on" : "off"); } catch { /* A private window keeps nothing; the page still knows. */ }
}

function show() {
  const state = !wanted() ? "off" : context?.state === "running" ? "on" : "locked";
  button.dataset.sound = state;
  button.setAttribute("aria-pressed", String(state === "on"));
  words.textContent = { on: "Sound is on", off: "Sound is off", locked: "Turn sound on" }[state];
}

async function unlock() {
  if (!wanted()) return;
  context ??= new AudioContext();
  context.onstatechange = show;
  if (context.state !== "running") await Promise.race([context.resume(), new Promise((done) => { setTimeout(done, 300); })]);
  show();
}

/** Play a kind's melody, unless one was just played; the most urgent one is never held back by another. */
export function sound(kind, now = performance.now()) {
  const tooSoon = now - last < PAUSE_MS && (kind !== "high" || lastKind === "high");
  if (!wanted() || context?.state !== "running" || tooSoon) return;
  last = now;
  lastKind = kind;
  let at = context.currentTime;
  for (const [hertz, seconds] of MELODIES[kind]) {
    if (hertz) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = "triangle";
      tone.frequency.value = hertz;
      volume.gain.setValueAtTime(0.0001, at);
      volume.gain.exponentialRampToValueAtTime(0.5, at + 0.02);
      volume.gain.exponentialRampToValueAtTime(0.0001, at + seconds);
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + seconds);
    }
    at += seconds;
  }
}

if (button) {
  button.hidden = false;
  button.addEventListener("click", async () => {
    const before = button.dataset.sound;
    keep(before !== "on");
    if (before === "on") show();
    else {
      await unlock();
      last = -Infinity;
      sound("high");
    }
  });
  // Any touch of the page is the gesture that the browser waits for; the button's own click decides for itself. It
  // counts once the finger has left: the button gets narrower, and what moves under a finger loses its click.
  for (const gesture of ["click", "keydown"]) {
    document.addEventListener(gesture, (event) => { if (!button.contains(event.target)) unlock(); }, { capture: true });
  }
  show();
  unlock();
}
