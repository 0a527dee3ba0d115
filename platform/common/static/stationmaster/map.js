// Maps: a coastline, circles and points on one canvas. No tiles, nothing from outside. State by shape and colour.
(() => {
  const zh = document.documentElement.lang.startsWith("zh");
  const KINDS = {
    station: { tone: "--sm-accent", shape: "square", words: zh ? "服务站" : "Station" },
    planned: { tone: "--sm-info", shape: "hollow", words: zh ? "拟建站" : "Planned station" },
    candidate: { tone: "--sm-info", shape: "hollow", words: zh ? "候选站" : "Candidate" },
    building: { tone: "--sm-busy", shape: "diamond", words: zh ? "在办拟建站" : "Candidate under way" },
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

  // All points and circles on one canvas, painted again when the view has come to rest; while it moves the picture is moved. A mark is a
  // stamp, drawn once for its kind and size; of marks that would fall upon each other's middle one is drawn. A crowd is painted on a sheet of
  // its own, a few milliseconds in each frame, and shown when it is whole: so 26,000 places stop no frame.
  const NEAR = 12;
  const CROWD = 2000;
  const SLICE_MS = 6, AT_ONCE = 64;
  const Cloud = L.Canvas.extend({
    show(data) {
      this._stamps = new Map();
      this._marks = this._placed(data.points, radius);
      this._circles = this._placed(data.circles || [], (one) => one.radius_m);
      this._handleMouseOut();
      if (this._map) this._update();
      return this;
    },
    // Where they are on the Mercator square of side 1, from which any zoom is a multiplication.
    _placed(rows, size) {
      const x = new Float64Array(rows.length), y = new Float64Array(rows.length), r = new Float64Array(rows.length);
      rows.forEach((one, n) => {
        const sine = Math.sin((Math.max(-85, Math.min(85, one.lat)) * Math.PI) / 180);
        x[n] = one.lon / 360 + 0.5;
        y[n] = 0.5 - Math.log((1 + sine) / (1 - sine)) / (4 * Math.PI);
        r[n] = size(one);
      });
      return { rows, x, y, r };
    },
    _update() {
      if (this._map._animatingZoom && this._bounds) return;
      cancelAnimationFrame(this._next);
      if (!this._bounds) L.Canvas.prototype._update.call(this);
      const view = this._view(), work = this._work(view);
      if (this._marks.rows.length + this._circles.rows.length > CROWD) this._paint(view, work);
      else { while (!work.next().done); this._take(view); }
    },
    _reset() {
      this._update();
      this._updateTransform(this._map.getCenter(), this._map.getZoom());
    },
    onRemove() {
      cancelAnimationFrame(this._next);
      L.Canvas.prototype.onRemove.call(this);
    },
    _draw() {},
    _updatePaths() {},
    // What is to be seen, and an empty sheet for it.
    _view() {
      const map = this._map, size = map.getSize(), min = map.containerPointToLayerPoint(size.multiplyBy(-this.options.padding)).round();
      const whole = size.multiplyBy(1 + 2 * this.options.padding).round(), sharp = L.Browser.retina ? 2 : 1;
      const zoom = map.getZoom(), view = { min, max: min.add(whole), size: whole, sharp, zoom, center: map.getCenter(), origin: map.getPixelOrigin(), scale: 256 * 2 ** zoom };
      view.pen = this._sheet(view, "marks", sharp);
      return view;
    },
    _sheet({ size, min }, name, scale) {
      this._sheets ||= {};
      const sheet = (this._sheets[name] ||= document.createElement("canvas")), pen = sheet.getContext("2d", { willReadFrequently: true });
      [sheet.width, sheet.height] = [Math.ceil(size.x * scale), Math.ceil(size.y * scale)]; // empties it, too
      pen.setTransform(scale, 0, 0, scale, -min.x * scale, -min.y * scale);
      return pen;
    },
    *_work(view) {
      yield* this._paintCircles(view);
      yield* this._paintMarks(view);
    },
    _paint(view, work) {
      this._next = requestAnimationFrame(() => {
        const ends = performance.now() + SLICE_MS;
        do { if (work.next().done) return this._take(view); } while (performance.now() < ends);
        return this._paint(view, work);
      });
    },
    // Show the sheet. A zoom that began meanwhile ends with a painting of its own.
    _take(view) {
      if (this._map._animatingZoom && this._marks.rows.length > CROWD) return;
      Object.assign(this, { _bounds: L.bounds(view.min, view.max), _center: view.center, _zoom: view.zoom });
      const box = this._container, wide = view.pen.canvas.width, high = view.pen.canvas.height;
      if (box.width !== wide || box.height !== high) [box.width, box.height] = [wide, high];
      [box.style.width, box.style.height] = [`${view.size.x}px`, `${view.size.y}px`];
      L.DomUtil.setPosition(box, view.min);
      this._ctx.setTransform(1, 0, 0, 1, 0, 0);
      this._ctx.clearRect(0, 0, wide, high);
      this._ctx.drawImage(view.pen.canvas, 0, 0);
    },
    *_paintMarks(view) {
      const { rows, r } = this._marks, taken = rows.length > CROWD ? new Set() : null, { pen } = view;
      for (const [n, left, top] of this._seen(this._marks, view, 16)) {
        if (n < 0) { yield; continue; }
        const stamp = this._stamp(rows[n].kind, Math.round(r[n]));
        if (taken) {
          const cell = (Math.round(left / 4) * 65536 + Math.round(top / 4)) * 1024 + stamp.number;
          if (taken.has(cell)) continue;
          taken.add(cell);
        }
        pen.drawImage(stamp.canvas, Math.round(left) - stamp.half, Math.round(top) - stamp.half, 2 * stamp.half, 2 * stamp.half);
      }
    },
    // Where circles overlap the tint is one: they are filled on a sheet of half the resolution, which is laid under the marks as a whole. In a
    // crowd rims would be all that is seen, and one whose middle is nearly another's adds nothing.
    *_paintCircles(view) {
      const { rows, y, r } = this._circles, { pen } = view;
      if (!rows.length) return;
      const isCrowd = rows.length > CROWD, taken = new Set(), tint = this._sheet(view, "tint", 0.5);
      const wideOf = (n) => (view.scale * r[n] * Math.cosh(Math.PI * (1 - 2 * y[n]))) / 40075017;
      const widest = rows.reduce((most, _one, n) => Math.max(most, r[n]), 0) * (view.scale / 40075017) * 3;
      const full = 2 * Math.PI;
      pen.lineWidth = 1;
      for (const [n, left, top] of this._seen(this._circles, view, widest)) {
        if (n < 0) { yield; continue; }
        const wide = wideOf(n), step = Math.max(3, wide / 6), cell = Math.round(left / step) * 4194304 + Math.round(top / step);
        if (isCrowd && taken.has(cell)) continue;
        taken.add(cell);
        tint.fillStyle = pen.strokeStyle = this._ink(kindOf(rows[n].kind).tone);
        tint.beginPath();
        tint.arc(left, top, wide, 0, full);
        tint.fill();
        if (isCrowd) continue;
        pen.beginPath();
        pen.arc(left, top, wide, 0, full);
        pen.stroke();
      }
      pen.globalAlpha = 0.1;
      pen.drawImage(tint.canvas, view.min.x, view.min.y, view.size.x, view.size.y);
      pen.globalAlpha = 1;
    },
    // Number and place of everything that lies in the picture or not farther than `margin` outside; now and then -1, where one may pause.
    *_seen({ x, y }, { scale, origin, min, max }, margin) {
      let told = 0;
      for (let n = 0; n < x.length; n += 1) {
        const left = x[n] * scale - origin.x, top = y[n] * scale - origin.y;
        if (left > min.x - margin && left < max.x + margin && top > min.y - margin && top < max.y + margin) {
          yield [n, left, top];
          told += 1;
          if (told % AT_ONCE === 0) yield [-1];
        }
      }
    },
    _ink(tone) {
      if (!this._stamps.has(tone)) this._stamps.set(tone, colour(tone));
      return this._stamps.get(tone);
    },
    _stamp(name, size) {
      const key = `${name} ${size}`;
      if (!this._stamps.has(key)) {
        const kind = kindOf(name), half = Math.ceil(size * 1.3) + 2, canvas = document.createElement("canvas"), pen = canvas.getContext("2d");
        const sharp = L.Browser.retina ? 2 : 1; // stamps are never scaled when they are set: that costs ten times as much
        canvas.width = canvas.height = 2 * half * sharp;
        pen.scale(sharp, sharp);
        pen.translate(half, half);
        paint(pen, kind.shape || "dot", size, this._ink(kind.tone), this._ink("--sm-surface"));
        this._stamps.set(key, { canvas, half, number: this._stamps.size });
      }
      return this._stamps.get(key);
    },
    _at(event) {
      const point = this._map.mouseEventToLayerPoint(event), scale = 256 * 2 ** this._map.getZoom(), origin = this._map.getPixelOrigin();
      const { rows, x, y, r } = this._marks;
      for (let n = rows.length - 1; n >= 0; n -= 1) {
        const away = Math.hypot(x[n] * scale - origin.x - point.x, y[n] * scale - origin.y - point.y);
        if (away <= r[n] + 1) return n;
      }
      return -1;
    },
    _onMouseMove(event) {
      if (this._map.dragging.moving() || this._map._animatingZoom) return;
      const found = this._at(event), row = this._marks.rows[found];
      this._container.style.cursor = row ? "pointer" : "";
      if (row === this._under) return;
      this._under = row;
      this._tip?.remove();
      if (row) this._tip = L.tooltip({ direction: "top", offset: [0, -6] }).setLatLng([row.lat, row.lon]).setContent(text(row.label)).addTo(this._map);
    },
    _handleMouseOut() {
      this._tip?.remove();
      this._under = undefined;
    },
    _onClick(event) {
      const found = event.type === "click" && !this._map._draggableMoved(this._map) ? this._at(event) : -1;
      if (found < 0) return this._map._fireDOMEvent(event, event.type, false);
      const row = this._marks.rows[found];
      return L.popup().setLatLng([row.lat, row.lon]).setContent(this._told(row)).openOn(this._map);
    },
    // Points that cover each other are told apart by a list of all that lie below the click.
    _told(chosen) {
      const { rows, x, y } = this._marks, scale = 256 * 2 ** this._map.getZoom(), at = rows.indexOf(chosen);
      const near = rows.filter((_row, n) => Math.hypot(x[n] - x[at], y[n] - y[at]) * scale < NEAR);
      if (near.length < 2) return words(chosen);
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
    },
  });

  function text(label) {
    const box = document.createElement("span");
    box.textContent = label;
    return box;
  }

  function draw(map, layer, data) {
    layer.clearLayers();
    for (const line of data.lines || []) {
      const kind = kindOf(line.kind);
      L.polyline(line.path, { color: colour(kind.tone), weight: kind.width, dashArray: kind.line.join(" ") || null, interactive: false }).addTo(layer);
    }
    map.cloud.show(data);
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
      pin = new Mark([lat, lon], { kind: "here", radius: 9, interactive: false, pane: "pin" }).addTo(map);
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
    map.createPane("marks").style.zIndex = 450;
    Object.assign(map.createPane("pin").style, { zIndex: 460, pointerEvents: "none" });
    const layer = L.layerGroup().addTo(map);
    fit(map, data);
    map.cloud = new Cloud({ pane: "marks", padding: 0.2 }).show(data).addTo(map);
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
