// The page of the panel: controls, one question at a time, and a drawing of the numbers that come back. It computes nothing.

const SVG = { height: 330, left: 52, right: 94, top: 14, bottom: 26 }, BEFORE = 10; // years shown before the first open one

function make(tag, more = {}, ...inner) {
  const { data = {}, on = {}, ...attributes } = more;
  const one = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (value === false || value === null || value === undefined) continue;
    if (name in one && typeof value !== "string") one[name] = value;
    else one.setAttribute(name, value);
  }
  Object.assign(one.dataset, data);
  for (const [name, heard] of Object.entries(on)) one.addEventListener(name, heard);
  one.append(...inner);
  return one;
}

const escaped = (text) => String(text).replace(/[&<>"]/g, (c) => `&#${c.charCodeAt(0)};`);
const digits = (step) => Math.max(0, Math.min(6, -Math.floor(Math.log10(step) + 1e-9)));
const told = (value, places, sign) =>
  (sign && value > 0 ? "+" : "") +
  Number(value.toFixed(places)).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places }).replace("-", "−");

// The ends and the step of an axis over some numbers.
function ticks(low, high, most = 6) {
  const wide = Math.max(high - low, 1e-9), power = 10 ** Math.floor(Math.log10(wide / most));
  const step = [1, 2, 5, 10].map((f) => f * power).find((s) => wide / s <= most) ?? 10 * power;
  const first = Math.floor(low / step + 1e-9), last = Math.ceil(high / step - 1e-9);
  return { step, all: Array.from({ length: last - first + 1 }, (_, i) => (first + i) * step) };
}

// The drawing as text: fan, baseline's outline, kept medians, what is held against, and the number wanted.
function drawing(answer, base, kept, words, label, width = 640) {
  const { height, left, right, top, bottom } = SVG, fan = answer.fan;
  const now = fan.bands.map((row, i) => [fan.years[i], row]);
  const was = base.bands.map((row, i) => [base.years[i], row]).filter(([year]) => year <= answer.to);
  const measured = fan.measured;
  const gap = now.find(([year]) => !measured.some(([t]) => t === year))?.[0] ?? answer.to;
  const since = Math.max(Math.min(...measured.map(([t]) => t), answer.to - 5, ...now.map(([t]) => t)), gap - BEFORE);
  const seen = [
    ...measured.filter(([y]) => y >= since).map(([, v]) => v),
    ...now.filter(([y]) => y >= since).flatMap(([, row]) => [row[0], row[6]]),
    ...was.filter(([y]) => y >= since).flatMap(([, row]) => [row[1], row[5]]),
    ...(answer.mark ? [answer.mark.at] : []),
    ...kept.flatMap((one) => one.fan.bands.map((row) => row[3])),
  ];
  const { step, all } = ticks(seen.length ? Math.min(...seen) : 0, seen.length ? Math.max(...seen) : 1);
  const [low, high] = [all[0], all.at(-1) === all[0] ? all[0] + step : all.at(-1)];
  const x = (year) => left + ((year - since) / Math.max(answer.to - since, 1)) * (width - left - right);
  const y = (value) => top + ((high - value) / (high - low)) * (height - top - bottom);
  const line = (points) => points.map(([a, b], i) => `${i ? "L" : "M"}${x(a).toFixed(1)} ${y(b).toFixed(1)}`).join("");
  const band = (rows, a, b) => rows.length > 1 ? line([...rows.map(([t, r]) => [t, r[b]]), ...rows.toReversed().map(([t, r]) => [t, r[a]])]) + "Z" : "";
  const inside = (rows) => rows.filter(([year]) => year >= since);
  const open = inside(now), places = digits(step);
  const parts = all.map((v) => `<line class="grid" x1="${left}" x2="${width - right}" y1="${y(v)}" y2="${y(v)}"/><text x="${left - 7}" y="${y(v) + 4}" text-anchor="end">${told(v, places)}</text>`);
  const every = Math.ceil(((answer.to - since) * 46) / (width - left - right)) || 1;
  for (let year = answer.to; year >= since; year -= every) parts.push(`<text x="${x(year)}" y="${height - 7}" text-anchor="middle">${year}</text>`);
  parts.push(`<path class="b95" d="${band(open, 0, 6)}"/><path class="b80" d="${band(open, 1, 5)}"/><path class="b50" d="${band(open, 2, 4)}"/>`);
  const outline = inside(was);
  parts.push(`<path class="base" d="${line(outline.map(([t, r]) => [t, r[1]]))}"/><path class="base" d="${line(outline.map(([t, r]) => [t, r[5]]))}"/>`);
  const ends = []; // names at the ends of lines, pushed apart where they would lie on each other
  if (answer.mark) {
    const from = x(Math.max(since, answer.mark.first)), to = x(Math.min(answer.to, answer.mark.last)), at = y(answer.mark.at);
    parts.push(`<line class="wanted" x1="${from === to ? from - 14 : from}" x2="${to === from ? to + 14 : to}" y1="${at}" y2="${at}"/>`);
    ends.push([at, "wanted-name", `${words.wanted} ${answer.words.mark}`]);
  }
  if (answer.reference?.bands.length) {
    const rows = answer.reference.bands.map((row, i) => [answer.reference.years[i], row[3]]).filter(([t]) => t >= since);
    parts.push(`<path class="other" d="${line(rows)}"/>`);
    ends.push([y(rows.at(-1)[1]), "other-name", answer.words.reference]);
  }
  for (const one of kept) {
    const rows = one.fan.bands.map((row, i) => [one.fan.years[i], row[3]]).filter(([t]) => t >= since);
    if (!rows.length) continue;
    parts.push(`<path class="kept-line k${"ABCD".indexOf(one.name)}" d="${line(rows)}"/>`);
    ends.push([y(rows.at(-1)[1]), `k${"ABCD".indexOf(one.name)}`, one.name]);
  }
  ends.sort((one, other) => one[0] - other[0]);
  ends.forEach((one, i) => { if (i) one[0] = Math.max(one[0], ends[i - 1][0] + 14); });
  ends.forEach(([at, name, text]) => parts.push(`<text class="${name}" x="${width - right + 5}" y="${at + 4}">${escaped(text)}</text>`));
  parts.push(`<path class="past" d="${inside(measured).map(([t, v], i, all) => `${i && all[i - 1][0] === t - 1 ? "L" : "M"}${x(t)} ${y(v)}`).join("")}"/>`);
  parts.push(`<path class="median" d="${line(open.filter(([t]) => t >= gap - 1).map(([t, r]) => [t, r[3]]))}"/>`);
  inside(measured).forEach(([t, v]) => parts.push(`<circle class="known" cx="${x(t)}" cy="${y(v)}" r="3.2"><title>${t}: ${told(v, Math.max(places, 1))}</title></circle>`));
  return `<svg viewBox="0 0 ${width} ${height}" role="img" aria-label="${escaped(label)}">${parts.join("")}</svg>`;
}

