// Review by keyboard: a approves as entered, c jumps to the next amount, r rejects, q asks, n goes to the next claim.
(() => {
  const typing = (target) => target.closest?.("input, textarea, select, [contenteditable], dialog[open]");
  const amounts = () => [...document.querySelectorAll(".decide-amount")];

  function cut() {
    const all = amounts();
    const next = all[(all.indexOf(document.activeElement) + 1) % all.length];
    next?.focus();
    next?.select();
  }

  function press(event) {
    if (event.ctrlKey || event.metaKey || event.altKey || document.body.dataset.keys === "off" || typing(event.target)) return;
    if (event.key === "c") {
      event.preventDefault();
      cut();
      return;
    }
    const button = /^[arqn]$/.test(event.key) && document.querySelector(`[data-key="${event.key}"]`);
    if (!button) return;
    event.preventDefault();
    button.click();
  }

  function mark(input) {
    input.closest(".decide").classList.toggle("is-cut", Number(input.value) < Number(input.dataset.limit));
  }

  document.addEventListener("keydown", press);
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.closest?.("[data-review]")) event.target.blur();
  });
  document.addEventListener("input", (event) => {
    if (event.target.classList.contains("decide-amount")) mark(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => amounts().forEach(mark));
})();
