// The recommended crews of a rescue: shown anew when something happens, never under a hand that types; `o` or Enter offers.
(() => {
  const box = document.querySelector("[data-recommended]");
  if (!box) return;
  let asked = 0;
  let late = false; // news came while somebody typed

  const typed = new Map(); // reasons that were begun, by crew: they come back with the crew's line

  const isTyped = () => box.contains(document.activeElement) && document.activeElement.matches("[name=reason]"); // a word may be half composed
  const focused = () => (box.contains(document.activeElement) ? document.activeElement.closest("[data-crew]")?.dataset.crew : "");
  const row = (crew) => (crew ? box.querySelector(`[data-crew="${CSS.escape(crew)}"]`) : null);

  async function load() {
    if (document.hidden || isTyped()) {
      late = true;
      return;
    }
    const answer = await fetch(box.dataset.recommended).catch(() => null);
    if (answer?.status !== 200 || answer.redirected || isTyped()) return; // whatever was begun meanwhile stays
    const [held, marked] = [focused(), box.querySelector(".is-here")?.dataset.crew];
    const isFirst = box.querySelector(".is-here") === box.querySelector("[data-crew]");
    const [isOpen, isOnWhy] = [box.querySelector("details")?.open, document.activeElement.matches("[data-recommended] summary")];
    for (const reason of box.querySelectorAll("[name=reason]")) typed.set(reason.closest("[data-crew]").dataset.crew, reason.value);
    box.innerHTML = await answer.text();
    late = false;
    const details = box.querySelector("details");
    if (details && isOpen) details.open = true;
    if (isOnWhy) details?.querySelector("summary").focus({ preventScroll: true });
    for (const [crew, words] of typed) {
      const reason = row(crew)?.querySelector("[name=reason]");
      if (reason) reason.value = words;
    }
    if (!isFirst && row(marked)) {
      box.querySelector(".is-here")?.classList.remove("is-here");
      row(marked).classList.add("is-here");
    }
    row(held)?.querySelector("button")?.focus({ preventScroll: true });
  }

  function soon() {
    clearTimeout(asked);
    asked = setTimeout(load, 500);
  }

  function press(event) {
    const enter = event.key === "Enter" && (event.target === document.body || event.target.matches?.("[data-crew]"));
    if (!(enter || event.key === "o") || event.repeat || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.body.dataset.keys === "off" || event.target.closest?.("input, textarea, select, dialog[open]")) return;
    const here = box.querySelector(".is-here") || box.querySelector("[data-crew]");
    const form = here?.querySelector("form");
    if (!form) return;
    event.preventDefault();
    event.stopImmediatePropagation(); // before the frame's keys, which would open the line
    const reason = form.querySelector("[name=reason]");
    if (reason && !reason.value) reason.focus();
    else form.requestSubmit();
  }

  document.addEventListener("keydown", press, true);
  document.addEventListener("sm:live", soon);
  document.addEventListener("visibilitychange", () => { if (late) soon(); });
  box.addEventListener("focusout", () => { if (late) soon(); });
  setInterval(soon, 30000); // positions grow old without any news
})();
