// What is drawn on the maps of the search forms: areas, and a corridor along a line. A click adds a point; the points
// stand as text in the field below the map, which is what is sent and what works without a map. Leaflet (L) is loaded
// before this module.

import { HOME, drawBase, mapIn } from "./basemap.js";

/* global L */

const POINT = /^-?\d{1,2}(?:\.\d{1,8})?,-?\d{1,3}(?:\.\d{1,8})?$/;
const METRES_A_DEGREE = 111195;
const PIXELS_AT_ZOOM_0 = 256;
const EQUATOR_METRES = 40075016;

const rows = [...document.querySelectorAll("[data-cameras] [data-camera]")];
const cameras = rows.map(({ dataset }) => [Number(dataset.latitude), Number(dataset.longitude)]);
const counted = (inside) => {
  const held = cameras.filter(inside).length;
  return `${held} camera${held === 1 ? "" : "s"} inside.`;
};

// The same rule as search/area.py: an odd number of sides to the east.
function within(drawn, [latitude, longitude]) {
  return drawn.reduce((inside, [north, east], place) => {
    const [south, west] = drawn.at(place - 1);
    if ((north > latitude) === (south > latitude)) return inside;
    return longitude < east + (latitude - north) * (west - east) / (south - north) ? !inside : inside;
  }, false);
}

const narrower = (line) => {
  const latitudes = line.map(([latitude]) => latitude);
  return Math.cos((Math.min(...latitudes) + Math.max(...latitudes)) / 2 * Math.PI / 180);
};

// The same rule as search/corridor.py: metres to the nearest point of the line.
function distance(line, place) {
  const shrunk = narrower(line);
  const flat = line.map(([latitude, longitude]) => [(longitude - place[1]) * METRES_A_DEGREE * shrunk, (latitude - place[0]) * METRES_A_DEGREE]);
  return Math.min(...flat.slice(1).map((end, number) => {
    const [x, y] = flat[number], [east, north] = [end[0] - x, end[1] - y];
    const length = east ** 2 + north ** 2;
    const share = length ? Math.min(1, Math.max(0, -(x * east + y * north) / length)) : 0;
    return Math.hypot(x + share * east, y + share * north);
  }));
}

const SHAPES = {
  area: {
    label: "Map. Click the corners of the area, or write them in the field below.",
    said: (drawn) => drawn.length > 2 ? counted((camera) => within(drawn, camera)) : drawn.length ? "Three corners make an area." : "Click the corners of the area.",
    begin(map) {
      const outline = L.polygon([], { className: "pv-area-line", interactive: false }).addTo(map);
      return (drawn) => outline.setLatLngs(drawn);
    },
  },
  corridor: {
    label: "Map. Click the points of the line, or write them in the field below.",
    said: (drawn, width) => drawn.length > 1 ? counted((camera) => distance(drawn, camera) <= width / 2) : drawn.length ? "Two points make a line." : "Click along the road.",
    begin(map) {
      const band = L.polyline([], { className: "pv-area-band", interactive: false, lineCap: "round", lineJoin: "round", smoothFactor: 0 }).addTo(map);
      const way = L.polyline([], { className: "pv-area-way", interactive: false, smoothFactor: 0 }).addTo(map);
      return (drawn, width) => {
        const metresAPixel = drawn.length ? EQUATOR_METRES * narrower(drawn) / (PIXELS_AT_ZOOM_0 * 2 ** map.getZoom()) : 1;
        band.setStyle({ weight: width / metresAPixel });
        band.setLatLngs(drawn);
        way.setLatLngs(drawn);
      };
    },
  },
};

async function begin(fold, name) {
  const shape = SHAPES[name], frame = fold.querySelector("[data-map]"), said = fold.querySelector("[data-said]");
  const field = fold.querySelector("input[name]"), wide = fold.querySelector(`[name=${name}_width]`);
  const undo = fold.querySelector("[data-undo]"), clear = fold.querySelector("[data-clear]");
  const marks = [];
  const points = () => {
    const written = field.value.trim().split(/\s+/).filter(Boolean);
    return written.every((each) => POINT.test(each)) ? written.map((each) => each.split(",").map(Number)) : [];
  };
  const map = mapIn(frame, { label: shape.label, deepest: 16, doubleClickZoom: false });
  map.fitBounds(points().length ? points() : cameras.length ? L.latLngBounds(cameras).pad(0.3) : HOME, { maxZoom: 14 });
  await drawBase(map, frame);
  for (const [place, camera] of cameras.entries()) {
    const icon = L.divIcon({ className: "pv-spot pv-spot--camera pv-spot--good", iconSize: [18, 18] });
    L.marker(camera, { icon, interactive: false, keyboard: false, title: rows[place].dataset.camera }).addTo(map);
  }
  const show = shape.begin(map);

  function draw() {
    const drawn = points(), width = Number(wide?.value ?? 0);
    undo.hidden = clear.hidden = drawn.length === 0;
    for (const mark of marks.splice(0)) mark.remove();
    show(drawn, width);
    for (const point of drawn) {
      const icon = L.divIcon({ className: "pv-area-corner", iconSize: [12, 12] });
      marks.push(L.marker(point, { icon, interactive: false, keyboard: false }).addTo(map));
    }
    said.textContent = shape.said(drawn, width);
  }

  function write(drawn) {
    field.value = drawn.map(([latitude, longitude]) => `${latitude.toFixed(5)},${longitude.toFixed(5)}`).join(" ");
    draw();
  }

  map.on("click", ({ latlng }) => write([...points(), [latlng.lat, latlng.lng]]));
  map.on("zoomend", draw);
  undo.addEventListener("click", () => write(points().slice(0, -1)));
  clear.addEventListener("click", () => write([]));
  field.addEventListener("input", draw);
  wide?.addEventListener("input", draw);
  draw();
}

// A map that is folded away has no size yet.
for (const fold of document.querySelectorAll("[data-drawing]")) {
  const name = fold.dataset.drawing;
  if (fold.open) begin(fold, name);
  else fold.addEventListener("toggle", () => begin(fold, name), { once: true });
}
