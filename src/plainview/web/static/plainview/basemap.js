// The map under everything that is drawn on one: how it moves, what lies beneath the points, and whom that is owed to.
// Leaflet (L) is loaded before this module. Its parts travel with the program, and no other host is asked for anything
// unless the agency names tiles of its own.

/* global L */

export const HOME = [[40.95, -73.75], [42.08, -71.75]];
export const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
const DEEPEST_TILE = 18;

// A map in its frame, named for those who do not see it. Boundaries alone say nothing of a street, so that without tiles
// each page says how deep it goes.
export function mapIn(frame, { label, deepest, ...more }) {
  const map = L.map(frame, {
    zoomAnimation: !still, fadeAnimation: !still, markerZoomAnimation: !still, zoomSnap: 0.5, minZoom: 7,
    maxZoom: frame.dataset.tiles ? DEEPEST_TILE : deepest, attributionControl: false, ...more,
  });
  frame.setAttribute("aria-label", label);
  frame.setAttribute("role", "application");
  return map;
}

// What lies beneath: tiles where the agency has some, otherwise names if they are wanted; boundaries always.
export async function drawBase(map, frame, { names = false } = {}) {
  const credits = L.control.attribution({ prefix: "Leaflet" }).addTo(map);
  if (frame.dataset.tiles) {
    L.tileLayer(frame.dataset.tiles, { maxZoom: DEEPEST_TILE }).addTo(map);
    frame.classList.add("pv-base-tiled");
    const credit = document.createElement("span");
    credit.textContent = frame.dataset.credit;
    credits.addAttribution(credit.innerHTML);
  }
  const base = await (await fetch(frame.dataset.base)).json();
  const isPlace = (each) => each.properties.kind === "place";
  L.geoJSON({ ...base, features: base.features.filter((each) => !isPlace(each)) }, {
    interactive: false, style: (each) => ({ className: `pv-base--${each.properties.kind}` }),
  }).addTo(map).bringToBack();
  credits.addAttribution("Boundaries: U.S. Census Bureau");
  if (!names || frame.dataset.tiles) return;
  credits.addAttribution("Names: GeoNames, CC BY 4.0");
  nameAll(map, base.features.filter(isPlace));
}

// Each name from the zoom on at which there is room for it.
function nameAll(map, places) {
  const labels = places.map((each) => [each.properties.zoom, named(each)]);
  const choose = () => {
    for (const [zoom, label] of labels) map.getZoom() >= zoom ? label.addTo(map) : label.remove();
  };
  map.on("zoomend", choose);
  choose();
}

function named({ geometry, properties }) {
  const label = document.createElement("span");
  label.textContent = properties.name;
  const icon = L.divIcon({ className: "pv-place", html: label, iconSize: [0, 0] });
  return L.marker([geometry.coordinates[1], geometry.coordinates[0]], { icon, interactive: false, keyboard: false, zIndexOffset: -1000 });
}
