// The driver's page renews itself: words and times are exchanged, the map gets its new marks; nothing jumps, a reader is not interrupted.
// What can't be renewed says since when it is old, and a link that has ended says so: nobody waits beside a road for words of an hour ago.
(() => {
  const EVERY = 20000;
  const notice = document.querySelector("[data-follow-old]");
  const told = document.querySelectorAll("[data-follow], [data-map]");
  let known = new Date();
  let timer = null;

  function say(words) {
    const isToday = known.toDateString() === new Date().toDateString();
    const since = known.toLocaleString("sv-SE", { ...(isToday ? {} : { dateStyle: "short" }), timeStyle: "short" });
    const text = words.replace("{since}", since);
    if (notice.textContent !== text) notice.textContent = text;
    notice.hidden = !text;
    for (const one of told) one.classList.toggle("is-old", !!text);
  }

  async function renew() {
    const answer = await fetch(location.href, { cache: "no-store", signal: AbortSignal.timeout(EVERY - 2000) }).catch(() => null);
    const text = answer?.ok ? await answer.text().catch(() => null) : null;
    if (answer?.status === 404) {
      clearInterval(timer);
      say(notice.dataset.wordEnded);
      document.querySelector("[data-follow-renews]").hidden = true;
      return;
    }
    const fresh = text === null ? null : new DOMParser().parseFromString(text, "text/html");
    const next = fresh?.querySelector("[data-follow]");
    if (!next) {
      say(notice.dataset.wordOld);
      return;
    }
    known = new Date();
    say("");
    const now = document.querySelector("[data-follow]");
    if (now.innerHTML !== next.innerHTML) now.replaceChildren(...next.childNodes);
    const marks = fresh.getElementById("follow-data");
    if (marks) document.querySelector("[data-map]").dispatchEvent(new CustomEvent("sm:points", { detail: JSON.parse(marks.textContent) }));
  }

  timer = setInterval(() => { if (!document.hidden) renew(); }, EVERY);
  document.addEventListener("visibilitychange", () => { if (!document.hidden) renew(); });
  addEventListener("online", renew);
  addEventListener("offline", () => say(notice.dataset.wordOld));
})();
