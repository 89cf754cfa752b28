// The map. It draws what stands in the rows of the tables below it, and nothing else: what it shows can be read there.
// Leaflet (L) is loaded before this module.

import { HOME, drawBase, mapIn, still } from "./basemap.js";
import { tick } from "./page.js";

/* global L */

const LIVE_MS = 700;
const LOOK_MS = 60000;
const AGAIN_MS = 3000;
const WORST = ["alarm", "caution", "good", "quiet"];

const frame = document.querySelector("[data-map]");
const region = document.querySelector("[data-points]");
const live = document.querySelector("[data-map-live]");
const svg = "http://www.w3.org/2000/svg";

const map = mapIn(frame, { label: "Map. Arrow keys move it, plus and minus zoom. The tables below have the same.", deepest: 13 });
map.fitBounds(HOME);
L.control.scale({ position: "topright" }).addTo(map);
const markers = new Map();

/* The points */

// Alerts and cameras lie in one cluster, so that an alert does not hide behind the camera that raised it.
const points = L.markerClusterGroup({
  animate: !still,
  showCoverageOnHover: false,
  maxClusterRadius: 44,
  iconCreateFunction: (cluster) => {
    const tones = cluster.getAllChildMarkers().filter((each) => each.options.kind === "alert").map((each) => each.options.tone);
    const worst = WORST.find((tone) => tones.includes(tone));
    const html = document.createElement("span");
    html.textContent = cluster.getChildCount();
    return L.divIcon({ className: `pv-cluster pv-cluster--${worst ?? "none"}`, html, iconSize: [44, 44] });
  },
});
points.addTo(map);
function counted(many, word) {
  return many ? `${many} ${word}${many === 1 ? "" : "s"}` : "";
}

// Clusters come and go as one zooms; each says what it is when it appears.
map.on("layeradd", ({ layer }) => {
  if (!(layer instanceof L.MarkerCluster)) return;
  const children = layer.getAllChildMarkers();
  const alerts = children.filter((each) => each.options.kind === "alert").length;
  const said = [counted(alerts, "alert"), counted(children.length - alerts, "camera")].filter(Boolean).join(" and ");
  layer.getElement()?.setAttribute("aria-label", `${children.length} close together: ${said}. Enter shows them apart.`);
});

function arrow(bearing) {
  const drawn = document.createElementNS(svg, "svg");
  drawn.setAttribute("class", "pv-marker-arrow");
  drawn.setAttribute("viewBox", "0 0 44 44");
  drawn.setAttribute("aria-hidden", "true");
  const head = document.createElementNS(svg, "path");
  head.setAttribute("d", "M22 1 L29 11 L22 8 L15 11 Z");
  head.setAttribute("transform", `rotate(${Number(bearing)} 22 22)`);
  drawn.append(head);
  return drawn;
}

function marker(row) {
  const { point, tone, latitude, longitude, bearing, name, more } = row.dataset;
  const html = document.createElement("div");
  html.className = "pv-marker";
  const spot = document.createElement("span");
  spot.className = `pv-spot pv-spot--${point} pv-spot--${tone}`;
  if (bearing) html.append(arrow(bearing));
  html.append(spot);
  const made = L.marker([Number(latitude), Number(longitude)], {
    icon: L.divIcon({ className: "pv-marker", html, iconSize: [44, 44] }), kind: point, tone, zIndexOffset: point === "alert" ? 500 : 0,
  });
  made.on("add", () => made.getElement()?.setAttribute("aria-label", `${name}, ${more}`));
  made.bindPopup(() => popup(row), { minWidth: 200 });
  return made;
}

function popup({ dataset }) {
  const told = document.createElement("div");
  const name = document.createElement("p");
  const strong = document.createElement("strong");
  strong.textContent = dataset.name;
  name.append(strong);
  const more = document.createElement("p");
  more.textContent = dataset.more;
  const link = document.createElement("a");
  link.href = dataset.href;
  link.textContent = dataset.point === "alert" ? "Open the alert" : "In the register";
  told.append(name, more, link);
  return told;
}

// What looks the same stays, so that an open popup and the focus outlive a refresh.
function face({ dataset }) {
  return JSON.stringify([dataset.latitude, dataset.longitude, dataset.tone, dataset.bearing, dataset.name, dataset.more]);
}

function draw() {
  const rows = new Map([...region.querySelectorAll("[data-point][data-latitude]")].map((row) => [row.id, row]));
  for (const [id, known] of markers) {
    if (rows.has(id) && known.face === face(rows.get(id))) continue;
    points.removeLayer(known.marker);
    markers.delete(id);
  }
  for (const [id, row] of rows) {
    row.querySelector("[data-show]").hidden = false;
    if (markers.has(id)) continue;
    const made = marker(row);
    markers.set(id, { marker: made, face: face(row) });
    points.addLayer(made);
  }
}

function show(id) {
  const found = markers.get(id);
  if (!found) return;
  for (const each of region.querySelectorAll("[data-chosen]")) each.removeAttribute("data-chosen");
  document.getElementById(id)?.setAttribute("data-chosen", "");
  frame.scrollIntoView({ block: "nearest" });
  points.zoomToShowLayer(found.marker, () => {
    map.panTo(found.marker.getLatLng(), { animate: !still });
    found.marker.openPopup();
    found.marker.getElement()?.focus({ preventScroll: true });
  });
}

region.addEventListener("click", (event) => {
  const button = event.target.closest("[data-show]");
  if (button) show(button.closest("[data-point]").id);
});
const fromAddress = () => show(decodeURIComponent(location.hash.slice(1)));
addEventListener("hashchange", fromAddress);

/* Keeping up */

let waiting = null;
let position = Number(frame.dataset.after);

function say(words) {
  if (live.textContent !== words) live.textContent = words;
}

async function look() {
  waiting = null;
  const answer = await fetch(frame.dataset.address, { headers: { Accept: "text/html" }, redirect: "manual" }).catch(() => null);
  if (answer?.type === "opaqueredirect" || answer?.status === 401) return say("Signed out: nothing new arrives here.");
  if (!answer?.ok) return say("No connection: what is shown may be old.");
  const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("[data-points]");
  // Somebody in the table is not thrown out of it: the same button or link has the focus afterwards.
  const focused = region.contains(document.activeElement) ? document.activeElement : null;
  const row = focused?.closest("[data-point]")?.id;
  const kind = focused?.matches("[data-show]") ? "[data-show]" : "a";
  region.replaceChildren(...fresh.childNodes);
  draw();
  tick();
  if (row) document.getElementById(row)?.querySelector(kind)?.focus({ preventScroll: true });
  say(frame.dataset.stream ? "Live" : "");
}

// Several alerts at once are one look.
function soon() {
  waiting ??= setTimeout(look, LIVE_MS);
}

function connect() {
  const stream = new EventSource(`${frame.dataset.stream}?after=${position}`);
  stream.addEventListener("open", soon);
  stream.addEventListener("alert", (event) => {
    position = Math.max(position, Number(event.lastEventId));
    soon();
  });
  stream.addEventListener("change", soon);
  stream.addEventListener("error", () => {
    say("Reconnecting…");
    if (stream.readyState === EventSource.CLOSED) setTimeout(connect, AGAIN_MS);
  });
  addEventListener("pagehide", () => stream.close(), { once: true });
}

drawBase(map, frame, { names: true }).catch(() => say("The map could not be drawn. The tables below have everything."));
draw();
fromAddress();
if (frame.dataset.stream) connect();
setInterval(soon, LOOK_MS);
