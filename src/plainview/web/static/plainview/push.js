// One's own page: notifications of this browser, on or off.

const card = document.querySelector("[data-push]");
const button = card.querySelector("button");
const words = card.querySelector("[data-push-words]");

function say(text) { words.textContent = text; }

function bytes(base64) {
  const text = atob(base64.replace(/-/g, "+").replace(/_/g, "/"));
  return Uint8Array.from(text, (char) => char.charCodeAt(0));
}

async function tell(address, fields) {
  const form = new FormData(card.querySelector("form"));
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  const answer = await fetch(address, { method: "POST", body: form });
  if (answer.ok) return;
  const why = answer.status === 422 ? (await answer.json()).why : "The server did not take it. Reload the page and try again.";
  throw new Error(why);
}

async function subscription() {
  const registered = await navigator.serviceWorker.register("/service-worker.js");
  return [registered, await registered.pushManager.getSubscription()];
}

async function show() {
  const [, mine] = await subscription();
  button.hidden = false;
  button.textContent = mine ? "Switch off on this browser" : "Switch on on this browser";
  button.dataset.on = String(Boolean(mine));
  say(mine ? "On: this browser is called to alerts." : "Off: this browser is not called.");
}

async function switchOn() {
  if (await Notification.requestPermission() !== "granted") {
    throw new Error("The browser forbids notifications of this site. Allow them beside its address, then try again.");
  }
  const [registered] = await subscription();
  await navigator.serviceWorker.ready;
  const mine = await registered.pushManager.subscribe({ userVisibleOnly: true, applicationServerKey: bytes(card.dataset.push) });
  const { endpoint, keys } = mine.toJSON();
  try {
    await tell(card.dataset.add, { endpoint, public_key: keys.p256dh, auth_secret: keys.auth });
  } catch (refused) {
    await mine.unsubscribe();
    throw refused;
  }
}

async function switchOff() {
  const [, mine] = await subscription();
  if (!mine) return;
  await tell(card.dataset.remove, { endpoint: mine.endpoint });
  await mine.unsubscribe();
}

if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
  say("This browser knows no notifications. On an iPhone, add Plainview to the home screen first.");
} else {
  button.addEventListener("click", async () => {
    button.disabled = true;
    try {
      await (button.dataset.on === "true" ? switchOff() : switchOn());
      await show();
    } catch (trouble) {
      say(trouble.message || "The browser refused.");
    }
    button.disabled = false;
  });
  show().catch((trouble) => say(trouble.message));
}
