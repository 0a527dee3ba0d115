// The driver's page renews itself: words and times are exchanged, the map gets its new marks; nothing jumps, a reader is not interrupted.
(() => {
  const renew = async () => {
    const answer = await fetch(location.href).catch(() => null);
    if (!answer?.ok) return;
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const now = document.querySelector("[data-follow]");
    const next = fresh.querySelector("[data-follow]");
    if (next && now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
    const marks = fresh.getElementById("follow-data");
    if (marks) document.querySelector("[data-map]").dispatchEvent(new CustomEvent("sm:points", { detail: JSON.parse(marks.textContent) }));
  };
  setInterval(() => { if (!document.hidden) renew(); }, 20000);
})();
