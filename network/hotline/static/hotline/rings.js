// A call that rings pops up here: number (masked), what is known of it, and one key that takes it. News (sm:live) only says that there is
// something to fetch; what is fetched says for which moment it holds, and an answer older than what is shown is thrown away.
(() => {
  const box = document.querySelector("[data-rings]");
  if (!box) return;
  const words = box.dataset;
  const form = box.querySelector("[data-rings-form]");
  const title = document.title;
  let data = JSON.parse(document.getElementById("rings-now").textContent);
  let asked = 0;

  function el(tag, text, className) {
    const made = document.createElement(tag);
    if (text) made.textContent = text;
    if (className) made.className = className;
    return made;
  }

  const clock = (iso) => new Date(iso).toLocaleString("sv-SE", { dateStyle: "short", timeStyle: "short", timeZone: words.zone });

  function fact(name, ...parts) {
    const made = el("div");
    made.append(el("strong", `${name}: `), ...parts);
    return made;
  }

  function cases(list) {
    const made = el("ul");
    for (const one of list) {
      const item = el("li");
      const link = el("a", `${one.number} · ${one.kind} · ${one.status} ${one.vehicle}`);
      link.href = one.url;
      item.append(link);
      made.append(item);
    }
    return made;
  }

  function card(call, first) {
    const made = el("article", "", "ring");
    made.dataset.ring = call.id;
    const head = el("h2", `☎ ${call.phone || words.wordWithheld} ${call.caller} `);
    const since = el("span", "", "ring-time quiet");
    since.dataset.since = call.rang_at;
    head.append(since);
    const take = el("button", `${words.wordTake} `, "btn btn-primary");
    take.type = "button";
    if (first) take.append(el("kbd", "F2"));
    take.addEventListener("click", () => takeIt(call));
    const facts = el("div", "", "ring-facts");
    if (call.vehicles.length) facts.append(fact(words.wordVehicles, call.vehicles.map((one) => `${one.plate || one.vin} ${one.brand} ${one.model}`.trim()).join(", ")));
    if (call.earlier) facts.append(fact(words.wordEarlier, `${call.earlier} (${words.wordLast} ${clock(call.last)})`));
    if (call.cases.length) facts.append(fact(words.wordCases, cases(call.cases)));
    if (!facts.childElementCount) facts.append(el("span", words.wordUnknown, "quiet"));
    made.append(head, take, facts);
    return made;
  }

  function draw() {
    box.replaceChildren(form, ...data.calls.map((call, index) => card(call, index === 0)));
    box.hidden = !data.calls.length;
    document.title = data.calls.length ? `☎ ${data.calls.length} · ${title}` : title;
    tick();
  }

  function tick() {
    for (const since of box.querySelectorAll("[data-since]")) {
      since.textContent = `${words.wordRings} ${Math.max(0, Math.round((Date.now() - skew() - Date.parse(since.dataset.since)) / 1000))} s`;
    }
  }

  let offset = Date.now() - Date.parse(data.as_of);
  const skew = () => offset;

  function takeIt(call) {
    form.action = call.take;
    form.submit();
  }

  function take(fresh) {
    if (!fresh.as_of || Date.parse(fresh.as_of) < Date.parse(data.as_of)) return;
    data = fresh;
    offset = Date.now() - Date.parse(fresh.as_of);
    draw();
  }

  async function load() {
    const answer = await fetch(words.address).catch(() => null);
    if (answer?.ok) take(await answer.json());
  }

  document.addEventListener("sm:live", (event) => {
    const said = event.detail;
    if (said?.calls) take(said);
    else if (!said?.event || said.event === "resync" || said.event.startsWith("call.")) {
      clearTimeout(asked);
      asked = setTimeout(load, 50);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "F2" || event.ctrlKey || event.altKey || event.metaKey || !data.calls.length) return;
    event.preventDefault();
    takeIt(data.calls[0]);
  });
  setInterval(tick, 1000);
  document.addEventListener("DOMContentLoaded", draw);
})();
