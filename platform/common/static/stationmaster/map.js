// Maps: a coastline, circles and points on one canvas. No tiles, nothing from outside. State by shape and colour.
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const KINDS = {
    station: { tone: "--sm-accent", shape: "square", words: zh ? "服务站" : "Station" },
    planned: { tone: "--sm-info", shape: "hollow", words: zh ? "拟建站" : "Planned station" },
    candidate: { tone: "--sm-info", shape: "hollow", words: zh ? "候选站" : "Candidate" },
    closed: { tone: "--sm-off", shape: "cross", words: zh ? "已关闭" : "Closed" },
    demand: { tone: "--sm-neutral", shape: "dot", words: zh ? "需求点" : "Demand" },
    gap: { tone: "--sm-bad", shape: "triangle", words: zh ? "救援半径外" : "Outside the rescue radius" },
    case: { tone: "--sm-bad", shape: "diamond", words: zh ? "救援事件" : "Rescue" },
    waiting: { tone: "--sm-warn", shape: "diamond", words: zh ? "等待派工" : "Waiting for a crew" },
    crew: { tone: "--sm-good", shape: "arrow", words: zh ? "救援队" : "Crew" },
    busy: { tone: "--sm-busy", shape: "arrow", words: zh ? "出动中" : "On a rescue" },
    unserved: { tone: "--sm-bad", shape: "triangle", words: zh ? "无人可派" : "No crew found" },
    offered: { tone: "--sm-info", shape: "diamond", words: zh ? "已派单" : "Offered" },
    under_way: { tone: "--sm-busy", shape: "diamond", words: zh ? "救援中" : "Crew on its way" },
    arrived: { tone: "--sm-good", shape: "square", words: zh ? "已到达" : "Crew at the vehicle" },
    track: { tone: "--sm-busy", shape: "dot", words: zh ? "行驶轨迹" : "Driven track" },
    raw: { tone: "--sm-neutral", line: [2, 5], width: 1.5, words: zh ? "原始轨迹" : "Raw track" },
    driven: { tone: "--sm-busy", line: [], width: 4, words: zh ? "计入里程" : "Counted" },
    filled: { tone: "--sm-warn", line: [10, 7], width: 4, words: zh ? "补足的缺口" : "Gap, filled" },
    spike: { tone: "--sm-bad", shape: "cross", words: zh ? "剔除的漂移点" : "Cut as an error" },
    off_duty: { tone: "--sm-off", shape: "cross", words: zh ? "下班" : "Off duty" },
    here: { tone: "--sm-bad", shape: "pin", words: zh ? "所选位置" : "Chosen place" },
    vehicle: { tone: "--sm-bad", shape: "pin", words: zh ? "您的车辆" : "Your vehicle" },
  };
  // For orientation only; large cities that everybody knows.
  const CITIES = [["北京", "Beijing", 39.9, 116.4], ["上海", "Shanghai", 31.23, 121.47], ["广州", "Guangzhou", 23.13, 113.26], ["成都", "Chengdu", 30.66, 104.07], ["武汉", "Wuhan", 30.59, 114.3], ["西安", "Xi'an", 34.34, 108.94], ["沈阳", "Shenyang", 41.8, 123.43], ["哈尔滨", "Harbin", 45.75, 126.65], ["乌鲁木齐", "Ürümqi", 43.8, 87.6], ["拉萨", "Lhasa", 29.65, 91.1], ["昆明", "Kunming", 25.04, 102.71], ["兰州", "Lanzhou", 36.06, 103.84], ["呼和浩特", "Hohhot", 40.84, 111.75], ["福州", "Fuzhou", 26.07, 119.3], ["郑州", "Zhengzhou", 34.75, 113.63], ["重庆", "Chongqing", 29.56, 106.55]];
  const other = { tone: "--sm-neutral", shape: "dot", words: "" };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const kindOf = (name) => KINDS[name] || { ...other, words: name };

  const PATHS = {
    square: (c, r) => c.rect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7),
    hollow: (c, r) => c.rect(-r * 0.85, -r * 0.85, r * 1.7, r * 1.7),
    dot: (c, r) => c.arc(0, 0, r * 0.8, 0, 7),
    diamond: (c, r) => { c.moveTo(0, -r * 1.2); c.lineTo(r * 1.2, 0); c.lineTo(0, r * 1.2); c.lineTo(-r * 1.2, 0); c.closePath(); },
    triangle: (c, r) => { c.moveTo(0, -r * 1.1); c.lineTo(r * 1.1, r * 0.9); c.lineTo(-r * 1.1, r * 0.9); c.closePath(); },
    arrow: (c, r) => { c.moveTo(0, -r * 1.3); c.lineTo(r, r); c.lineTo(0, r * 0.45); c.lineTo(-r, r); c.closePath(); },
    cross: (c, r) => { c.moveTo(-r, -r); c.lineTo(r, r); c.moveTo(r, -r); c.lineTo(-r, r); },
    pin: (c, r) => { c.arc(0, -r * 1.2, r, 0.9, Math.PI - 0.9, true); c.lineTo(0, r * 0.6); c.closePath(); },
  };

  function stroke(context, kind, length) {
    context.beginPath();
    context.moveTo(-length, 0);
    context.lineTo(length, 0);
    context.setLineDash(kind.line);
    context.lineWidth = kind.width;
    context.strokeStyle = colour(kind.tone);
    context.stroke();
  }

  function paint(context, shape, radius, ink, ground) {
    context.beginPath();
    PATHS[shape](context, radius);
    context.lineWidth = shape === "hollow" || shape === "cross" ? 2 : 1.25;
    context.fillStyle = shape === "hollow" ? ground : ink;
    context.strokeStyle = shape === "hollow" || shape === "cross" ? ink : ground;
    if (shape !== "cross") context.fill();
    context.stroke();
  }

  const Mark = L.CircleMarker.extend({
    _updatePath() {
      const context = this._renderer._ctx;
      if (!this._renderer._drawing || this._empty()) return;
      context.save();
      context.translate(this._point.x, this._point.y);
      const kind = kindOf(this.options.kind);
      paint(context, kind.shape, this._radius, colour(kind.tone), colour("--sm-surface"));
      context.restore();
    },
  });

  function land(map, address) {
    fetch(address).then((answer) => answer.json()).then((world) => {
      const shape = topojson.feature(world, world.objects.land);
      const style = () => ({ stroke: true, weight: 0.75, color: colour("--sm-line-strong"), fillColor: colour("--sm-surface"), fillOpacity: 1 });
      const layer = L.geoJSON(shape, { style, interactive: false, renderer: L.canvas({ pane: "land", padding: 0.5 }) }).addTo(map);
      document.addEventListener("sm:theme", () => layer.setStyle(style()));
    });
  }

  function cities(map) {
    for (const [name, english, lat, lon] of CITIES) {
      L.tooltip({ permanent: true, direction: "bottom", className: "map-city", pane: "names", opacity: 1, interactive: false }).setLatLng([lat, lon]).setContent(zh ? name : english).addTo(map);
    }
  }

  function words(point) {
    const box = document.createElement("div");
    box.className = "map-popup";
    const name = document.createElement(point.url ? "a" : "strong");
    name.textContent = point.label;
    if (point.url) name.href = point.url;
    box.append(name);
    if (point.detail) box.append(document.createElement("br"), point.detail);
    return box;
  }

  function radius(point) {
    return point.weight ? Math.max(3, Math.min(14, 2.5 + Math.sqrt(point.weight))) : 6;
  }

  // Points that cover each other are told apart by a list of all that lie below the click.
  function popupFor(points, map, event) {
    const near = points.filter((point) => map.latLngToContainerPoint([point.lat, point.lon]).distanceTo(event.containerPoint) < 12);
    if (near.length < 2) return words(near[0] || points[0]);
    const list = document.createElement("ul");
    for (const point of near.slice(0, 30)) {
      const item = document.createElement("li");
      item.append(words(point));
      list.append(item);
    }
    const box = document.createElement("div");
    box.className = "map-popup";
    box.append(list);
    return box;
  }

  function draw(map, layer, data) {
    layer.clearLayers();
    for (const circle of data.circles || []) {
      const kind = kindOf(circle.kind);
      L.circle([circle.lat, circle.lon], { radius: circle.radius_m, weight: 1, color: colour(kind.tone), fillOpacity: 0.06, interactive: false }).addTo(layer);
    }
    for (const line of data.lines || []) {
      const kind = kindOf(line.kind);
      L.polyline(line.path, { color: colour(kind.tone), weight: kind.width, dashArray: kind.line.join(" ") || null, interactive: false }).addTo(layer);
    }
    for (const point of data.points) {
      const mark = new Mark([point.lat, point.lon], { kind: point.kind, radius: radius(point) });
      mark.bindTooltip(point.label, { direction: "top", offset: [0, -6] });
      mark.on("click", (event) => {
        L.DomEvent.stopPropagation(event);
        L.popup().setLatLng(mark.getLatLng()).setContent(popupFor(data.points, map, event)).openOn(map);
      });
      mark.addTo(layer);
    }
  }

  function legend(box, data) {
    const target = box.querySelector("[data-map-legend]");
    target.replaceChildren(...[...new Set([...(data.lines || []), ...data.points].map((one) => one.kind))].filter((name) => kindOf(name).words).map((name) => {
      const line = document.createElement("span");
      const canvas = document.createElement("canvas");
      canvas.width = canvas.height = 28;
      canvas.className = "icon";
      const context = canvas.getContext("2d");
      context.translate(14, 14);
      const kind = kindOf(name);
      if (kind.line) stroke(context, kind, 13);
      else paint(context, kind.shape, 9, colour(kind.tone), colour("--sm-surface"));
      line.append(canvas, kind.words);
      return line;
    }));
  }

  function fit(map, data) {
    const lines = data.lines || [];
    const places = [...data.points.map((point) => [point.lat, point.lon]), ...lines.flatMap((line) => line.path)];
    if (!places.length) return map.setView([34.5, 108], 4);
    return map.fitBounds(L.latLngBounds(places).pad(0.12), { maxZoom: lines.length ? 13 : 9, animate: false });
  }

  function pickable(map, box, layer) {
    const [latName, lonName] = box.dataset.pick.split(",");
    const form = box.closest("form") || document;
    const inputs = [latName, lonName].map((name) => form.querySelector(`[name="${name}"]`) || document.querySelector(`[name="${name}"]`));
    if (!inputs.every(Boolean)) return;
    let pin = null;
    const show = (lat, lon) => {
      pin?.remove();
      pin = new Mark([lat, lon], { kind: "here", radius: 9, interactive: false }).addTo(map);
    };
    const typed = () => { const [lat, lon] = inputs.map((input) => parseFloat(input.value)); if (isFinite(lat) && isFinite(lon)) show(lat, lon); };
    map.on("click", (event) => {
      const { lat, lng } = event.latlng.wrap();
      [lat, lng].forEach((value, index) => { inputs[index].value = value.toFixed(5); inputs[index].dispatchEvent(new Event("input", { bubbles: true })); });
      show(lat, lng);
      box.dispatchEvent(new CustomEvent("sm:pick", { bubbles: true, detail: { lat, lon: lng } }));
    });
    const moved = () => { typed(); if (pin) map.setView(pin.getLatLng(), Math.max(map.getZoom(), 9)); };
    for (const input of inputs) input.addEventListener("change", moved);
    typed();
    layer.bringToFront?.();
  }

  function start(box) {
    const data = JSON.parse(document.getElementById(`${box.dataset.map}-data`).textContent);
    const map = L.map(box.querySelector("[data-map-canvas]"), { preferCanvas: true, zoomSnap: 0.5, attributionControl: false, worldCopyJump: true, minZoom: 2, maxZoom: 13 });
    map.createPane("land").style.zIndex = 150;
    map.createPane("names").style.zIndex = 160;
    const layer = L.layerGroup().addTo(map);
    fit(map, data);
    land(map, box.dataset.land);
    cities(map);
    draw(map, layer, data);
    legend(box, data);
    if (box.dataset.pick) pickable(map, box, layer);
    document.addEventListener("sm:theme", () => { draw(map, layer, data); legend(box, data); });
    box.addEventListener("sm:points", (event) => {
      Object.assign(data, event.detail);
      draw(map, layer, data);
      legend(box, data);
    });
    if (box.dataset.livePoints) refresh(box);
  }

  function refresh(box) {
    const load = async () => {
      const answer = await fetch(box.dataset.livePoints).catch(() => null);
      if (answer?.ok) box.dispatchEvent(new CustomEvent("sm:points", { detail: await answer.json() }));
    };
    document.addEventListener("sm:live", load);
  }

  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-map]").forEach(start));
})();
