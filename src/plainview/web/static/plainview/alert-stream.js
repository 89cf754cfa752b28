// The connection of a page of alerts. One position is kept for the life of the page, so that after a break nothing is
// missed and nothing comes twice: also when the computer slept, or the server had lost its database.

const AGAIN_MS = 3000;
const CUT_OFF_MS = 10000;
const LOOK_MS = 5000;
// The server sends a beat every fifteen seconds.
const SILENT_MS = 40000;
const BACK_MS = 30000;

const region = document.querySelector("[data-live]");
const connection = document.querySelector("[data-connection]");
let position = Number(region.dataset.after);
let stream = null;
let heard = Date.now();
let lostAt = null;
let cutOffTimer = null;

function hour(moment) {
  const zone = connection.dataset.zone || undefined;
  return new Date(moment).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: zone });
}

function show(state, words) {
  connection.hidden = false;
  connection.dataset.connection = state;
  const said = connection.querySelector("[data-connection-words]");
  if (said.textContent !== words) said.textContent = words;
}

function note(kind, words, link) {
  document.querySelector(".pv-cut-off")?.remove();
  const told = document.createElement("p");
  told.className = `pv-note pv-note--${kind} pv-cut-off`;
  told.setAttribute("role", kind === "caution" ? "alert" : "status");
  told.append(words, " ");
  if (link) told.append(link);
  region.before(told);
  return told;
}

function live() {
  show("live", "Live");
  clearTimeout(cutOffTimer);
  cutOffTimer = null;
  const wasToldOf = document.querySelector(".pv-cut-off") !== null;
  if (wasToldOf && lostAt) {
    const told = note("good", `The connection is back since ${hour(Date.now())}. What came since ${hour(lostAt)} is shown here.`);
    setTimeout(() => told.remove(), BACK_MS);
  }
  lostAt = null;
}

function lost() {
  lostAt ??= heard;
  show("lost", `Connection lost since ${hour(lostAt)}, trying…`);
  cutOffTimer ??= setTimeout(
    () => note("caution", `The connection is lost since ${hour(lostAt)}: nothing new arrives here until it is back. This page keeps trying.`),
    Math.max(0, CUT_OFF_MS - (Date.now() - lostAt)),
  );
}

/** Say that the session is over, with a way back in. */
export function signedOut() {
  show("signed-out", "Signed out");
  clearTimeout(cutOffTimer);
  const link = document.createElement("a");
  link.href = region.dataset.address;
  link.textContent = "Sign in again";
  note("caution", "You are signed out: nothing new arrives here.", link);
}

/** Whether an answer says so: a session that is over is answered with 401 where the page asks by itself. */
export function isOver(answer) {
  return answer?.type === "opaqueredirect" || answer?.status === 401;
}

/** Follow the stream for the life of the page. `opened` is asked at each new connection, since changes are not told again. */
export function follow({ opened, alert, change }) {
  show("waiting", "Connecting…");
  connect();
  // A browser that slept, or whose network went away without a word, notices here.
  const look = () => { if (Date.now() - heard > SILENT_MS && stream?.readyState === EventSource.OPEN) again(); };
  setInterval(look, LOOK_MS);
  for (const woken of ["online", "pageshow", "visibilitychange"]) addEventListener(woken, look);

  function again() {
    lost();
    stream?.close();
    connect();
  }

  function connect() {
    const mine = stream = new EventSource(`${region.dataset.stream}?after=${position}`);
    const on = (name, act) => mine.addEventListener(name, (event) => {
      if (stream !== mine) return;
      heard = Date.now();
      act(event);
    });
    on("beat", () => {});
    on("open", () => { live(); opened(); });
    on("alert", (event) => {
      const at = Number(event.lastEventId);
      if (at <= position) return;
      position = at;
      alert(JSON.parse(event.data));
    });
    on("change", (event) => change(JSON.parse(event.data)));
    mine.addEventListener("error", () => {
      if (stream !== mine) return;
      lost();
      if (mine.readyState === EventSource.CLOSED) setTimeout(retry, AGAIN_MS, mine);
    });
    addEventListener("pagehide", () => mine.close(), { once: true });
  }

  // The server refused for good: signed out, or gone for longer than the browser tries.
  async function retry(refused) {
    if (stream !== refused) return;
    const answer = await fetch(region.dataset.address, { method: "HEAD", redirect: "manual" }).catch(() => null);
    if (isOver(answer)) signedOut();
    else connect();
  }
}
