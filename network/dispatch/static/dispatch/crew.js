// The crew's page: one big button for each state. Every press goes into the outbox first and shows its effect at once; the server's answer
// is the truth. Works without a network. A position is taken every 15 s while there is a job, none otherwise.
(() => {
  const page = document.querySelector("[data-phone]");
  if (!page) return;
  const read = (id) => JSON.parse(document.getElementById(id).textContent);
  const words = read("phone-words");
  const reasons = read("phone-reasons");
  const choices = read("phone-choices");
  const statuses = Object.fromEntries(choices.status || []); // a page that was kept from before has none
  const place = page.dataset.scope;
  const stage = page.querySelector("[data-stage]");
  const NEXT = { accepted: "depart", en_route: "arrive", arrived: "finish" };
  const RING_AGAIN_S = 15; // an offer rings until it is answered: at night the crew may be asleep
  const AFTER = { depart: "en_route", arrive: "arrived", finish: "finished" };
  let state = read("phone-state");
  let skew = Date.now() - Date.parse(state.as_of);
  let waiting = [];
  let notice = "";
  let sending = false;
  let again = false; // something was pressed while the last things were on their way
  let isOut = false; // the sign-in has ended
  let lastFix = null;
  let watch = null;
  let spent = ""; // the pass for positions that was refused
  let drafts = {}; // what is typed about each job, kept until it is finished
  let kit = {}; // stations, parts and causes, kept for where there is no network
  let kitFor = "";
  let refused = []; // parts that the server did not take, until somebody has read why
  let drawn = "";
  let rung = new Set();
  const declined = new Set();
  let seen = []; // jobs that were taken from the crew, and that somebody has read

  // --- small things

  function el(tag, options = {}, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(options)) {
      if (name === "on") for (const [event, act] of Object.entries(value)) made.addEventListener(event, act);
      else if (name in made && name !== "list") made[name] = value;
      else made.setAttribute(name, value);
    }
    made.append(...children.filter((one) => one !== null && one !== undefined && one !== ""));
    return made;
  }

  const csrf = () => document.cookie.match(/(?:__Host-)?sm_csrf=([^;]+)/)?.[1] || "";
  const clock = (iso) => new Date(iso).toLocaleTimeString("en-GB", { hour: "2-digit", minute: "2-digit", timeZone: page.dataset.zone });

  // --- what is shown: the server's state with what still waits in the outbox laid over it

  function shown() {
    const now = structuredClone(state);
    for (const { step } of waiting) {
      if (step.do === "duty" && now.crew) now.crew.on_duty = step.on;
      if (step.do === "decline") now.offers = now.offers.filter((one) => one.id !== step.id);
      if (step.do === "accept") now.offers = now.offers.map((one) => (one.id === step.id ? { ...one, taken: true } : one));
      const job = now.jobs.find((one) => one.id === step.id);
      if (job && AFTER[step.do]) [job.status, job.status_label] = [AFTER[step.do], statuses[AFTER[step.do]]];
    }
    now.jobs = now.jobs.filter((one) => one.status !== "finished");
    now.taken = (now.taken || []).filter((one) => !seen.includes(one.id) && !now.jobs.some((job) => job.number === one.number));
    return now;
  }

  function cards(now) {
    const parts = [];
    if (!now.crew) parts.push(el("div", { className: "phone-card" }, el("p", {}, words.no_crew)));
    for (const one of now.taken) parts.push(takenCard(one));
    for (const one of refused) parts.push(Finish.refusedCard(one, lent));
    for (const offer of now.offers) parts.push(offerCard(offer));
    for (const job of now.jobs) parts.push(jobCard(job));
    if (now.crew && !now.offers.length && !now.jobs.length) parts.push(dutyCard(now.crew));
    return parts;
  }

  function draw() {
    const now = shown();
    const picture = JSON.stringify([now.crew, now.offers, now.jobs, now.taken, refused, kitFor]);
    if (picture !== drawn) { // the same picture is left alone: somebody may be typing the result in it
      drawn = picture;
      const held = document.activeElement;
      const [id, from, to] = stage.contains(held) ? [held.id, held.selectionStart, held.selectionEnd] : [];
      stage.replaceChildren(...cards(now));
      const back = id ? document.getElementById(id) : null;
      back?.focus({ preventScroll: true });
      if (back && from !== null && from !== undefined) back.setSelectionRange(from, to);
    }
    for (const label of stage.querySelectorAll("[data-photos]")) label.textContent = photoWords(label.dataset.photos);
    page.querySelector("[data-as-of]").textContent = `${words.as_of} ${clock(state.as_of)}`;
    outboxLine();
    follow(now.jobs.length > 0);
    tick();
  }

  function dutyCard(crew) {
    const on = crew.on_duty;
    const turn = () => push({ do: "duty", id: crew.id, on: !on });
    return el("div", { className: "phone-card" },
      el("h2", {}, crew.name, el("small", { className: "quiet" }, crew.plate)),
      el("p", {}, on ? words.waiting : words.off_duty),
      el("button", { className: on ? "btn phone-small" : "btn btn-primary phone-big", type: "button", on: { click: turn } }, on ? words.go_off : words.go_on));
  }

  // A job that was taken from the crew stays on the phone until somebody has read it, even if the phone was off meanwhile.
  function takenCard(one) {
    ring({ id: `taken:${one.id}` });
    const read = () => {
      seen = [...seen.slice(-50), one.id];
      Outbox.keep(`seen:${place}`, seen);
      draw();
    };
    return el("section", { className: "phone-card", role: "alert", "data-taken": one.id },
      el("h2", {}, one.number),
      el("p", {}, el("strong", {}, one.sentence)),
      one.km ? el("p", { className: "quiet" }, `${words.kept_km}: ${one.km}`) : null,
      el("button", { className: "btn btn-primary phone-big", type: "button", on: { click: read } }, words.dismiss));
  }

  function offerCard(offer) {
    ring(offer);
    const reason = el("select", { className: "form-select", "aria-label": words.decline }, ...reasons.map(([value, label]) => el("option", { value }, label)));
    const accept = el("button", { className: "btn btn-primary phone-big", type: "button", disabled: !!offer.taken, on: { click: () => push({ do: "accept", id: offer.id }) } }, words.accept);
    return el("section", { className: "phone-card", "data-offer": offer.id },
      el("h2", {}, words.offer, el("span", {}, offer.number)),
      el("p", { className: "phone-count", "data-expires": offer.expires_at, "data-seconds": offer.seconds, "aria-live": "off" }, ""),
      el("progress", { className: "phone-bar", max: 1, value: 1, "data-bar": offer.expires_at, "data-seconds": offer.seconds, "aria-label": words.left }),
      el("p", {}, el("strong", {}, `${offer.km} ${words.km} · ${offer.minutes} ${words.minutes}`)),
      el("p", {}, [offer.brand, offer.symptom, offer.needs.join("、")].filter(Boolean).join(" · ")),
      el("p", {}, offer.place),
      offer.safety ? el("p", {}, el("strong", {}, offer.safety)) : null,
      accept,
      el("div", { className: "phone-row is-decline" }, reason, el("button", { className: "btn", type: "button", on: { click: () => { declined.add(offer.id); push({ do: "decline", id: offer.id, reason: reason.value }); } } }, words.decline)));
  }

  function jobCard(job) {
    const next = NEXT[job.status];
    const card = el("section", { className: "phone-card" },
      el("h2", {}, job.number, el("span", { className: "status-badge", "data-tone": job.status === "arrived" ? "good" : "busy" }, job.status_label)),
      el("p", {}, [job.vehicle, job.brand, job.symptom].filter(Boolean).join(" · ")),
      el("p", {}, [job.place, job.safety].filter(Boolean).join(" · ")),
      job.parts?.length ? el("p", {}, `${words.parts}: ${job.parts.join("、")}`) : null,
      ...(job.triage || []).map((line) => el("p", { className: "quiet" }, line)),
      ...(job.articles || []).map((one) => el("p", {}, el("a", { href: one.url, target: "_blank", rel: "noopener" }, one.title))),
      job.description ? el("p", { className: "quiet" }, job.description) : null,
      job.eta_at && job.status !== "arrived" ? el("p", {}, `${words.eta} ${clock(job.eta_at)}`) : null,
      el("div", { className: "phone-row" },
        el("a", { className: "btn", href: Device.route(job) }, words.navigate),
        el("button", { className: "btn", type: "button", on: { click: (event) => callDriver(job, event.target) } }, words.call)));
    if (next === "finish") card.append(...Finish.form(job, lent));
    else if (next) card.append(el("button", { className: "btn btn-primary phone-big", type: "button", on: { click: () => push({ do: next, id: job.id }) } }, words[next]));
    return card;
  }

  function photoWords(id) {
    const waits = waiting.filter(({ step }) => step.do === "photo" && step.id === id).length;
    const count = waits + (state.jobs.find((one) => one.id === id)?.photos || 0);
    return count ? `${words.photo} (${count} ${words.photos})` : words.photo;
  }

  const draftOf = (job) => drafts[job.id] || {};

  function changeDraft(job, values) {
    drafts[job.id] = { ...draftOf(job), ...values };
    Outbox.keep(`drafts:${place}`, drafts);
  }

  function photoButton(job) {
    const camera = el("input", { type: "file", accept: "image/*", capture: "environment", className: "visually-hidden", id: `phone-photo-${job.id}`, on: { change: (event) => photo(job, event.target) } });
    return [camera, el("label", { className: "btn phone-small", htmlFor: camera.id, "data-photos": job.id }, photoWords(job.id))];
  }

  // What the page lends to the form of the last step.
  const lent = {
    el, words, choices, kit: () => kit, draft: draftOf, change: changeDraft, photos: photoButton, tell,
    told: () => { if ([words.needs_result, words.needs_place, words.needs_reason, words.needs_signature].includes(notice)) tell(""); },
    push: (steps) => push(...steps),
    now: () => new Date(Date.now() - skew).toISOString(),
    fix: () => (lastFix ? { lat: lastFix.coords.latitude, lon: lastFix.coords.longitude } : {}),
    drop: (one) => keepRefused(refused.filter((other) => other !== one)),
    again: (one, quantity) => { keepRefused(refused.filter((other) => other !== one)); push({ ...one.step, quantity }); },
  };

  function keepRefused(rows) {
    refused = rows;
    Outbox.keep(`refused:${place}`, refused);
    draw();
  }

  // A part that was refused stays on the page with its reason; what is told about a job is let go when its end has been taken.
  function settled(rows, results) {
    const by = new Map(results.map((one) => [one.key, one]));
    const lost = rows.map(({ step }) => ({ step, ...by.get(step.key) })).filter((one) => one.ok === false);
    const parts = lost.filter((one) => one.step.do === "part").map(({ step, sentence }) => ({ step, sentence }));
    if (parts.length) keepRefused([...refused, ...parts]);
    const others = lost.filter((one) => one.step.do !== "part" && one.sentence);
    if (others.length) tell(others.map((one) => one.sentence).join(" "), "bad");
    const done = rows.filter(({ step }) => step.do === "finish" && by.get(step.key)?.ok && drafts[step.id]);
    for (const { step } of done) delete drafts[step.id];
    if (done.length) Outbox.keep(`drafts:${place}`, drafts);
  }

  function tick() {
    for (const count of stage.querySelectorAll("[data-expires]")) {
      const left = Math.max(0, Math.floor((Date.parse(count.dataset.expires) - (Date.now() - skew)) / 1000));
      count.replaceChildren(...(left ? [String(left), el("small", {}, ` ${words.left}`)] : [el("small", {}, words.over)]));
      count.classList.toggle("is-short", left < 30);
      const bar = count.parentElement.querySelector("[data-bar]");
      bar.value = Math.min(1, left / Number(count.dataset.seconds || 180));
      const accept = count.parentElement.querySelector(".phone-big");
      if (!left) accept.disabled = true;
      if (left && !accept.disabled && left % RING_AGAIN_S === 0) Device.sound();
    }
  }

  function ring(offer) {
    if (rung.has(offer.id)) return;
    rung.add(offer.id);
    Device.sound();
  }

  // --- the outbox

  function tell(text, kind = "warn") {
    notice = text;
    outboxLine(kind);
  }

  function outboxLine(kind = notice ? "bad" : "warn") {
    const box = page.querySelector("[data-outbox]");
    const offline = navigator.onLine ? "" : words.offline;
    const steps = waiting.filter(({ step }) => step.do !== "positions").length; // positions come by themselves: nobody waits for them
    const count = steps ? `${steps} ${words.unsent}` : "";
    const text = [notice, count, count && offline].filter(Boolean).join(" · ") || offline;
    box.hidden = !text;
    box.dataset.kind = kind;
    box.replaceChildren(text);
    if (isOut && notice) box.append(" ", el("a", { href: page.dataset.signIn }, words.sign_in_again));
    if (notice) box.append(el("button", { className: "btn btn-sm", type: "button", on: { click: () => { notice = ""; outboxLine(); } } }, words.dismiss));
  }

  async function push(...steps) {
    for (const step of steps) await Outbox.add({ place, step: { key: Outbox.uuid(), at: new Date(Date.now() - skew).toISOString(), crew: state.crew?.id, ...step } });
    await refresh();
    send();
  }

  async function refresh() {
    waiting = await Outbox.all(place);
    draw();
  }

  async function send() {
    again = true;
    if (sending) return;
    sending = true;
    try {
      for (let rest = true; again || rest;) {
        again = false;
        let went = await sendPositions(); // all of them before the steps: the kilometres are measured when the rescue is finished
        while (went === "sent") went = await sendPositions();
        rest = await sendSteps(went === "late");
        if (!rest) await sendPhotos();
      }
    } catch {
      // no network: they stay where they are
    }
    sending = false;
    await refresh();
  }

  async function post(address, body) {
    const isFile = body instanceof FormData;
    const headers = { "X-CSRFToken": csrf(), ...(isFile ? {} : { "Content-Type": "application/json" }) };
    const answer = await fetch(address, { method: "POST", headers, body, signal: Device.patience(isFile ? 120 : 20) });
    if (signedOut(answer)) throw new Error("signed out");
    return answer;
  }

  function signedOut(answer) {
    isOut = answer.redirected || answer.status === 401 || answer.status === 403;
    if (isOut) tell(words.sign_in, "bad");
    else if (notice === words.sign_in) tell("");
    return isOut;
  }

  // Positions have an address of their own, which answers when they are stored; what it can't store now waits. With a pass that holds no
  // more (or none) they go with the other steps, whose answer brings a fresh one.
  const hasPass = (step) => Boolean(state.beacon?.pass && state.beacon.pass !== spent && step.id === state.crew?.id);

  async function sendPositions() {
    const rows = (await Outbox.all(place)).filter(({ step }) => step.do === "positions" && hasPass(step)).slice(0, 100);
    if (!rows.length) return "none";
    const { address, pass } = state.beacon;
    const headers = { Authorization: `Bearer ${pass}`, "Content-Type": "application/json" };
    const body = JSON.stringify({ fixes: rows.flatMap((row) => row.step.fixes) });
    const answer = await fetch(address, { method: "POST", headers, body, signal: Device.patience(20) });
    if (answer.status >= 500 || answer.status === 429) return "late";
    if (answer.ok) await Outbox.drop(rows.map((row) => row.seq));
    else spent = pass;
    return answer.ok ? "sent" : "none";
  }

  async function sendSteps(late) {
    const all = (await Outbox.all(place)).filter(({ step }) => step.do !== "photo" && !(step.do === "positions" && hasPass(step))).slice(0, 100);
    const end = late ? all.findIndex(({ step }) => step.do === "finish") : -1;
    const rows = end < 0 ? all : all.slice(0, end); // while positions wait, so does the end of a rescue
    if (!rows.length) return false;
    const answer = await post(page.dataset.report, JSON.stringify({ items: rows.map((row) => row.step) }));
    if (!answer.ok) throw new Error(String(answer.status));
    const told = await answer.json();
    settled(rows, told.results);
    await Outbox.drop(rows.map((row) => row.seq));
    take(told.state);
    return true;
  }

  async function sendPhotos() {
    for (const row of (await Outbox.all(place)).filter((one) => one.step.do === "photo")) {
      const form = new FormData();
      form.append("rescue", row.step.id);
      form.append("key", row.step.key);
      form.append("photo", row.step.blob, "photo.jpg");
      const answer = await post(page.dataset.photo, form);
      if (answer.status >= 500 || answer.status === 429) throw new Error(String(answer.status));
      if (!answer.ok) tell(words.photo_refused, "bad");
      await Outbox.drop([row.seq]);
      const job = state.jobs.find((one) => one.id === row.step.id);
      if (job && answer.ok) job.photos = (job.photos || 0) + 1;
    }
  }

  // An offer that was open, was not answered here, had time left and is not there any more: somebody else has it.
  function isGone(offer, fresh) {
    const answered = waiting.some(({ step }) => step.id === offer.id) || declined.has(offer.id);
    const here = fresh.offers.some((one) => one.id === offer.id) || fresh.jobs.some((one) => one.number === offer.number);
    return !answered && !here && Date.parse(offer.expires_at) > Date.parse(fresh.as_of);
  }

  function take(fresh) {
    if (Date.parse(fresh.as_of) < Date.parse(state.as_of)) return;
    const lost = state.offers.filter((one) => isGone(one, fresh));
    state = fresh;
    if (lost.length) tell(`${lost.map((one) => one.number).join(", ")}: ${words.gone}`, "bad");
    skew = Date.now() - Date.parse(fresh.as_of);
    Outbox.keep(`state:${place}`, fresh);
  }

  async function load() {
    const answer = await fetch(page.dataset.state, { signal: Device.patience(20) }).catch(() => null);
    if (answer && !signedOut(answer) && answer.ok) take(await answer.json());
    await loadKit();
    await refresh();
  }

  // The kit is asked for when the jobs change, and otherwise every ten minutes at most.
  async function loadKit() {
    const wanted = `${state.jobs.map((one) => one.id).join()} ${Math.floor(Date.now() / 600000)}`;
    if (!state.jobs.length || wanted === kitFor) return;
    const answer = await fetch(page.dataset.kit, { signal: Device.patience(20) }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    kit = await answer.json();
    kitFor = wanted;
    Outbox.keep(`kit:${place}`, { kit, kitFor });
  }

  // --- photos, shrunk to 1,600 px

  async function photo(job, input) {
    const file = input.files[0];
    input.value = ""; // the same picture may be chosen again
    if (!file) return undefined;
    const blob = await Device.shrink(file).catch(() => null);
    if (!blob) return tell(words.photo_refused, "bad");
    return push({ do: "photo", id: job.id, blob });
  }

  // --- positions: the newest fix every 15 s, gathered in one step so that the outbox stays short

  function follow(busy) {
    const line = page.querySelector("[data-position]");
    line.textContent = busy ? words.position_on : "";
    if (busy && watch === null && navigator.geolocation) {
      watch = navigator.geolocation.watchPosition((fix) => { lastFix = fix; }, () => { line.textContent = words.no_position; }, { enableHighAccuracy: true, maximumAge: 10000 });
    }
    if (!busy && watch !== null) {
      navigator.geolocation.clearWatch(watch);
      watch = null;
      lastFix = null;
    }
  }

  async function beat() {
    if (!lastFix || !state.crew) return;
    const { latitude, longitude, accuracy } = lastFix.coords;
    const fix = { key: Outbox.uuid(), at: new Date(Date.now() - skew).toISOString(), lat: latitude, lon: longitude, accuracy_m: accuracy };
    await Outbox.add({ place, step: { key: fix.key, do: "positions", id: state.crew.id, fixes: [fix] } });
    send();
  }

  async function callDriver(job, button) {
    const answer = await post(`${page.dataset.driver}${job.id}/`, new FormData()).catch(() => null);
    if (!answer?.ok) {
      if (!isOut) tell(words.no_number, "bad");
      return;
    }
    const { phone } = await answer.json();
    button.replaceWith(el("a", { className: "btn", href: `tel:${phone}` }, `${job.contact} ${phone}`));
  }

  // --- start

  async function start() {
    seen = (await Outbox.kept(`seen:${place}`).catch(() => null)) || [];
    drafts = (await Outbox.kept(`drafts:${place}`).catch(() => null)) || {};
    refused = (await Outbox.kept(`refused:${place}`).catch(() => null)) || [];
    ({ kit, kitFor } = (await Outbox.kept(`kit:${place}`).catch(() => null)) || { kit, kitFor });
    const old = await Outbox.kept(`state:${place}`).catch(() => null);
    if (old && Date.parse(old.as_of) > Date.parse(state.as_of)) state = old;
    await refresh();
    navigator.storage?.persist?.();
    if ("serviceWorker" in navigator) navigator.serviceWorker.register(page.dataset.worker, { scope: page.dataset.scope }).catch(() => {});
    document.addEventListener("sm:live", (event) => { if (event.detail?.event !== "crew.moved") load(); });
    window.addEventListener("online", () => { send(); load(); });
    window.addEventListener("offline", () => outboxLine());
    document.addEventListener("visibilitychange", () => { if (!document.hidden) { send(); load(); } });
    setInterval(tick, 1000);
    setInterval(beat, 15000);
    setInterval(() => { if (waiting.length) send(); else load(); }, 10000);
    await send();
    await load();
  }

  document.addEventListener("DOMContentLoaded", start);
})();
