// The last step on the crew's phone: what became of it, parts used, the driver's signature. All of it is a draft until it is finished; the
// draft survives closing the page, and is let go when the server has taken it.
window.Finish = (() => {
  const MOST_FOUND = 8;

  // `at` is what the page lends: el, words, choices, kit, draft(job), change(job, values), push(steps), tell(words, kind), fix(), photos(job).
  function form(job, at) {
    const { el, words, choices } = at;
    const draft = () => at.draft(job);
    const id = (name) => `phone-${name}-${job.id}`;
    const label = (name, text) => el("label", { htmlFor: id(name) }, text);
    const keep = (name) => ({ input: (event) => at.change(job, { [name]: event.target.value }) });

    function select(name, options, first, chosen = "") {
      const value = draft()[name] ?? chosen;
      const made = el("select", { className: "form-select", id: id(name), on: keep(name) },
        el("option", { value: "" }, first), ...options.map(([key, text]) => el("option", { value: key }, text)));
      made.value = value;
      return made;
    }

    function text(name, tag, options) {
      return el(tag, { className: "form-control", id: id(name), value: draft()[name] || "", on: keep(name), ...options });
    }

    // --- what became of it

    const stations = (at.kit().stations?.[job.id] || []).map((one) => [one.id, `${one.name} · ${one.km} ${words.km}`]);
    const towed = el("div", { className: "phone-part" }, label("towed_to", words.towed_to), select("towed_to", stations, words.towed_first));
    const helped = el("div", { className: "phone-part" }, label("no_help", words.no_help), select("no_help", choices.no_help, words.reason_first));
    const outcomes = el("fieldset", { className: "phone-choices" }, el("legend", {}, words.outcome),
      ...choices.outcome.map(([value, said]) => el("label", { className: "phone-choice" },
        el("input", { type: "radio", name: id("outcome"), id: id(`outcome-${value}`), value, checked: draft().outcome === value, on: { change: () => { at.change(job, { outcome: value }); fold(); } } }), said)));

    // --- the driver's signature

    const canvas = el("canvas", { className: "phone-sheet", role: "img", "aria-label": words.sign_here, id: id("signature") });
    const why = select("unsigned", choices.unsigned, words.signs);
    why.addEventListener("change", () => fold());
    const sheet = Signature.sheet(canvas, draft().strokes || [], (strokes) => at.change(job, { strokes, sign_key: Outbox.uuid(), signed_at: at.now() }));
    const clear = el("button", { className: "btn phone-small", type: "button", on: { click: () => sheet.clear() } }, words.clear);
    const signing = el("div", { className: "phone-part" }, el("p", { className: "quiet" }, words.sign_here), canvas, clear, label("signed_by", words.signed_by), text("signed_by", "input", { type: "text", autocomplete: "off" }));
    const signature = el("section", { className: "phone-part", "aria-label": words.signature }, el("h3", {}, words.signature), signing, label("unsigned", words.unsigned), why);

    function fold() {
      const { outcome, unsigned } = draft();
      towed.hidden = outcome !== "towed";
      helped.hidden = outcome !== "not_helped";
      signing.hidden = Boolean(unsigned);
      signature.hidden = outcome === "driver_gone";
    }

    const details = el("details", { className: "phone-details" }, el("summary", {}, words.details),
      label("found_symptom", words.found_symptom), select("found_symptom", choices.symptom, words.not_said, job.symptom_code),
      label("found_cause", words.found_cause), select("found_cause", at.kit().causes || [], words.not_said));
    const result = text("result", "textarea", { rows: 2 });

    function missing() {
      const { outcome, towed_to, no_help, strokes, unsigned } = draft();
      if (!outcome) return [words.needs_result, outcomes.querySelector("input")];
      if (outcome === "towed" && !towed_to && !result.value.trim()) return [words.needs_place, towed.querySelector("select")];
      if (outcome === "not_helped" && !no_help) return [words.needs_reason, helped.querySelector("select")];
      if (outcome !== "driver_gone" && !unsigned && !Signature.isSigned(strokes)) return [words.needs_signature, why];
      return null;
    }

    function done() {
      const lack = missing();
      if (lack) {
        lack[1].focus();
        return at.tell(lack[0], "bad");
      }
      at.told();
      return at.push(steps(job, draft(), at));
    }

    fold();
    return [
      outcomes, towed, helped, details, ...Parts.section(job, at),
      label("result", words.result), result, ...at.photos(job), signature,
      el("button", { className: "btn btn-primary phone-big", type: "button", on: { click: done } }, words.finish),
    ];
  }

  // What goes into the outbox. The keys are the draft's: pressed again, it is the same.
  function steps(job, draft, at) {
    const of = (names) => Object.fromEntries(names.map((name) => [name, draft[name] || ""]));
    const found = [];
    for (const one of draft.parts || []) found.push({ do: "part", id: job.id, key: one.key, part_number: one.number, name: one.name, quantity: one.quantity, serial: one.serial || "" });
    const signs = draft.outcome !== "driver_gone" && !draft.unsigned && Signature.isSigned(draft.strokes);
    if (signs) found.push({ do: "sign", id: job.id, key: draft.sign_key, png: Signature.png(draft.strokes), ...at.fix(), ...(draft.signed_at ? { at: draft.signed_at } : {}) });
    const end = { do: "finish", id: job.id, ...of(["outcome", "result", "found_symptom", "found_cause"]), signed_by: signs ? draft.signed_by || "" : "" };
    if (!("found_symptom" in draft)) end.found_symptom = job.symptom_code || "";
    if (draft.outcome === "towed") end.towed_to = draft.towed_to || "";
    if (draft.outcome === "not_helped") end.no_help = draft.no_help;
    if (draft.outcome === "driver_gone") end.unsigned = "absent";
    else if (draft.unsigned) end.unsigned = draft.unsigned;
    return [...found, end];
  }

  // --- parts of the station's own store: searched in what the phone keeps

  const Parts = (() => {
    const looked = {}; // what is typed into each search: the page is drawn anew around it

    function section(job, at) {
      const { el, words } = at;
      const lines = el("ul", { className: "phone-lines", "data-parts": job.id });
      const hits = el("div", { className: "phone-hits", role: "group", "aria-label": words.used });
      const box = el("input", { className: "form-control", type: "search", id: `phone-find-${job.id}`, value: looked[job.id] || "", placeholder: words.find_part, autocomplete: "off", "aria-label": words.find_part, on: { input: () => find() } });
      const chosen = () => at.draft(job).parts || [];
      const write = (parts) => { at.change(job, { parts }); list(); find(); };
      const change = (key, values) => at.change(job, { parts: chosen().map((one) => (one.key === key ? { ...one, ...values } : one)) });

      function step(one, by) {
        const quantity = one.quantity + by;
        write(quantity < 1 ? chosen().filter((other) => other.key !== one.key) : chosen().map((other) => (other.key === one.key ? { ...other, quantity } : other)));
      }

      function list() {
        lines.replaceChildren(...chosen().map((one) => el("li", {},
          el("span", {}, el("strong", {}, one.name), el("small", { className: "quiet" }, one.number)),
          ...stepper(at, one.name, one.quantity, (by) => step(one, by)),
          one.needs_serial ? el("input", { className: "form-control", type: "text", value: one.serial || "", placeholder: words.serial, "aria-label": `${words.serial} ${one.number}`, on: { input: (event) => change(one.key, { serial: event.target.value }) } }) : null)));
      }

      function add(part) {
        box.value = "";
        write([...chosen(), { key: Outbox.uuid(), number: part.number, name: part.name, quantity: 1, needs_serial: part.serial }]);
      }

      function find() {
        looked[job.id] = box.value;
        const found = search(at.kit().parts || [], box.value, job.parts || []).filter((one) => !chosen().some((other) => other.number === one.number)).slice(0, MOST_FOUND);
        const none = at.kit().parts ? (box.value.trim() && !found.length ? words.no_part : "") : words.no_kit;
        hits.replaceChildren(...found.map((one) => el("button", { className: "btn phone-hit", type: "button", "data-part": one.number, on: { click: () => add(one) } },
          el("span", {}, one.name, el("small", { className: "quiet" }, `${one.number}${one.likely ? ` · ${words.likely}` : ""}`)), el("small", {}, `${one.on_hand} ${words.on_hand}`))), none ? el("p", { className: "quiet" }, none) : "");
      }

      list();
      find();
      return [el("section", { className: "phone-part", "aria-label": words.used }, el("h3", {}, words.used), lines, box, hits)];
    }

    // What the triage expects comes first; of the rest only what is looked for.
    function search(parts, wanted, likely) {
      const text = wanted.trim().toLowerCase();
      const is = (part) => likely.some((name) => name && (part.name.toLowerCase().includes(name.toLowerCase()) || name.toLowerCase().includes(part.name.toLowerCase())));
      const found = parts.map((one) => ({ ...one, likely: is(one) })).filter((one) => (text ? `${one.number} ${one.name}`.toLowerCase().includes(text) : one.likely));
      return found.sort((one, other) => other.likely - one.likely || (other.on_hand > 0) - (one.on_hand > 0));
    }

    return { section, search };
  })();

  function stepper({ el, words }, name, quantity, step) {
    const button = (sign, label, by) => el("button", { className: "btn phone-step", type: "button", "aria-label": `${label}: ${name}`, on: { click: () => step(by) } }, sign);
    return [el("span", { className: "phone-stepper" }, button("−", words.less, -1), el("output", {}, String(quantity)), button("+", words.more, 1))];
  }

  // A part that the server did not take: why, with the way to send it again. Nothing that was typed is lost.
  function refusedCard(one, at) {
    const { el, words } = at;
    let { quantity } = one.step;
    const count = el("div", { className: "phone-row" });
    const turn = (by) => { quantity = Math.max(1, quantity + by); show(); };
    const show = () => count.replaceChildren(...stepper(at, one.step.name || one.step.part_number, quantity, turn));
    show();
    return el("section", { className: "phone-card", role: "alert", "data-refused": one.step.key },
      el("h2", {}, words.refused, el("span", {}, `${one.step.name || ""} ${one.step.part_number}`)),
      el("p", {}, el("strong", {}, one.sentence)), el("p", { className: "quiet" }, words.refused_part), count,
      el("div", { className: "phone-row" },
        el("button", { className: "btn", type: "button", on: { click: () => at.drop(one) } }, words.let_go),
        el("button", { className: "btn btn-primary", type: "button", on: { click: () => at.again(one, quantity) } }, words.send_again)));
  }

  return { form, refusedCard };
})();
