// A map to place a point on, once it is opened. Without this script two numbers, or a town, do it.
// Nothing is asked of anybody else, but for pictures of the land where the programme names a server.
"use strict";

const box = document.querySelector("details[data-map]");

const load = (tag, told) => new Promise((resolve, reject) => {
  const part = Object.assign(document.createElement(tag), told);
  part.addEventListener("load", resolve);
  part.addEventListener("error", reject);
  document.head.append(part);
});

const open = async () => {
  const told = box.dataset;
  await Promise.all([
    load("link", { rel: "stylesheet", href: told.style }),
    load("script", { src: told.map }),
  ]);
  const points = await (await fetch(told.points, { credentials: "same-origin" })).json();
  const [latitude, longitude] = ["latitude", "longitude"].map((name) => document.getElementById(name));
  const map = L.map(box.querySelector(".map"), { zoomControl: false, attributionControl: Boolean(told.tiles) });
  L.control.zoom({ zoomInTitle: told.nearer, zoomOutTitle: told.farther }).addTo(map);
  if (told.tiles) L.tileLayer(told.tiles, { attribution: told.attribution, maxZoom: 19 }).addTo(map);

  const mark = (kind, radius) => ([name, north, east, isChief]) => {
    // Its own text: nobody's words are read as a page.
    const label = Object.assign(document.createElement("bdi"), { textContent: name });
    L.circleMarker([north, east], { radius, className: kind, bubblingMouseEvents: true })
      .bindTooltip(label, { permanent: kind === "town", direction: "top", className: isChief ? "chief" : kind })
      .addTo(map);
  };
  points.services.forEach(mark("service", 5));
  points.towns.forEach(mark("town", 7));
  // Names of villages come when there is room for them.
  map.on("zoomend", () => map.getContainer().classList.toggle("near", map.getZoom() > 10));

  const written = () => {
    const at = [latitude.value, longitude.value].map((each) => Number(each.replace(",", ".")));
    return latitude.value.trim() && longitude.value.trim() && at.every(Number.isFinite) ? at : null;
  };
  const here = L.circleMarker([0, 0], { radius: 10, className: "here", interactive: false });
  const show = () => {
    const at = written();
    if (at) here.setLatLng(at).addTo(map);
    else here.remove();
    return at;
  };
  const place = ({ lat, lng }) => {
    latitude.value = lat.toFixed(5);
    longitude.value = lng.toFixed(5);
    latitude.dispatchEvent(new Event("input", { bubbles: true }));
    show();
  };
  for (const each of [latitude, longitude]) each.addEventListener("input", show);
  map.on("click", ({ latlng }) => place(latlng));
  box.querySelector("button").addEventListener("click", () => place(map.getCenter()));

  const at = ([, north, east]) => [north, east];
  const chosen = show();
  const town = points.towns.find((each) => each[4] === document.getElementById("place").value);
  const all = [...points.towns, ...points.services].map(at);
  if (chosen && told.tiles) map.setView(chosen, 14);
  else if (chosen && points.towns.length) {
    // Without pictures of the land the nearest town says where one is.
    const far = (each) => map.distance(chosen, at(each));
    const nearest = points.towns.reduce((a, b) => (far(b) < far(a) ? b : a));
    map.fitBounds([chosen, at(nearest)], { padding: [60, 60], maxZoom: 13 });
  } else if (chosen || town) map.setView(chosen || at(town), 12);
  else if (all.length) map.fitBounds(all, { padding: [20, 20] });
  else map.setView([0, 0], 2);
};

if (box) {
  box.hidden = false;
  box.addEventListener("toggle", () => open().catch(() => { box.querySelector(".fault").hidden = false; }), { once: true });
}
