// The first review by keyboard. A line is chosen with the arrows or its number; the page's links and buttons carry their keys.
(() => {
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable]");
  const form = () => document.querySelector("[data-review]");
  const lines = () => [...document.querySelectorAll(".decide")];
  const palette = () => document.getElementById("reasons");
  let here = 0;
  let whole = false;
  let went = 0;

  const line = () => lines()[here];
  const part = (name, of = line()) => of?.querySelector(`.decide-${name}`);

  function choose(number, { look = true } = {}) {
    const all = lines();
    if (!all.length) return;
    here = Math.max(0, Math.min(all.length - 1, number));
    all.forEach((one, at) => one.classList.toggle("is-here", at === here));
    if (look) {
      all[here].focus({ preventScroll: true });
      all[here].scrollIntoView({ block: "nearest" });
    }
  }

  const limit = (amount) => Number(amount.dataset.limit);

  // "20%" takes a fifth away; a plain number is what is left.
  function work(amount) {
    const share = /^-?\s*(\d+(?:[.,]\d+)?)\s*[%％]$/.exec(amount.value.trim());
    if (share) amount.value = (Math.round(limit(amount) * (100 - Number(share[1].replace(",", ".")))) / 100).toFixed(2);
    mark(amount);
  }

  function mark(amount) {
    amount.closest(".decide").classList.toggle("is-cut", amount.value.trim() !== "" && Number(amount.value) < limit(amount));
  }

  function fill(of, value, reason) {
    const amount = part("amount", of);
    amount.value = value;
    part("reason", of).value = reason;
    mark(amount);
    amount.dispatchEvent(new Event("input", { bubbles: true }));
  }

  const inFull = (of) => fill(of, part("amount", of).dataset.limit, "");
  const onward = () => (here + 1 < lines().length ? choose(here + 1) : choose(here));

  function cut() {
    part("amount")?.focus();
    part("amount")?.select();
  }

  function ask(forAll) {
    whole = forAll;
    palette()?.showModal();
  }

  function answer(reason) {
    palette().close();
    if (!whole) {
      const amount = part("amount");
      if (amount.dataset.wants === "reason") part("reason").value = reason;
      else fill(line(), "0", reason);
      delete amount.dataset.wants;
      onward();
      return;
    }
    for (const one of lines()) fill(one, "0", reason);
    send();
  }

  function leaveAmount(amount) {
    work(amount);
    const isCut = amount.closest(".decide").classList.contains("is-cut");
    if (!isCut) part("reason").value = "";
    if (isCut && !part("reason").value) {
      amount.dataset.wants = "reason";
      ask(false);
      return;
    }
    onward();
  }

  function send() {
    form()?.querySelector("[data-submit]")?.click();
  }

  function photo(by) {
    const all = [...document.querySelectorAll("[data-photo]")];
    const box = document.getElementById("lightbox");
    if (!all.length) return;
    const at = (Number(box.dataset.at || 0) + by + all.length) % all.length;
    box.dataset.at = at;
    const picture = box.querySelector("[data-lightbox-picture]");
    picture.src = all[at].href;
    picture.alt = all[at].querySelector("img").alt;
    box.querySelector("[data-lightbox-words]").textContent = `${at + 1} / ${all.length}  ${all[at].dataset.words}`;
    if (!box.open) box.showModal();
  }

  function question() {
    const dialog = document.getElementById("ask");
    dialog?.showModal();
    dialog?.querySelector("textarea").focus();
  }

  const keys = {
    a: send,
    A: () => { lines().forEach(inFull); send(); },
    y: () => { inFull(line()); onward(); },
    c: cut,
    r: () => ask(false),
    R: () => ask(true),
    q: question,
    m: () => part("comment")?.focus(),
    p: () => photo(0),
    ArrowDown: () => choose(here + 1),
    ArrowUp: () => choose(here - 1),
  };
  for (const digit of "123456789") keys[digit] = () => choose(Number(digit) - 1);
  const decides = "aAycrRqm";
  const isOpen = () => Boolean(form()?.querySelector("[data-submit]"));

  function inDialog(event, dialog) {
    if (dialog.id === "reasons") {
      const button = /^[a-z]$/.test(event.key) && dialog.querySelector(`[data-letter="${event.key}"]`);
      if (button) { event.preventDefault(); answer(button.dataset.reason); }
    }
    if (dialog.id === "lightbox" && ["ArrowRight", "ArrowLeft"].includes(event.key)) photo(event.key === "ArrowRight" ? 1 : -1);
    if (dialog.id === "ask" && event.key === "Enter" && (event.ctrlKey || event.metaKey)) dialog.querySelector("[data-ask]").requestSubmit();
  }

  function inField(event) {
    if (event.key === "Escape") choose(here);
    if (event.key !== "Enter" || !event.target.closest(".decide") || event.target.matches("button")) return;
    event.preventDefault();
    if (event.target.matches(".decide-amount")) leaveAmount(event.target);
    else onward();
  }

  function press(event) {
    const dialog = document.querySelector("dialog[open]");
    if (dialog) { inDialog(event, dialog); return; }
    if (typing(event.target)) { inField(event); return; }
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off") return;
    if (event.key === "g") { went = Date.now(); return; }
    if (Date.now() - went < 1500) { went = 0; return; }
    if (keys[event.key]) {
      if (decides.includes(event.key) && !isOpen()) return;
      event.preventDefault();
      event.stopPropagation();
      keys[event.key]();
      return;
    }
    const target = /^[jknx]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (!target) return;
    event.preventDefault();
    event.stopPropagation();
    target.click();
  }

  document.addEventListener("keydown", press, true); // before the frame's keys, which know nothing of a claim
  document.addEventListener("focusin", (event) => {
    const at = lines().indexOf(event.target.closest?.(".decide"));
    if (at >= 0 && at !== here) choose(at, { look: false });
  });
  document.addEventListener("change", (event) => { if (event.target.matches?.(".decide-amount")) work(event.target); });
  document.addEventListener("input", (event) => { if (event.target.matches?.(".decide-amount")) mark(event.target); });
  document.addEventListener("click", (event) => {
    const reason = event.target.closest?.("[data-reason]");
    if (reason) answer(reason.dataset.reason);
    const thumb = event.target.closest?.("[data-photo]");
    if (thumb) {
      event.preventDefault();
      document.getElementById("lightbox").dataset.at = [...document.querySelectorAll("[data-photo]")].indexOf(thumb);
      photo(0);
    }
    if (event.target.closest?.('[data-key="q"]') && document.getElementById("ask")) { event.preventDefault(); question(); }
  });
  document.addEventListener("DOMContentLoaded", () => {
    document.querySelectorAll(".decide-amount").forEach(mark);
    choose(0, { look: !document.querySelector("[data-form-errors]") });
  });
})();
