// The map of the offers: drawn from the list on the page, which says the same without it.
(() => {
  "use strict";

  const holder = document.querySelector("[data-map]");
  if (!holder || !window.L) return;
  const words = holder.dataset;
  const calm = matchMedia("(prefers-reduced-motion: reduce)").matches;
  const wide = matchMedia("(min-width: 60rem)");
  const PIN = '<svg viewBox="0 0 40 44" aria-hidden="true"><path class="drop" transform="rotate(45 20 20)" d="M20 4a16 16 0 1 0 0 32h14a2 2 0 0 0 2-2V20A16 16 0 0 0 20 4z"/><g class="needle"><path class="n" d="M20 10l5 10H15z"/><path class="s" d="M20 30l5-10H15z"/></g></svg>';

  holder.hidden = false;
  for (const one of document.querySelectorAll("[data-without-map]")) one.hidden = true;
  const map = L.map(holder.querySelector("#map"), {
    attributionControl: false, zoomControl: false, scrollWheelZoom: false, maxZoom: 15,
    zoomAnimation: !calm, fadeAnimation: !calm, markerZoomAnimation: !calm, zoomSnap: .5,
  });
  L.control.zoom({ position: "bottomleft", zoomInTitle: words.zoomIn, zoomOutTitle: words.zoomOut }).addTo(map);
  L.control.attribution({ prefix: false }).addAttribution(words.source).addTo(map);
  // The wheel scrolls the page until the map is used.
  map.on("focus", () => map.scrollWheelZoom.enable());
  map.on("blur", () => map.scrollWheelZoom.disable());

  // Spots: one marker for each address of the list.
  const cluster = L.markerClusterGroup({
    animate: false, showCoverageOnHover: false, maxClusterRadius: 44, spiderLegPolylineOptions: { className: "leg" },
    iconCreateFunction: (group) => {
      const count = group.getChildCount();
      return L.divIcon({ className: "spots-here", html: sign(`<b aria-hidden="true">${count}</b>`, words.group.replace("{}", count)), iconSize: [44, 44] });
    },
  });
  const spots = [...document.querySelectorAll(".addresses [data-lat]")].map((row) => {
    const offer = row.closest("[data-offer]");
    const link = offer.querySelector("h3 a");
    const name = [link.textContent, offer.querySelector(".who").textContent].join(", ");
    const marker = L.marker([row.dataset.lat, row.dataset.lon], {
      icon: L.divIcon({ className: "pin", html: sign(PIN, name), iconSize: [40, 44], iconAnchor: [20, 43], popupAnchor: [0, -38] }),
    });
    marker.bindPopup(() => popup(offer, link, row), { maxWidth: Math.min(280, map.getSize().x - 96), minWidth: 180, autoPanPadding: [16, 16] });
    marker.on("popupopen", () => mark(offer));
    marker.on("popupclose", () => mark(null));
    const button = row.querySelector("button");
    button.hidden = false;
    button.addEventListener("click", () => {
      holder.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
      show(marker);
    });
    return marker;
  });
  cluster.addLayers(spots);
  cluster.addTo(map);

  // What is seen, and what is said of it.
  function sign(drawing, said) {
    const box = document.createElement("span");
    box.innerHTML = drawing;
    const text = document.createElement("span");
    text.className = "unseen";
    text.textContent = said;
    box.append(text);
    return box;
  }

  function popup(offer, link, row) {
    const box = document.createElement("div");
    const title = document.createElement("p");
    const copy = link.cloneNode(true);
    title.append(copy);
    title.className = "title";
    box.append(title, offer.querySelector(".who").cloneNode(true));
    const address = document.createElement("p");
    address.textContent = row.querySelector(".address").textContent;
    box.append(address);
    const far = row.querySelector(".far");
    if (far) box.append(far.cloneNode(true));
    return box;
  }

  function mark(offer) {
    for (const one of document.querySelectorAll("[data-offer].current")) one.classList.remove("current");
    offer?.classList.add("current");
    if (offer && wide.matches) offer.scrollIntoView({ block: "nearest", behavior: calm ? "auto" : "smooth" });
  }

  // As close as it takes to tell this spot from the others; those of one same address fan out.
  function show(marker) {
    let group = marker.__parent, zoom = map.getZoom();
    if (group._zoom < map.getMaxZoom()) zoom = Math.max(zoom, group._zoom + 1);
    else {
      while (group.__parent?.getChildCount() === group.getChildCount()) group = group.__parent;
      zoom = Math.max(zoom, group._zoom);
    }
    if (zoom !== map.getZoom() || !map.getBounds().contains(marker.getLatLng())) map.setView(marker.getLatLng(), zoom, { animate: false });
    const seen = cluster.getVisibleParent(marker);
    if (!seen || seen === marker) return open(marker);
    cluster.once("spiderfied", () => open(marker));
    seen.spiderfy();
  }

  // Opened from the keyboard or the list: the focus enters the popup, and Escape gives it back.
  let opener = null;
  function open(marker) {
    opener = marker;
    marker.openPopup();
    marker.getPopup().getElement()?.querySelector("a")?.focus({ preventScroll: true });
  }
  map.on("popupopen", ({ popup }) => {
    popup.getElement().querySelector(".leaflet-popup-close-button").setAttribute("aria-label", words.close);
  });
  for (const marker of spots) {
    marker.on("keypress", (event) => { if (event.originalEvent.key === "Enter") open(marker); });
  }
  map.getContainer().addEventListener("keydown", (event) => {
    if (event.key !== "Escape") return;
    map.closePopup();
    opener?.getElement()?.focus();
    opener = null;
  });

  // Where one starts from.
  const home = words.lat ? L.latLng(words.lat, words.lon) : null;
  if (home) {
    L.marker(home, {
      icon: L.divIcon({ className: "home", html: "<i></i>", iconSize: [20, 20] }),
      interactive: false, keyboard: false, zIndexOffset: -100,
    }).on("add", ({ target }) => target.getElement().setAttribute("aria-hidden", "true")).addTo(map);
  }
  const seen = L.latLngBounds([...spots.map((one) => one.getLatLng()), ...(home ? [home] : [])]);
  if (seen.isValid()) map.fitBounds(seen, { padding: [32, 32], maxZoom: 14 });

  // Contours: rings are encoded polylines, latitude first.
  const decode = (text, unit) => {
    const numbers = [];
    let step = 0, shift = 0;
    for (const letter of text) {
      const bits = letter.charCodeAt(0) - 63;
      step |= (bits & 31) << shift;
      shift += 5;
      if (bits < 32) { numbers.push(step & 1 ? ~(step >> 1) : step >> 1); step = shift = 0; }
    }
    const ring = [];
    for (let at = 0, lat = 0, lon = 0; at < numbers.length; at += 2) {
      lat += numbers[at];
      lon += numbers[at + 1];
      ring.push([lat / unit, lon / unit]);
    }
    return ring;
  };
  fetch(words.contours, { credentials: "omit" }).then((answer) => answer.json()).then(({ decimals, areas }) => {
    const all = L.featureGroup();
    const drawn = areas.map(([code, name, rings]) => {
      const here = code === words.commune;
      const shape = L.polygon(rings.map((ring) => decode(ring, 10 ** decimals)), {
        className: here ? "area here" : "area", interactive: false, smoothFactor: .5,
      }).addTo(all);
      return { shape, name, here, label: null };
    });
    all.addTo(map);
    drawn.find((one) => one.here)?.shape.bringToFront();
    const bounds = all.getBounds();
    if (!seen.isValid()) map.fitBounds(bounds);
    map.setMaxBounds(bounds.extend(seen.isValid() ? seen : bounds).pad(.3));
    map.setMinZoom(Math.min(map.getBoundsZoom(bounds), map.getZoom()));

    // A name where there is room for it.
    const names = L.layerGroup().addTo(map);
    const write = () => {
      names.clearLayers();
      const view = map.getBounds();
      for (const one of drawn) {
        const box = one.shape.getBounds();
        if (!view.intersects(box)) continue;
        const [a, b] = [map.latLngToLayerPoint(box.getNorthWest()), map.latLngToLayerPoint(box.getSouthEast())];
        if (b.x - a.x < one.name.length * 8 || b.y - a.y < 28) continue;
        const text = document.createElement("span");
        text.textContent = one.name;
        one.label ??= L.marker(one.shape.getCenter(), {
          icon: L.divIcon({ className: one.here ? "area-name here" : "area-name", html: text, iconSize: [0, 0] }),
          interactive: false, keyboard: false, zIndexOffset: -1000,
        }).on("add", ({ target }) => target.getElement().setAttribute("aria-hidden", "true"));
        one.label.addTo(names);
      }
    };
    map.on("moveend", write);
    write();
    holder.dataset.drawn = "";
  }).catch(() => { holder.dataset.drawn = "without contours"; });
})();
