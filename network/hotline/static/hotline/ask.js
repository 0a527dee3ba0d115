// The agent's form asks the driver's phone for its position: one button, one key (Alt+L); the answer fills the form in by itself.
(() => {
  const EVERY_MS = 2500;
  const $ = (name) => document.querySelector(`[name="${name}"]`);
  let timer = 0;
  let taken = "";
  let sent = null;

  function say(box, words, tone = "") {
    const line = box.querySelector("[data-ask-state]");
    line.textContent = words;
    line.dataset.tone = tone;
    line.hidden = !words;
  }

  function fill(request) {
    if (request.place && !$("place").value) $("place").value = request.place;
    if (request.lat === null) return;
    $("coordinates").value = `${request.lat},${request.lon}`;
    $("datum").value = "wgs84";
    [$("lat").value, $("lon").value] = [request.lat, request.lon];
    $("lat").dispatchEvent(new Event("change"));
    $("coordinates").dispatchEvent(new Event("input", { bubbles: true }));
  }

  function show(box, request) {
    const accuracy = request.accuracy_m ? ` ±${Math.round(request.accuracy_m)} m` : "";
    say(box, `${request.words}: ${request.to}${accuracy}${request.place ? ` · ${request.place}` : ""}`, request.status);
    if (request.status !== "answered" || request.answered_at === taken) return;
    if (!request.question) {
      taken = request.answered_at;
      return fill(request);
    }
    const question = box.querySelector("[data-ask-question]");
    if (question.dataset.of === request.answered_at) return undefined;
    question.dataset.of = request.answered_at;
    question.querySelector("span").textContent = request.question;
    question.hidden = false;
    sent = request;
    return undefined;
  }

  function decide(box, isTaken) {
    box.querySelector("[data-ask-question]").hidden = true;
    taken = sent.answered_at;
    if (isTaken) fill(sent);
  }

  // What lies far from the place in the form, or abroad, is asked about: the server says whether.
  async function look(box) {
    const asked = { form: $("form_token").value, lat: $("lat").value, lon: $("lon").value };
    const answer = await fetch(`${box.dataset.askUrl}?${new URLSearchParams(asked)}`).catch(() => null);
    const found = answer?.ok ? await answer.json() : null;
    if (found?.request) show(box, found.request);
    timer = setTimeout(() => look(box), EVERY_MS);
  }

  async function ask(box) {
    const body = new URLSearchParams({ phone: $("contact_phone").value, language: $("language")?.value || "zh", form: $("form_token").value });
    const headers = { "X-CSRFToken": $("csrfmiddlewaretoken").value };
    const answer = await fetch(box.dataset.askUrl, { method: "POST", body, headers }).catch(() => null);
    const told = await answer?.json().catch(() => null);
    if (!told?.request) return say(box, told?.words || box.dataset.failed, "refused");
    show(box, told.request);
    clearTimeout(timer);
    timer = setTimeout(() => look(box), EVERY_MS);
    return undefined;
  }

  function start() {
    const box = document.querySelector("[data-ask]");
    if (!box) return;
    $("coordinates").closest("div").append(box);
    box.querySelector("button").addEventListener("click", () => ask(box));
    for (const button of box.querySelectorAll("[data-ask-take]")) {
      button.addEventListener("click", () => decide(box, button.dataset.askTake === "yes"));
    }
    document.addEventListener("keydown", (event) => {
      if (!event.altKey || event.code !== "KeyL") return;
      event.preventDefault();
      ask(box);
    });
    if (document.querySelector("[data-form-errors]")) look(box);  // the form came back: what was asked before is still under way
  }

  document.addEventListener("DOMContentLoaded", start);
})();
