// Forms: the first error gets the focus, a second click sends nothing, rows are added, what was typed is not lost by leaving.
(() => {
  let dirty = false;

  function once(event) {
    const form = event.target.closest("[data-form]");
    if (!form || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "1";
    dirty = false;
    for (const button of form.querySelectorAll("[data-submit]")) button.classList.add("is-sending");
  }

  function again() {
    for (const form of document.querySelectorAll("[data-form]")) {
      delete form.dataset.sent;
      for (const button of form.querySelectorAll("[data-submit]")) button.classList.remove("is-sending");
    }
  }

  function focusError() {
    const wrong = document.querySelector("[data-form] [aria-invalid=true]") || document.querySelector("[data-form-errors]");
    if (wrong) wrong.focus();
    if (document.querySelector("[data-form-errors]")) dirty = true;
  }

  function addRow(event) {
    const button = event.target.closest("[data-lines-add]");
    if (!button) return;
    const box = button.closest("[data-lines]");
    const total = box.querySelector(`[name="${box.dataset.lines}-TOTAL_FORMS"]`);
    const blank = box.querySelector("[data-lines-blank]");
    const made = document.createElement("template");
    made.innerHTML = blank.innerHTML.replaceAll("__prefix__", total.value);
    const line = made.content.firstElementChild;
    box.querySelector("[data-lines-rows]").append(line);
    total.value = Number(total.value) + 1;
    line.querySelector("input:not([type=hidden]), select, textarea")?.focus();
  }

  function markGone(event) {
    const line = event.target.closest("[data-line]");
    if (line && event.target.name?.endsWith("-DELETE")) line.classList.toggle("is-gone", event.target.checked);
  }

  document.addEventListener("submit", once);
  document.addEventListener("click", addRow);
  document.addEventListener("change", markGone);
  document.addEventListener("input", (event) => { if (event.target.closest("[data-form]")) dirty = true; });
  window.addEventListener("beforeunload", (event) => { if (dirty) event.preventDefault(); });
  window.addEventListener("pageshow", again);
  document.addEventListener("DOMContentLoaded", focusError);
})();
