// Comforts of the catalogue, which says everything without them: search and filter by keys, what is looked for kept in the address,
// and what is overdue by now told, since the page itself knows no now.
(() => {
  const say = document.body.dataset;
  const all = (what, where = document) => [...where.querySelectorAll(what)];

  for (const time of all("time.due")) {
    const late = Date.now() - Date.parse(time.dateTime);
    if (late > 0) {
      const mark = document.createElement("b");
      mark.className = "badge is-late";
      mark.textContent = late > 864e5 ? say.overdue : say.due;
      time.after(" ", mark);
    }
  }

  const form = document.getElementById("search");
  if (!form) return;
  const found = document.getElementById("found"), nothing = document.getElementById("nothing"), box = form.elements.q;
  const names = ["q", "plan", "state", "language"].filter(name => form.elements[name]);
  const fold = text => text.normalize("NFKC").toLowerCase().replace(/\s+/g, " ");
  // Found by its own day, not by the days on which it was made or the days of others that it names.
  const own = run => { const copy = run.cloneNode(true); all("time, .good", copy).forEach(one => one.remove()); return copy.textContent; };
  const runs = all(".run").map(run => {
    const group = run.closest(".group"), month = run.closest(".month");
    const heads = all("h4", group).map(head => head.textContent).join(" ");
    return { run, plan: group.dataset.plan, state: run.dataset.state.split(" "), language: run.dataset.language.split(" "),
      words: fold([own(run), run.dataset.words, month.dataset.words, group.dataset.plan, heads].join(" ")) };
  });
  const boxes = all(".group, .month");

  const asked = () => Object.fromEntries(names.map(name => [name, form.elements[name].value]));
  const show = () => {
    const { q, plan, state, language } = asked(), words = fold(q).trim().split(" ").filter(Boolean);
    let shown = 0;
    for (const one of runs) {
      const fits = words.every(word => one.words.includes(word)) && (!plan || one.plan === plan)
        && (!state || one.state.includes(state)) && (!language || one.language.includes(language));
      one.run.classList.toggle("is-hidden", !fits);
      shown += fits;
    }
    boxes.forEach(box => box.classList.toggle("is-hidden", !box.querySelector(".run:not(.is-hidden)")));
    found.textContent = say.found.replace("##", runs.length).replace("#", shown);
    nothing.hidden = shown > 0;
  };
  const tongues = () => all(".tongue a").forEach(link => { link.hash = location.hash; });
  const keep = () => {
    const some = Object.entries(asked()).filter(([, value]) => value);
    const hash = some.length ? `#${new URLSearchParams(some)}` : "";
    if (hash !== location.hash) history.replaceState(null, "", hash || location.pathname + location.search);
    tongues();
  };
  const take = () => {
    const given = location.hash.includes("=") ? new URLSearchParams(location.hash.slice(1)) : new URLSearchParams();
    names.forEach(name => { form.elements[name].value = given.get(name) || ""; if (form.elements[name].value !== (given.get(name) || "")) form.elements[name].value = ""; });
    show();
    tongues();
    const at = !location.hash.includes("=") && location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (at) at.scrollIntoView();
  };
  const change = () => { show(); keep(); };
  const clear = () => { names.forEach(name => { form.elements[name].value = ""; }); change(); };

  form.hidden = false;
  form.addEventListener("submit", event => event.preventDefault());
  form.addEventListener("reset", event => { event.preventDefault(); clear(); box.focus(); });
  form.addEventListener("input", event => { if (!event.isComposing) change(); }); // an input method is still choosing its characters
  box.addEventListener("compositionend", change);
  addEventListener("hashchange", take);

  const stops = () => all(".run:not(.is-hidden) .day");
  const move = step => {
    const row = stops(), at = row.indexOf(document.activeElement.closest?.(".run")?.querySelector(".day")), to = at < 0 && step < 0 ? -1 : at + step;
    if (to < 0) { box.focus(); box.select(); } else row[Math.min(to, row.length - 1)]?.focus();
  };
  document.addEventListener("keydown", event => {
    const typing = event.target === box, elsewhere = event.target.closest?.("select, textarea, summary, input") && !typing;
    if (event.isComposing || event.keyCode === 229 || event.ctrlKey || event.altKey || event.metaKey) return;
    if (event.key === "/" && !typing && !elsewhere) { box.focus(); box.select(); }
    else if (event.key === "Escape" && Object.values(asked()).some(Boolean)) { clear(); box.focus(); }
    else if (event.key === "Escape" && typing) box.blur();
    else if (event.key === "ArrowDown" && !elsewhere && (typing || event.target.closest?.(".run"))) move(1);
    else if (event.key === "ArrowUp" && !elsewhere && event.target.closest?.(".run")) move(-1);
    else return;
    event.preventDefault();
  });
  take();
})();
