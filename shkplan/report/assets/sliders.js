// Sliders of an indicator's page: two positions look up the words of the answer and the fan that the page carries for them.
// Nothing is computed here but places on the drawing; without this script the page shows the table of all points.
(() => {
  const ns = "http://www.w3.org/2000/svg";
  const make = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words }, more);
  const draw = (tag, more, words = "") => {
    const one = document.createElementNS(ns, tag);
    for (const [name, value] of Object.entries(more)) one.setAttribute(name, value);
    one.textContent = words;
    return one;
  };

  // Round steps of a scale.
  const ticks = (low, high) => {
    const raw = (high - low) / 5, power = 10 ** Math.floor(Math.log10(raw));
    const step = [1, 2, 5, 10].map(one => one * power).find(one => one >= raw);
    const found = [];
    for (let at = Math.ceil(low / step); at * step <= high; at++) found.push(+(at * step).toPrecision(8));
    return found;
  };

  const fan = (grid, at, base, wide) => {
    const high = 250, left = 46, right = 12, top = 22, bottom = 24;
    const every = grid.f.flat().concat(grid.k.map(one => one[1]), grid.g ? [grid.g[0]] : []);
    const low = Math.min(...every), most = Math.max(...every), room = (most - low || 1) * 0.04;
    const first = Math.min(...grid.y, ...grid.k.map(one => one[0])), last = Math.max(...grid.y);
    const x = year => left + (year - first + 0.5) / (last - first + 1) * (wide - left - right);
    const y = value => top + (most + room - value) / (most - low + 2 * room) * (high - top - bottom);
    const svg = draw("svg", { viewBox: `0 0 ${wide} ${high}`, role: "img", "aria-label": grid.w.chart });
    for (const one of ticks(low, most)) {
      svg.append(draw("line", { class: "shk-rules", x1: left, x2: wide - right, y1: y(one), y2: y(one) }));
      svg.append(draw("text", { x: left - 6, y: y(one) + 4, "text-anchor": "end" }, String(one).replace("-", "−")));
    }
    svg.append(draw("text", { x: 0, y: 11 }, grid.u));
    const each = Math.max(1, Math.ceil((last - first + 1) / ((wide - left) / 52)));
    for (let year = last; year >= first; year -= each) svg.append(draw("text", { x: x(year), y: high - 6, "text-anchor": "middle" }, String(year)));
    const row = (which, place) => grid.y.map((year, n) => [x(year), y(grid.f[which][5 * n + place])]);
    const line = points => points.map(one => one.map(value => value.toFixed(1)).join(",")).join(" ");
    const mark = 4;
    const band = (under, over) => {
      const lower = row(at, under), upper = row(at, over);
      if (lower.length === 1) return [[lower[0][0] - mark, lower[0][1]], [lower[0][0] + mark, lower[0][1]], [upper[0][0] + mark, upper[0][1]], [upper[0][0] - mark, upper[0][1]]];
      return lower.concat(upper.reverse());
    };
    svg.append(draw("polygon", { class: "shk-wide", points: line(band(0, 4)) }), draw("polygon", { class: "shk-near", points: line(band(1, 3)) }));
    const through = which => {
      const found = row(which, 2);
      return found.length === 1 ? [[found[0][0] - 2 * mark, found[0][1]], [found[0][0] + 2 * mark, found[0][1]]] : found;
    };
    if (at !== base) svg.append(draw("polyline", { class: "shk-base", points: line(through(base)) }));
    svg.append(draw("polyline", { class: "shk-line", points: line(through(at)) }));
    if (grid.g) {
      const [height, from, to, name] = grid.g;
      const start = x(Math.max(from, first) - 0.4);
      svg.append(draw("line", { class: "shk-goal", x1: start, x2: x(Math.min(to, last) + 0.4), y1: y(height), y2: y(height) }));
      svg.append(draw("text", { class: "shk-halo", x: start - 5, y: y(height) + 4, "text-anchor": "end" }, name));
    }
    const runs = grid.k.map(([year, value], n) => `${n && grid.k[n - 1][0] === year - 1 ? "L" : "M"}${x(year).toFixed(1)} ${y(value).toFixed(1)}`);
    svg.append(draw("path", { class: "shk-past", d: runs.join("") }));
    for (const [year, value] of grid.k) svg.append(draw("circle", { class: "shk-dot", cx: x(year), cy: y(value), r: 3.2 }));
    return svg;
  };

  const slider = (name, values, at, number) => {
    const set = make("div", ""), label = make("label", "", { htmlFor: `shk-slider-${number}` });
    const shown = make("b", values[at]);
    const input = make("input", "", { type: "range", id: label.htmlFor, min: 0, max: values.length - 1, step: 1 });
    input.value = at;
    input.setAttribute("aria-valuetext", values[at]);
    label.append(make("span", name), shown);
    set.append(label, input);
    return { set, input, show: () => {
      shown.textContent = values[input.value];
      input.setAttribute("aria-valuetext", values[input.value]);
    } };
  };

  document.querySelectorAll(".shk-sliders").forEach((box, number) => {
    const grid = JSON.parse(box.dataset.grid), middle = (grid.c.length - 1) / 2;
    const set = make("div", "", { className: "shk-set" }), side = make("div", "", { className: "shk-now" });
    const change = slider(grid.w.change, grid.c, middle, 2 * number), shock = slider(grid.w.shock, grid.s, 0, 2 * number + 1);
    const said = make("div", "", { className: "shk-said" });
    said.setAttribute("role", "status");
    said.setAttribute("aria-live", "polite");
    const reset = make("button", grid.w.reset, { type: "button" });
    const base = middle;
    const tell = (where, at) => {
      const [chance, word, delta, decides] = grid.t[at], head = make("span", "");
      head.append(`${grid.w.result} `, make("strong", chance), word === chance ? "" : ` · ${word}`);
      where.replaceChildren(head, make("span", delta), make("span", decides));
    };
    const show = () => {
      const at = +shock.input.value * grid.c.length + +change.input.value;
      change.show();
      shock.show();
      tell(said, at);
      reset.disabled = at === base;
      side.replaceChildren(fan(grid, at, base, Math.max(300, Math.round(side.clientWidth))), make("p", grid.w.key, { className: "shk-key" }));
    };
    reset.addEventListener("click", () => {
      change.input.value = middle;
      shock.input.value = 0;
      show();
      change.input.focus();
    });
    for (const one of [change, shock]) one.input.addEventListener("input", show);
    set.append(change.set, shock.set, said, reset);
    const print = make("div", "", { className: "shk-print" }), words = make("div", "", { className: "shk-said" });
    tell(words, base);
    print.append(words, fan(grid, base, base, 640), make("p", grid.w.key, { className: "shk-key" }));
    box.classList.add("shk-live");
    box.append(set, side, print);
    addEventListener("resize", show);
    show();
  });
})();
