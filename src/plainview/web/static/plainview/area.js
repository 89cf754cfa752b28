// An area on the map of a search form, or several: one for each scene. A click adds a corner; the corners stand as text
// in the field below the map, which is what is sent and what works without a map. Leaflet (L) is loaded before this module.

/* global L */

const HOME = [[40.95, -73.75], [42.08, -71.75]];
const CORNER = /^-?\d{1,2}(?:\.\d{1,8})?,-?\d{1,3}(?:\.\d{1,8})?$/;

// The same rule as search/area.py: an odd number of sides to the east.
function inside(drawn, [latitude, longitude]) {
  return drawn.reduce((within, [north, east], place) => {
    const [south, west] = drawn.at(place - 1);
    if ((north > latitude) === (south > latitude)) return within;
    return longitude < east + (latitude - north) * (west - east) / (south - north) ? !within : within;
  }, false);
}

function drawIn(fold) {
  const frame = fold.querySelector("[data-area-map]");
  const field = fold.querySelector("input[name]");
  const said = fold.querySelector("[data-area-said]");
  const undo = fold.querySelector("[data-area-undo]");
  const clear = fold.querySelector("[data-area-clear]");
  let map, outline, cameras = [];
  const marks = [];

  function corners() {
    const written = field.value.trim().split(/\s+/).filter(Boolean);
    return written.every((each) => CORNER.test(each)) ? written.map((each) => each.split(",").map(Number)) : [];
  }

  function write(drawn) {
    field.value = drawn.map(([latitude, longitude]) => `${latitude.toFixed(5)},${longitude.toFixed(5)}`).join(" ");
    draw();
  }

  function draw() {
    const drawn = corners();
    undo.hidden = clear.hidden = drawn.length === 0;
    for (const mark of marks.splice(0)) mark.remove();
    outline.setLatLngs(drawn);
    for (const corner of drawn) {
      const icon = L.divIcon({ className: "pv-area-corner", iconSize: [12, 12] });
      marks.push(L.marker(corner, { icon, interactive: false, keyboard: false }).addTo(map));
    }
    const held = drawn.length > 2 ? cameras.filter((camera) => inside(drawn, camera)).length : 0;
    said.textContent = drawn.length > 2 ? `${held} camera${held === 1 ? "" : "s"} inside.` : drawn.length ? "Three corners make an area." : "Click the corners of the area.";
  }

  async function begin() {
    const still = matchMedia("(prefers-reduced-motion: reduce)").matches;
    map = L.map(frame, { zoomAnimation: !still, fadeAnimation: !still, zoomSnap: 0.5, minZoom: 7, maxZoom: 16, attributionControl: false, doubleClickZoom: false });
    frame.setAttribute("aria-label", "Map. Click the corners of the area, or write them in the field below.");
    frame.setAttribute("role", "application");
    L.control.attribution({ prefix: "Leaflet" }).addTo(map).addAttribution("Boundaries: U.S. Census Bureau");
    const rows = [...document.querySelectorAll("[data-camera]")];
    cameras = rows.map(({ dataset }) => [Number(dataset.latitude), Number(dataset.longitude)]);
    map.fitBounds(corners().length ? corners() : cameras.length ? L.latLngBounds(cameras).pad(0.3) : HOME, { maxZoom: 14 });
    const base = await (await fetch(frame.dataset.base)).json();
    L.geoJSON({ ...base, features: base.features.filter((each) => each.properties.kind !== "place") }, {
      interactive: false, style: (each) => ({ className: `pv-base--${each.properties.kind}` }),
    }).addTo(map);
    for (const [place, camera] of cameras.entries()) {
      const icon = L.divIcon({ className: "pv-spot pv-spot--camera pv-spot--good", iconSize: [18, 18] });
      L.marker(camera, { icon, interactive: false, keyboard: false, title: rows[place].dataset.camera }).addTo(map);
    }
    outline = L.polygon([], { className: "pv-area-line", interactive: false }).addTo(map);
    map.on("click", ({ latlng }) => write([...corners(), [latlng.lat, latlng.lng]]));
    undo.addEventListener("click", () => write(corners().slice(0, -1)));
    clear.addEventListener("click", () => write([]));
    field.addEventListener("input", draw);
    draw();
  }

  // A map that is folded away has no size yet.
  if (fold.open) begin();
  else fold.addEventListener("toggle", begin, { once: true });
}

for (const fold of document.querySelectorAll("[data-area]")) drawIn(fold);
