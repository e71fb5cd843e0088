// Draws outlines (GeoJSON of this server) on an empty ground: no tiles, nothing from elsewhere.

const TONES = ["neutral", "info", "good", "warn", "bad", "accent", "step-0", "step-1", "step-2", "step-3", "step-4", "step-5"];

function colour(place, name) {
  const probe = document.createElement("span");
  place.append(probe);
  probe.style.color = `var(--${name})`;
  const found = getComputedStyle(probe).color;
  probe.remove();
  const canvas = new OffscreenCanvas(1, 1).getContext("2d");
  canvas.fillStyle = found;
  canvas.fillRect(0, 0, 1, 1);
  const [red, green, blue] = canvas.getImageData(0, 0, 1, 1).data;
  return `rgb(${red}, ${green}, ${blue})`;
}

function box(features) {
  const found = [180, 90, -180, -90];
  const walk = (part) => {
    if (typeof part[0] === "number") {
      found[0] = Math.min(found[0], part[0]);
      found[1] = Math.min(found[1], part[1]);
      found[2] = Math.max(found[2], part[0]);
      found[3] = Math.max(found[3], part[1]);
    } else part.forEach(walk);
  };
  features.forEach((feature) => feature.geometry && walk(feature.geometry.coordinates));
  return found;
}

function card(properties) {
  const shown = document.createElement("div");
  shown.className = "map-card";
  const name = document.createElement(properties.url ? "a" : "strong");
  name.textContent = properties.name;
  if (properties.url) name.href = properties.url;
  shown.append(name);
  if (properties.value !== undefined && properties.value !== null) shown.append(`: ${properties.value}`);
  return shown;
}

export async function draw(place) {
  const [library, answer] = await Promise.all([import(place.dataset.lib), fetch(place.dataset.map)]);
  if (!answer.ok) return;
  const outlines = await answer.json();
  const look = document.createElement("link");
  look.rel = "stylesheet";
  look.href = place.dataset.look;
  document.head.append(look);
  const tones = TONES.flatMap((tone) => [tone, colour(place, tone)]);
  const map = new library.Map({
    container: place, style: { version: 8, sources: {}, layers: [] }, bounds: box(outlines.features),
    fitBoundsOptions: { padding: 24 }, attributionControl: false, dragRotate: false, cooperativeGestures: true,
  });
  map.addControl(new library.NavigationControl({ showCompass: false }));
  map.on("load", () => {
    map.addSource("outlines", { type: "geojson", data: outlines });
    map.addLayer({ id: "area", type: "fill", source: "outlines", paint: {
      "fill-color": ["match", ["coalesce", ["get", "tone"], "accent"], ...tones, colour(place, "accent")], "fill-opacity": ["case", ["==", ["slice", ["coalesce", ["get", "tone"], ""], 0, 4], "step"], 0.85, 0.35],
    } });
    map.addLayer({ id: "border", type: "line", source: "outlines", paint: { "line-color": colour(place, "ink"), "line-width": 1 } });
    map.on("click", "area", (event) => {
      new library.Popup({ maxWidth: "280px" }).setLngLat(event.lngLat).setDOMContent(card(event.features[0].properties)).addTo(map);
    });
    map.on("mouseenter", "area", () => { map.getCanvas().style.cursor = "pointer"; });
    map.on("mouseleave", "area", () => { map.getCanvas().style.cursor = ""; });
  });
}