function render({ model, el }) {
  // The picture for readers without a kernel gives way to the panel, once that stands in the notebook.
  function hide(tries) {
    const area = root.closest(".jp-OutputArea");
    for (const still of area?.querySelectorAll(".shk-explore-still") ?? []) (still.closest(".jp-OutputArea-child") ?? still).style.display = "none";
    if (!area && tries) setTimeout(hide, 50, tries - 1);
  }

  let page, state, answer, kept = [], base, words, busy = 0, sent = 0, waiting = null, id = "explored";
  const root = make("section", { class: "shk-explore" }), parts = {};
  const suppress = { lmSuppressShortcuts: "true" }; // JupyterLab takes arrows for itself in command mode
  const unique = `shk${Math.random().toString(36).slice(2, 8)}`;
  el.append(root);
  hide(60);

  // One question is on its way at most; of those asked meanwhile the last one goes next.
  function ask(kind, more = {}) {
    clearTimeout(parts.later);
    const question = { kind, state: { ...state }, language: page.language, beside_to: kept[0]?.to, ...more };
    if (busy) { waiting = !waiting || ["ask", "more"].includes(waiting.kind) ? question : waiting; return; }
    busy = ++sent;
    parts.late = setTimeout(() => say(words.working), 600);
    model.send({ ...question, n: sent });
  }

  function heard(message) {
    const since = performance.now();
    if (message.n !== busy) return;
    clearTimeout(parts.late);
    busy = 0;
    const next = waiting;
    waiting = null;
    parts.told.textContent = "";
    if (message.kind !== "refused") parts.refused.textContent = "";
    ({ answer: answered, more: adds, page: turned, kept: keeps, code: shows, told: tells, refused: refuses })[message.kind]?.(message);
    root.dataset.took = message.took; // milliseconds in the kernel, by the clock and of its processor, and when its answer came
    root.dataset.worked = message.worked;
    root.dataset.heard = since;
    root.dataset.kind = message.kind;
    root.dataset.answered = message.n;
    if (next) ask(next.kind, next);
  }

  const answered = (message) => {
    answer = message;
    if (message.kept) { kept = message.kept; list(); }
    draw();
    parts.later = setTimeout(() => { if (!busy) ask("more"); }, 400); // what takes longer, once the sliders rest
  };
  const adds = (message) => { Object.assign(answer.words, { plausible: message.plausible, unused: message.unused }); draw(); };
  const turned = (message) => { build(message.page); parts.target.focus(); };
  const keeps = (message) => { kept = message.kept; list(); draw(); };
  const shows = (message) => { parts.code.hidden = false; parts.text.textContent = message.text; };
  const tells = (message) => say(message.text);
  const refuses = (message) => { parts.refused.textContent = message.text; };
  const say = (text) => { parts.told.textContent = text; };

  function build(given) {
    page = given; ({ state, answer, kept, base } = structuredClone({ state: page.state, answer: page.answer, kept: page.kept, base: page.base }));
    words = page.words[page.language];
    const { controls } = page, focus = document.activeElement?.dataset?.part;
    if (state.size === null) state.size = state.form === "level" ? controls.level.start : 0;
    root.lang = page.language;
    root.setAttribute("aria-label", words.title);
    const pick = (part, label, options, value, heard) => {
      const one = make("select", { id: `${unique}-${part}`, data: { ...suppress, part }, on: { change: () => heard(one.value) } },
        ...options.map(([key, text]) => make("option", { value: String(key), selected: String(key) === String(value) }, text)));
      parts[part] = one;
      return make("div", { class: "pick" }, make("label", { for: one.id }, label), one);
    };
    const slide = (part, label, slider, value, name, heard, unit) => {
      const output = make("output", { for: `${unique}-${part}` });
      const one = make("input", { type: "range", id: `${unique}-${part}`, min: String(slider.low), max: String(slider.high), step: String(slider.step), data: { ...suppress, part } });
      one.value = value;
      const shown = () => {
        const text = name(Number(one.value));
        output.textContent = text;
        one.setAttribute("aria-valuetext", text);
      };
      one.addEventListener("input", () => { heard(Number(one.value)); shown(); });
      shown();
      parts[part] = one;
      return make("div", { class: "row" }, make("div", {}, make("label", { for: one.id }, label), output), one);
    };
    const moved = (name) => (value) => { state[name] = value; ask("ask"); };
    const amount = (slider, unit, sign) => (value) => `${told(value, digits(slider.step), sign)}${unit && page.language === "en" ? " " : ""}${unit}`;
    const slider = controls[state.form];
    const size = slide("size", "", slider, state.size, amount(slider, controls.units[state.form], state.form === "addition"), moved("size"));
    parts.span = size.querySelector("label");
    const years = controls.years.filter((year) => year <= controls.last);
    const shock = controls.shock && [
      make("div", { class: "row beside" }, pick("shock_year", words.shock_year, [["", words.no_shock], ...years.map((year) => [year, year])], state.shock_year ?? "", (value) => { state.shock_year = value === "" ? null : Number(value); able(); ask("ask"); })),
      slide("shock", words.shock, controls.shock, state.shock, amount(controls.shock, controls.units.shock, true), moved("shock")),
      slide("recovery", words.recovery, { low: 0, high: controls.most_recovery, step: 1 }, state.recovery, (value) => controls.recovery[value], moved("recovery")),
    ];
    const form = (one) => make("label", {}, make("input", { type: "radio", name: `${unique}-form`, value: one, checked: one === state.form, data: { ...suppress, part: `form-${one}` }, on: { change: () => {
      state.form = one; state.size = one === "level" ? controls.level.start : 0;
      build({ ...page, state: { ...state }, answer, kept }); ask("ask");
    } } }), ` ${words[`form_${one}`]}`);
    const button = (part, heard) => (parts[part] = make("button", { type: "button", data: { ...suppress, part }, on: { click: heard } }, words[part]));
    const typed = (part, value, pattern) => {
      parts[part] = make("input", { type: "text", id: `${unique}-${part}`, value, pattern, size: 16, data: { ...suppress, part } });
      return make("div", { class: "pick" }, make("label", { for: parts[part].id }, words[part]), parts[part]);
    };
    const named = () => ({ id: parts.id.value, title: parts.name.value });
    root.replaceChildren(
      make("div", { class: "top" },
        make("h3", {}, words.title, button("language", () => ask("open", { target: state.target, language: page.language === "en" ? "zh-CN" : "en" }))),
        pick("target", words.target, page.targets, state.target, (value) => ask("open", { target: value })),
        pick("parent", words.parent, [["", words.baseline], ...page.scenarios], state.parent, moved("parent"))),
      make("div", { class: "body" },
        make("div", {},
          ...(controls.forms.length > 1 ? [make("fieldset", {}, make("legend", {}, words.form), ...controls.forms.map(form))] : []),
          size, ...(shock || []),
          slide("to", words.to, { low: controls.deadline, high: controls.last, step: 1 }, state.to, (value) => String(value), (value) => { state.to = value; ask("ask"); })),
        make("div", {}, (parts.said = make("div", { class: "said", role: "status", "aria-live": "polite" })), (parts.seen = make("p", { class: "quiet" })), (parts.chart = make("div", { class: "chart" })), (parts.key = make("p", { class: "quiet" })))),
      (parts.refused = make("p", { class: "refused", role: "alert" })),
      (parts.told = make("p", { class: "told quiet", role: "status" })),
      (parts.list = make("div", { class: "kept" })),
      make("div", { class: "doing" }, button("keep", () => ask("keep", { title: parts.name.value })), button("reset", reset), typed("id", id, "[a-z0-9][a-z0-9-]*"), typed("name", "", null),
        button("save", () => ask("save", named())), button("code", () => ask("code", named()))),
      (parts.code = make("div", { hidden: true }, (parts.text = make("pre", { tabindex: "0", data: suppress })), make("button", { type: "button", data: { ...suppress, part: "copy" }, on: { click: copy } }, words.copy))));
    parts.code_button = root.querySelector('[data-part="code"]');
    able(); list(); draw();
    if (busy) parts.told.textContent = words.working;
    requestAnimationFrame(() => { if (parts.chart.clientWidth) draw(); }); // once it knows how wide it is
    if (focus && parts[focus]?.isConnected) parts[focus].focus();
    else if (focus) root.querySelector(`[data-part="${focus}"]`)?.focus();
  }

  function able() {
    for (const part of ["shock", "recovery"]) if (parts[part]) parts[part].disabled = state.shock_year === null;
  }

  function reset() {
    state = { ...state, parent: "", form: page.controls.forms[0], size: null, shock_year: null, shock: 0, recovery: 0 };
    build({ ...page, state, answer, kept });
    ask("ask", page.controls.forms[0] === "level" ? { state: { ...state, size: null } } : {});
  }

  async function copy() {
    try { await navigator.clipboard.writeText(parts.text.textContent); say(words.copied); }
    catch { getSelection().selectAllChildren(parts.text); }
  }

  function list() {
    const rows = kept.map((one) => make("tr", {},
      make("td", {}, make("b", { class: `k${"ABCD".indexOf(one.name)}` }, one.name), one.title === one.name ? "" : ` ${one.title}`),
      make("td", {}, [one.words.prob, one.words.word].filter(Boolean).join(" · ")), make("td", {}, one.words.change),
      make("td", {},
        make("button", { type: "button", data: { ...suppress, part: `take-${one.name}` }, "aria-label": `${words.take}: ${one.name}`, on: { click: () => { state = { ...one.state, target: state.target }; build({ ...page, state, answer, kept }); ask("ask"); } } }, words.take), " ",
        make("button", { type: "button", data: { ...suppress, part: `remove-${one.name}` }, "aria-label": `${words.remove}: ${one.name}`, on: { click: () => ask("remove", { name: one.name }) } }, words.remove))));
    parts.list.replaceChildren(...(rows.length ? [make("table", {}, make("caption", { class: "quiet" }, words.kept),
      make("thead", {}, make("tr", {}, ...["kept_name", "kept_prob", "kept_change"].map((name) => make("th", { scope: "col" }, words[name])), make("td", {}))), make("tbody", {}, ...rows))] : []));
  }

  function draw() {
    const said = answer.words, line = (text, name) => (text ? `<p class="${name}">${escaped(text)}</p>` : "");
    parts.span.textContent = words.of_years.replace("{what}", page.controls[`${state.form}_label`]).replace("{years}", page.controls.span[state.to] ?? "");
    parts.seen.innerHTML = `<b>${escaped(said.name)}</b>${said.by ? ` (${escaped(said.by)})` : ""} · ${escaped(said.asked)} · ${escaped(said.unit)}`;
    parts.said.innerHTML = `<div><p class="quiet">${escaped(words.prob)}</p><p><span class="prob">${escaped(said.prob)}</span> <span class="word">${escaped(said.word)}</span></p>${line(said.change, "change")}</div><div>`
      + line(said.why, "quiet") + line(said.evidence, "quiet") + line(said.error, "quiet") + line(said.plausible, "quiet")
      + `<p class="quiet">${escaped(words.needed)}${page.language === "en" ? ": " : "："}${escaped(page.controls.needed)}</p>${line(said.unused, "refused")}</div>`;
    parts.chart.innerHTML = drawing(answer, base, kept, words, `${said.name}. ${said.band}`, Math.max(300, Math.min(760, parts.chart.clientWidth || 640)));
    parts.key.textContent = answer.fan.bands.length ? `● ${words.measured} · ━ ${words.projected} · ┄ ${words.outline}` : `● ${words.measured}`;
  }

  model.on("msg:custom", heard);
  build(model.get("page"));
  return () => model.off("msg:custom", heard);
}

export { drawing, render, ticks };
export default { render };
