// The receiving desk with a keyboard-wedge scanner: each Enter takes the code out of the field at once, so that the next scan finds it empty.
// Codes are sent one after another in the order of scanning; each answer is a row, a tone, and the focus back in the field.
(() => {
  const desk = document.querySelector("[data-scan-desk]");
  const field = document.querySelector("[data-scan]");
  if (!desk || !field) return;
  const form = field.form;
  const table = form.querySelector("[data-scan-shipment]");
  const rows = desk.querySelector("[data-scan-rows]");
  const sound = desk.querySelector("[data-scan-sound]");
  const shown = { good: desk.querySelector("[data-scan-good]"), bad: desk.querySelector("[data-scan-bad]"), open: desk.querySelector("[data-scan-open]") };
  const counts = { good: 0, bad: 0, open: 0 };
  const waiting = [];
  let context = null;
  let running = false;
  desk.hidden = false;

  function count(kind, step) {
    counts[kind] += step;
    shown[kind].textContent = String(counts[kind]);
  }

  function beep(isGood) {
    if (!sound.checked || !window.AudioContext) return;
    context ??= new AudioContext();
    const tones = isGood ? [[1320, 0.08]] : [[220, 0.16], [180, 0.22]];
    let at = context.currentTime;
    for (const [frequency, seconds] of tones) {
      const tone = context.createOscillator();
      const volume = context.createGain();
      tone.type = isGood ? "sine" : "square";
      tone.frequency.value = frequency;
      volume.gain.value = 0.15;
      tone.connect(volume).connect(context.destination);
      tone.start(at);
      tone.stop(at + seconds);
      at += seconds;
    }
  }

  function show(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html.trim();
    const row = holder.content.firstElementChild;
    const isGood = row?.dataset.tone === "good";
    if (row) rows.prepend(row);
    count(isGood ? "good" : "bad", 1);
    beep(isGood);
  }

  function refused(code, words) {
    const row = document.createElement("li");
    row.className = "scan-row";
    row.dataset.tone = "bad";
    row.textContent = `${code} · ${words}`;
    show(row.outerHTML);
  }

  async function send(code) {
    const body = new FormData();
    body.set("csrfmiddlewaretoken", form.elements.csrfmiddlewaretoken.value);
    body.set("code", code);
    body.set("shipment", table ? table.value : "");
    try {
      const answer = await fetch(desk.dataset.scanUrl, { method: "POST", body, headers: { "X-Requested-With": "scanner" } });
      const text = await answer.text();
      if (text.includes("scan-row")) show(text);
      else refused(code, desk.dataset.offline);
    } catch {
      refused(code, desk.dataset.offline);
    }
  }

  async function work() {
    if (running) return;
    running = true;
    while (waiting.length) {
      await send(waiting.shift());
      count("open", -1);
    }
    running = false;
  }

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    event.stopImmediatePropagation();
    const code = field.value.trim();
    field.value = "";
    field.focus();
    if (!code) return;
    if (/^SHP-/i.test(code) && table) {
      table.value = code;
      return;
    }
    waiting.push(code);
    count("open", 1);
    work();
  }, true);

  document.addEventListener("keydown", (event) => {
    const elsewhere = event.target === document.body && event.key.length === 1 && !event.ctrlKey && !event.metaKey && !event.altKey;
    if (elsewhere) field.focus();
  }, true);
  field.focus();
})();
