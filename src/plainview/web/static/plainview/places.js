// The places of an analysis. It draws what stands in the list beside it, and nothing else: everything can be read in the
// tables below. Leaflet (L) is loaded before this module.

/* global L */

const HOME = [[40.95, -73.75], [42.08, -71.75]];
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
  const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const deepest = frame.dataset.tiles ? 18 : 15;
  const map = L.map(frame, { zoomAnimation: !still, fadeAnimation: !still, zoomSnap: 0.5, minZoom: 7, maxZoom: deepest, attributionControl: false, scrollWheelZoom: false });
  frame.setAttribute("aria-label", "Map. Arrow keys move it, plus and minus zoom. The list below has the same.");
  frame.setAttribute("role", "application");
  const credits = L.control.attribution({ prefix: "Leaflet" }).addTo(map);
  L.control.scale({ position: "topright" }).addTo(map);
  const list = frame.nextElementSibling;
  const marks = [...list.querySelectorAll("[data-place]")].map(mark);
  map.fitBounds(marks.length ? L.latLngBounds(marks.map((each) => each.getLatLng())).pad(0.2) : HOME, { maxZoom: 14 });
  for (const { dataset } of list.querySelectorAll("[data-from]")) {
    const ends = [dataset.from, dataset.to].map((each) => each.split(",").map(Number));
    L.polyline(ends, { className: dataset.gap ? "pv-way pv-way--gap" : "pv-way", interactive: false }).addTo(map);
  }
  for (const each of marks) each.addTo(map);
  if (frame.dataset.tiles) {
    L.tileLayer(frame.dataset.tiles, { maxZoom: deepest }).addTo(map);
    frame.classList.add("pv-base-tiled");
    const credit = document.createElement("span");
    credit.textContent = frame.dataset.credit;
    credits.addAttribution(credit.innerHTML);
  }
  const base = await (await fetch(frame.dataset.base)).json();
  const drawn = L.geoJSON({ ...base, features: base.features.filter((each) => each.properties.kind !== "place") }, {
    interactive: false, style: (each) => ({ className: `pv-base--${each.properties.kind}` }),
  }).addTo(map);
  drawn.bringToBack();
  credits.addAttribution("Boundaries: U.S. Census Bureau");
}

if (frame) draw();
