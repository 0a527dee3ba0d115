// Beside the call form: the articles that fit symptom, vehicle and fault code.
(() => {
  const NAMES = ["symptom", "vehicle", "description"];
  const $ = (name) => document.querySelector(`[name="${name}"]`);
  let timer = 0;
  let latest = "";

  async function look(box) {
    const query = new URLSearchParams({ symptom: $("symptom").value, vehicle: $("vehicle").value.trim(), words: $("description").value }).toString();
    latest = query;
    const answer = await fetch(`${box.dataset.url}?${query}`).catch(() => null);
    if (!answer?.ok || latest !== query) return;
    box.innerHTML = await answer.text();
    box.hidden = !box.querySelector("li");
  }

  document.addEventListener("DOMContentLoaded", () => {
    const box = document.querySelector("[data-knowledge]");
    if (!box) return;
    for (const name of NAMES) {
      $(name).addEventListener("input", () => { clearTimeout(timer); timer = setTimeout(() => look(box), 500); });
    }
    look(box);
  });
})();
