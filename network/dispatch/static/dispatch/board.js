// The live board: table and map from one set of data. News (sm:live) only says that there is something to fetch; what is fetched says for
// which moment it holds, and an answer older than what is shown is thrown away.
(() => {
  const board = document.querySelector("[data-board]");
  if (!board) return;
  const words = board.dataset;
  const lines = board.querySelector("[data-board-lines]");
  let data = JSON.parse(document.getElementById("board-now").textContent);
  let skew = Date.now() - Date.parse(data.as_of);
  let known = new Set(data.rescues.map((one) => one.id));
  let asked = 0;
  const late = new Set(); // limits that were seen to pass
  let isDrawn = false; // what is late when the board opens is no news

  function el(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  function span(seconds) {
    const whole = Math.abs(Math.round(seconds));
    if (whole < 3600) return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
    return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
  }

  const clock = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: words.zone });

  function cell(...parts) {
    const made = el("td");
    made.append(...parts.filter(Boolean));
    return made;
  }

  function line(one) {
    const row = el("tr");
    row.dataset.id = one.id;
    row.dataset.row = ""; // j, k and o go from line to line
    if (!known.has(one.id)) row.className = "is-new";
    const link = el("a", one.number);
    link.href = one.url;
    const badge = el("span", one.status_label, "status-badge");
    badge.dataset.tone = one.tone;
    const danger = ["carriageway", "injured"].includes(one.safety) ? el("small", one.safety_label, "board-danger") : null;
    const level = one.escalation ? el("small", [words.wordLevel, one.escalation, one.escalation_label].filter(Boolean).join(" "), "board-danger") : null;
    const eta = one.eta_at ? el("small", `${words.wordEta} ${clock(one.eta_at)}`) : null;
    const limit = el("span", "", "board-limit");
    limit.dataset.due = one.due_at || "";
    limit.dataset.warned = one.warned ? "1" : "";
    const held = one.held ? el("small", words.wordHeld, "board-held") : null;
    const why = one.why ? el("small", one.why, "board-why") : null;
    const until = cell(el("small", one.limit), limit);
    until.className = "board-time";
    row.append(
      cell(link, el("small", clock(one.opened_at))),
      cell(badge, level, held, why),
      cell(el("span", one.vehicle || "–"), el("small", [one.symptom, one.place].filter(Boolean).join(" · ")), danger),
      cell(el("span", one.crew || "–"), el("small", one.station), eta),
      until,
    );
    return row;
  }

  function draw() {
    const here = lines.querySelector(".is-here")?.dataset.id; // who goes by keys keeps the line when news comes
    const held = lines.contains(document.activeElement) ? document.activeElement.closest("tr").dataset.id : "";
    lines.replaceChildren(...data.rescues.map(line));
    const again = (id) => (id ? lines.querySelector(`tr[data-id="${id}"]`) : null);
    again(here)?.classList.add("is-here");
    again(held)?.querySelector("a").focus({ preventScroll: true });
    if (!data.rescues.length) {
      const none = cell(el("span", words.wordEmpty, "quiet"));
      none.colSpan = 5;
      const row = el("tr");
      row.append(none);
      lines.append(row);
    }
    board.querySelector("[data-board-count]").textContent = data.rescues.length;
    const mass = board.querySelector("[data-board-mass]");
    mass.hidden = !data.mass?.length;
    mass.querySelector("[data-board-mass-regions]").textContent = (data.mass || []).map((one) => one.words).join(" · ");
    const pause = board.querySelector("[data-board-pause]");
    pause.hidden = !data.pause;
    pause.querySelector("[data-board-pause-words]").textContent = data.pause || "";
    const asOf = board.querySelector("[data-board-as-of]");
    asOf.dateTime = data.as_of;
    asOf.textContent = new Date(data.as_of).toLocaleTimeString("en-GB", { timeZone: words.zone });
    if (data.points) board.querySelector("[data-map]").dispatchEvent(new CustomEvent("sm:points", { detail: { points: data.points } }));
    known = new Set(data.rescues.map((one) => one.id));
    tick();
    isDrawn = true;
  }

  function tick() {
    const passed = [];
    for (const limit of lines.querySelectorAll("[data-due]")) {
      if (!limit.dataset.due) continue;
      const left = (Date.parse(limit.dataset.due) - (Date.now() - skew)) / 1000;
      limit.textContent = `${span(left)} ${left < 0 ? words.wordLate : words.wordLeft}`;
      limit.classList.toggle("is-late", left < 0);
      limit.classList.toggle("is-warned", left >= 0 && limit.dataset.warned === "1");
      const row = limit.closest("tr");
      const key = `${row.dataset.id} ${limit.dataset.due}`;
      if (left >= 0 || late.has(key)) continue;
      late.add(key);
      if (isDrawn) passed.push({ kind: "late", number: row.querySelector("a").textContent });
    }
    tell(passed);
  }

  // What has happened, for the ear (sounds.js) and, in words, for the eye.
  function tell(happened) {
    if (happened.length) document.dispatchEvent(new CustomEvent("sm:board", { detail: happened }));
  }

  function happenedSince(before, rescues) {
    const was = new Map(before.map((one) => [one.id, one]));
    const found = [];
    for (const one of rescues) {
      const old = was.get(one.id);
      if (!old) found.push({ kind: "new", number: one.number });
      else if (one.escalation > old.escalation) found.push({ kind: "up", number: one.number });
      else if (one.refused > old.refused) found.push({ kind: "no", number: one.number });
    }
    return found;
  }

  // The pill says since when the board is old, or (null) that it is not.
  const behind = (since) => document.dispatchEvent(new CustomEvent("sm:behind", { detail: since }));

  function take(fresh) {
    behind(null);
    if (!fresh.as_of || Date.parse(fresh.as_of) < Date.parse(data.as_of)) return;
    const happened = happenedSince(data.rescues, fresh.rescues);
    data = fresh;
    skew = Date.now() - Date.parse(fresh.as_of);
    draw();
    tell(happened);
  }

  async function load() {
    const answer = await fetch(board.dataset.address).catch(() => null);
    const fresh = answer?.ok && !answer.redirected ? await answer.json().catch(() => null) : null; // a sign-in that has ended answers its form
    if (fresh) return take(fresh);
    behind(data.as_of);
    clearTimeout(asked);
    asked = setTimeout(load, 3000); // news came and could not be fetched: it is asked for until it is
    return undefined;
  }

  function news(event) {
    if (event.detail?.rescues) return take(event.detail);
    clearTimeout(asked);
    asked = setTimeout(load, 250);
    return undefined;
  }

  function light(event) {
    const row = event.target.closest("tr[data-id]");
    for (const other of lines.querySelectorAll(".is-lit")) other.classList.remove("is-lit");
    row?.classList.add("is-lit");
  }

  lines.addEventListener("mouseover", light);
  lines.addEventListener("focusin", light);
  document.addEventListener("sm:live", news);
  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", draw);
})();
