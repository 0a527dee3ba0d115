// The form at which a call becomes a case: what is known of vehicle and caller while the agent types, and the position from map or paste.
(() => {
  const $ = (name) => document.querySelector(`[name="${name}"]`);
  let timer = 0;
  let where = 0;

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

  // The server reads positions, so that there is one reader of all the ways in which they are written.
  async function locate(box) {
    const typed = Object.fromEntries(["coordinates", "place", "datum"].map((name) => [name, $(name).value.trim()]));
    const answer = await fetch(`${box.dataset.locateUrl}?${new URLSearchParams(typed)}`).catch(() => null);
    if (!answer?.ok) return;
    const found = await answer.json();
    if (typed.coordinates !== $("coordinates").value.trim()) return;  // overtaken by the typing
    const here = document.getElementById("located");
    here.textContent = found.words;
    here.hidden = !found.words;
    if (!found.place || !found.exact) return;
    [$("lat").value, $("lon").value] = [found.place.lat, found.place.lon];
    $("lat").dispatchEvent(new Event("change"));
  }

  function start() {
    const box = document.getElementById("known");
    if (!box) return;
    $("coordinates").after(document.getElementById("located"));  // the words stand below what they are about
    for (const name of ["vehicle", "contact_phone"]) {
      $(name).addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(box), 300); });
    }
    for (const name of ["coordinates", "place", "datum"]) {
      $(name).addEventListener("input", () => { clearTimeout(where); where = setTimeout(() => locate(box), 400); });
    }
    document.addEventListener("sm:pick", (event) => {
      $("coordinates").value = `${event.detail.lat.toFixed(5)},${event.detail.lon.toFixed(5)}`;
      $("datum").value = "wgs84";
      document.getElementById("located").hidden = true;
    });
    look(box);
  }

  document.addEventListener("DOMContentLoaded", start);
})();
