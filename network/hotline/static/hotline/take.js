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

  function list(box, words, cases) {
    if (!cases.length) return;
    const made = document.createElement("ul");
    for (const one of cases) {
      const item = document.createElement("li");
      item.append(line([one.number, one.kind, one.status, one.vehicle].filter(Boolean).join(" · "), one.url));
      made.append(item);
    }
    box.append(line(`${words}:`), made);
  }

  // The vehicles that earlier cases of this number were about: one press fills one in, F8 the latest.
  function offer(box, vehicles) {
    if (!vehicles.length) return;
    const row = document.createElement("p");
    row.append(line(`${box.dataset.vehicles}: `));
    vehicles.forEach((one, index) => {
      const button = document.createElement("button");
      button.type = "button";
      button.className = "btn btn-sm";
      button.dataset.fill = one.plate || one.vin;
      button.textContent = [one.plate || one.vin, one.brand, one.model].filter(Boolean).join(" ");
      if (index === 0) button.append(" ", Object.assign(document.createElement("kbd"), { textContent: "F8" }));
      button.addEventListener("click", () => fill(button.dataset.fill));
      row.append(button, " ");
    });
    box.append(row);
  }

  function fill(vehicle) {
    $("vehicle").value = vehicle;
    $("vehicle").dispatchEvent(new Event("input", { bubbles: true }));
    $("vehicle").focus();
  }

  function show(box, found, typed) {
    const vehicles = typed ? [] : found.vehicles;
    box.replaceChildren();
    const head = document.createElement("p");
    if (found.vehicle) head.append(line(`${found.vehicle.plate} ${found.vehicle.vin} · ${found.vehicle.brand} ${found.vehicle.model}`));
    else if (typed) head.append(line(box.dataset.unknown));
    box.append(head);
    offer(box, vehicles);
    list(box, box.dataset.cases, found.cases.filter((one) => one.is_open));
    list(box, box.dataset.earlier, found.cases.filter((one) => !one.is_open));
    box.hidden = !(found.vehicle || typed || vehicles.length || found.cases.length);
  }

  async function look(box) {
    const vehicle = $("vehicle").value.trim();
    const phone = $("contact_phone").value.trim();
    const query = new URLSearchParams({ vehicle, phone });
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
    box.parentElement.prepend(box);  // what is known stands above what is still to be asked
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
      locate(box);  // says when the click lies abroad
    });
    document.addEventListener("keydown", (event) => {
      const act = event.key === "Enter" && (event.ctrlKey || event.metaKey) ? send : KEYS[event.key];
      if (!act || (event.key !== "Enter" && (event.ctrlKey || event.altKey || event.metaKey))) return;
      event.preventDefault();
      act();
    });
    look(box);
  }

  // Function keys, since they work while somebody types; none of them is the browser's.
  const KEYS = { F4: nextKind, F8: () => document.querySelector("[data-fill]")?.click() };

  function nextKind() {
    const kind = $("kind");
    kind.selectedIndex = (kind.selectedIndex + 1) % kind.options.length;
    kind.dispatchEvent(new Event("change", { bubbles: true }));
    kind.focus();
  }

  function send() {
    document.querySelector("[data-form]").requestSubmit();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
