// The session's end, said beforehand: two minutes before it a question, at the end what to do with a half-filled form.
// Tabs of one browser share one session, so each tells the others when it was prolonged.

const WARNING_S = 120;
const SHARED = "plainview-session-ends";

const { session, sessionLeft, sessionKeep, sessionSignIn } = document.body.dataset;
let note = null;
let fixed = false; // the end of a shift, which no answer puts off

function endsAt() {
  return Number(localStorage.getItem(SHARED));
}

function goesOn(seconds) {
  localStorage.setItem(SHARED, String(Date.now() + seconds * 1000));
  note?.remove();
  note = null;
}

// A new sign-in gives the forms of an older page another token.
function renew(token) {
  for (const each of document.querySelectorAll("[name=csrfmiddlewaretoken]")) each.value = token;
}

function token() {
  return document.querySelector("[name=csrfmiddlewaretoken]")?.value ?? "";
}

async function ask(address, method) {
  const headers = { Accept: "application/json", "X-CSRFToken": token() };
  const answer = await fetch(address, { method, headers, redirect: "manual" }).catch(() => null);
  if (!answer?.ok) return false;
  const told = await answer.json();
  renew(told.token);
  goesOn(told.seconds);
  return true;
}

function say(kind, words, action = "") {
  if (note?.dataset.sessionNote === kind) return;
  note?.remove();
  note = document.createElement("div");
  note.className = "pv-note pv-note--caution pv-session-note";
  note.dataset.sessionNote = kind;
  note.setAttribute("role", "alert");
  const sentence = document.createElement("p");
  sentence.textContent = words;
  note.append(sentence, action);
  document.body.append(note);
}

function warn() {
  const stay = document.createElement("button");
  stay.type = "button";
  stay.className = "btn btn-primary";
  stay.textContent = "I am still here";
  stay.addEventListener("click", async () => {
    if (!(await ask(sessionKeep, "POST"))) over();
    else if (secondsLeft() <= WARNING_S) fixed = true;
    look();
  });
  if (fixed) say("shift", "The shift of this session is over in two minutes. Send what you are typing, then sign in anew.");
  else say("soon", "This session ends in two minutes, because nothing was asked for.", stay);
}

function over() {
  const link = document.createElement("a");
  link.className = "btn btn-primary";
  link.href = sessionSignIn;
  link.target = "_blank";
  link.rel = "noopener";
  link.textContent = "Sign in";
  say("over", "This session has ended. What you typed is still here: sign in in another tab, come back, and send it.", link);
}

function secondsLeft() {
  return (endsAt() - Date.now()) / 1000;
}

function look() {
  const left = secondsLeft();
  if (left > WARNING_S) { note?.remove(); note = null; }
  else if (left > 0) warn();
  else over();
}

// Back from the sign-in in another tab, or from the page that said that a form was not sent.
async function back() {
  if (document.visibilityState !== "visible" || note?.dataset.sessionNote !== "over") return;
  await ask(sessionLeft, "GET");
}

goesOn(Number(session));
setInterval(look, 5000);
document.addEventListener("visibilitychange", back);
addEventListener("focus", back);
addEventListener("pageshow", (event) => { if (event.persisted) ask(sessionLeft, "GET"); });
