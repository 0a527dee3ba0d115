// The form at which a call becomes a case: what is known of vehicle and caller while the agent types, and the position from map or paste.
(() => {
  const $ = (name) => document.querySelector(`[name="${name}"]`);
  let timer = 0;

  function line(words, href) {
    const item = document.createElement(href ? "a" : "span");
    item.textContent = words;
    if (href) item.href = href;
    return item;
  }

  function show(box, found, typed) {
    box.replaceChildren();
    const head = document.createElement("p");
    if (found.vehicle) head.append(line(`${found.vehicle.plate} ${found.vehicle.vin} · ${found.vehicle.brand} ${found.vehicle.model}`));
    else if (typed) head.append(line(box.dataset.unknown));
    box.append(head);
    if (found.cases.length) {
      const list = document.createElement("ul");
      for (const one of found.cases) {
        const item = document.createElement("li");
        item.append(line(`${one.number} · ${one.kind} · ${one.status}`, one.url));
        list.append(item);
      }
      box.append(line(`${box.dataset.cases}:`), list);
    }
    box.hidden = !(found.vehicle || typed || found.cases.length);
  }

  async function look(box) {
    const vehicle = $("vehicle").value.trim();
    const phone = $("contact_phone").value.trim();
    const query = new URLSearchParams(vehicle ? { vehicle } : { phone });
    const answer = await fetch(`${box.dataset.lookupUrl}?${query}`).catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    show(box, found, vehicle.length >= 6);
    if (found.vehicle && !$("brand").value) $("brand").placeholder = found.vehicle.brand;
  }

  // Two numbers in either order; the server reads them the same way and converts the map's own shift.
  function pasted(text) {
    const numbers = (text.replaceAll("，", ",").match(/[-+]?\d{1,3}(\.\d+)?/g) || []).map(Number);
    if (numbers.length !== 2) return null;
    const inChina = (lat, lon) => lat >= 3 && lat <= 54 && lon >= 73 && lon <= 136;
    const [a, b] = numbers;
    return Math.abs(a) > 90 || (!inChina(a, b) && inChina(b, a)) ? [b, a] : [a, b];
  }

  function start() {
    const box = document.getElementById("known");
    if (!box) return;
    for (const name of ["vehicle", "contact_phone"]) {
      $(name).addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(box), 300); });
    }
    $("coordinates").addEventListener("input", () => {
      const place = pasted($("coordinates").value);
      if (!place) return;
      [$("lat").value, $("lon").value] = place;
      $("lat").dispatchEvent(new Event("change"));
    });
    document.addEventListener("sm:pick", (event) => {
      $("coordinates").value = `${event.detail.lat.toFixed(5)},${event.detail.lon.toFixed(5)}`;
      $("datum").value = "wgs84";
    });
    look(box);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
