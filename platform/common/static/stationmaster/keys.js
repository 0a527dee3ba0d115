// Keys: one letter each, switched off in the preferences (data-keys on the body), never while somebody types.
(() => {
  const typing = (target) => target.closest?.("input:not([type=checkbox]), textarea, select, [contenteditable], dialog[open], .leaflet-container");
  let going = 0;

  const rows = () => [...document.querySelectorAll("[data-row]")];

  function step(by) {
    const all = rows();
    const here = all.findIndex((row) => row.classList.contains("is-here"));
    const next = all[Math.max(0, Math.min(all.length - 1, here + by))];
    if (!next) return;
    all[here]?.classList.remove("is-here");
    next.classList.add("is-here");
    next.querySelector("a")?.focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  const here = (selector) => document.querySelector(`[data-row].is-here ${selector}`);
  const click = (selector) => document.querySelector(selector)?.click();

  const keys = {
    j: () => step(1),
    k: () => step(-1),
    o: () => here("a")?.click(),
    x: () => here("[data-check]")?.click(),
    f: () => (document.querySelector("#id_q") || document.querySelector("#filters input, #filters select"))?.focus(),
    e: () => click("[data-edit]"),
    u: () => { const back = window.Stationmaster.backToList?.(); if (back) location.href = back; },
    "[": () => click("[data-step='-1']:not([aria-disabled])"),
    "]": () => click("[data-step='1']:not([aria-disabled])"),
    "?": openSheet,
  };

  function openSheet() {
    document.getElementById("keys")?.showModal();
  }

  function go(key) {
    going = 0;
    const link = document.querySelector(`[data-goto="${CSS.escape(key)}"]`);
    if (link) location.href = link.href;
    return Boolean(link);
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off" || typing(event.target)) return;
    if (going && Date.now() - going < 1500 && go(event.key)) {
      event.preventDefault();
      return;
    }
    going = event.key === "g" ? Date.now() : 0;
    const act = keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-keys-open]")) return;
    event.preventDefault();
    openSheet();
  });
})();
