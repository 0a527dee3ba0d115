// The script of the symptom beside the call form: a question, its answers under the keys 1 to 9, what is to be read to the driver.
// The server walks the same way again when the case is opened; nothing here decides anything.
(() => {
  const $ = (name) => document.querySelector(`[name="${name}"]`);
  const SAFETY = ["safe", "shoulder", "carriageway", "injured"];
  let box = null;
  let script = null;
  let keys = [];
  let ticked = false;  // whether the script's answers say "must be towed"
  let byHand = false;  // the agent has ticked or unticked it: from then on the script leaves it alone

  const el = (tag, words, name = "") => Object.assign(document.createElement(tag), { textContent: words, className: name });
  const speaks = () => ($("language")?.value === "zh" ? "zh" : "en");
  const mine = (words) => words[script.language];
  const theirs = (words) => (speaks() === script.language ? "" : words[speaks()]);

  function walk() {
    const byCode = Object.fromEntries(script.steps.map((step) => [step.code, step]));
    let current = script.steps[0];
    const given = [];
    for (const key of keys) {
      const option = current.options[key - 1];
      given.push(option);
      current = option.go ? byCode[option.go] : null;
    }
    return { given, current };
  }

  const tows = (given) => given.some((option) => option.needs.includes("tow"));

  function apply(given) {
    const worst = Math.max(-1, ...given.map((option) => SAFETY.indexOf(option.safety)));
    if (worst >= 0) $("safety").value = SAFETY[worst];
    const tow = tows(given);
    if (tow !== ticked && !byHand) $("needs_tow").checked = tow;
    ticked = tow;
    $("triage_script").value = keys.length ? script.id : "";
    $("triage_keys").value = keys.join(",");
  }

  function said(words, name) {
    const found = [el("p", mine(words), name)];
    const other = theirs(words);
    if (other) found.push(Object.assign(el("p", other, "other"), { lang: speaks() }));
    return found;
  }

  function answers(current) {
    const list = document.createElement("ol");
    current.options.forEach((option, index) => {
      const item = document.createElement("li");
      const button = el("button", "", "btn");
      button.type = "button";
      const other = theirs(option.say);
      button.append(el("kbd", String(index + 1)), el("span", other ? `${mine(option.say)} · ${other}` : mine(option.say)));
      button.addEventListener("click", () => answer(index + 1));
      item.append(button);
      list.append(item);
    });
    return list;
  }

  function show() {
    const { given, current } = walk();
    apply(given);
    const tell = given.at(-1)?.tell;
    const parts = [...new Set(given.flatMap((option) => option.parts.map(mine)))];
    box.replaceChildren();
    if (tell?.zh) box.append(el("p", `${box.dataset.tell}:`, "other"), ...said(tell, "tell"));
    if (current) box.append(...said(current.ask, "ask"), answers(current));
    else box.append(el("p", box.dataset.over));
    if (parts.length) box.append(el("p", `${box.dataset.parts}: ${parts.join("、")}`));
    if (keys.length) {
      const back = el("button", `${box.dataset.back} (Alt+0)`, "btn btn-sm");
      back.type = "button";
      back.addEventListener("click", () => { keys.pop(); show(); });
      box.append(back);
    }
    box.hidden = false;
  }

  function answer(key) {
    const { current } = walk();
    if (!current || key > current.options.length) return;
    keys.push(key);
    show();
  }

  async function load() {
    const symptom = $("symptom").value;
    keys = [];
    script = null;
    apply([]);
    box.hidden = true;
    if (!symptom) return;
    const found = await fetch(`${box.dataset.url}?${new URLSearchParams({ symptom })}`).catch(() => null);
    if (!found?.ok || $("symptom").value !== symptom) return;
    script = (await found.json()).script;
    if (script) show();
  }

  // Alone where nobody types, with Alt anywhere.
  function pressed(event) {
    const digit = /^(?:Digit|Numpad)(\d)$/.exec(event.code)?.[1];
    if (!digit || !script || event.ctrlKey || event.metaKey) return;
    const typing = event.target.closest("input, select, textarea");
    if (!event.altKey && typing) return;
    event.preventDefault();
    if (digit === "0") { keys.pop(); show(); } else answer(Number(digit));
  }

  async function start() {
    box = document.querySelector("[data-triage]");
    if (!box) return;
    $("symptom").closest("div").append(box);
    $("symptom").addEventListener("change", load);
    $("language")?.addEventListener("change", () => script && show());
    $("needs_tow").addEventListener("change", () => { byHand = true; });
    document.addEventListener("keydown", pressed);
    const before = $("triage_keys").value;
    if (!$("symptom").value) return;
    await load();
    if (!script || !before) return;
    keys = before.split(",").map(Number);  // the form came back: the answers stay, and so does what the agent ticked against them
    ticked = tows(walk().given);
    byHand = $("needs_tow").checked !== ticked;
    const safety = $("safety").value;
    show();
    if (safety) $("safety").value = safety;
  }

  document.addEventListener("DOMContentLoaded", start);
})();
