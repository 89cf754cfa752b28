// The places of an analysis. It draws what stands in the list beside it, and nothing else: everything can be read in the
// tables below. Leaflet (L) is loaded before this module.

import { HOME, drawBase, mapIn } from "./basemap.js";

/* global L */

const frame = document.querySelector("[data-places]");

function at({ latitude, longitude }) {
  return [Number(latitude), Number(longitude)];
}

function mark({ dataset }) {
  const html = document.createElement("span");
  html.textContent = dataset.mark;
  const icon = L.divIcon({ className: "pv-marker", html: "", iconSize: [44, 44] });
  const spot = document.createElement("span");
  spot.className = dataset.mark ? "pv-stop-mark" : "pv-spot pv-spot--camera pv-spot--good";
  spot.append(html);
  icon.options.html = spot;
  const made = L.marker(at(dataset), { icon });
  made.on("add", () => made.getElement()?.setAttribute("aria-label", [dataset.mark, dataset.place, dataset.more].filter(Boolean).join(", ")));
  const told = document.createElement("p");
  const name = document.createElement("strong");
  name.textContent = dataset.place;
  told.append(name, dataset.more ? ` ${dataset.more}` : "");
  return made.bindPopup(told, { minWidth: 140 });
}

async function draw() {
  const label = "Map. Arrow keys move it, plus and minus zoom. The list below has the same.";
  const map = mapIn(frame, { label, deepest: 15, scrollWheelZoom: false });
  L.control.scale({ position: "topright" }).addTo(map);
  const list = frame.nextElementSibling;
  const marks = [...list.querySelectorAll("[data-place]")].map(mark);
  map.fitBounds(marks.length ? L.latLngBounds(marks.map((each) => each.getLatLng())).pad(0.2) : HOME, { maxZoom: 14 });
  for (const { dataset } of list.querySelectorAll("[data-from]")) {
    const ends = [dataset.from, dataset.to].map((each) => each.split(",").map(Number));
    L.polyline(ends, { className: dataset.gap ? "pv-way pv-way--gap" : "pv-way", interactive: false }).addTo(map);
  }
  for (const each of marks) each.addTo(map);
  await drawBase(map, frame);
}

if (frame) draw();
