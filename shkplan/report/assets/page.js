// Comforts of a page, which works without them: what a permalink points into is opened, tables can be copied and saved,
// boxes that scroll can be reached by keys, the other language opens at the same place, the table of all targets is ordered.
(() => {
  const say = document.body.dataset;
  const all = (what, where = document) => [...where.querySelectorAll(what)];
  const make = (tag, words, more = {}) => Object.assign(document.createElement(tag), { textContent: words }, more);

  const open = () => {
    const at = location.hash.length > 1 && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (!at) return;
    for (let one = at.closest("details") || at.querySelector(":scope > details"); one; one = one.parentElement.closest("details")) one.open = true;
    at.scrollIntoView();
  };
  const follow = () => all("a[hreflang]").forEach(link => { link.hash = location.hash; });
  addEventListener("hashchange", () => { open(); follow(); });
  open();
  follow();

  const menu = document.querySelector(".side");
  menu.addEventListener("click", event => { if (event.target.closest("a") && menu.matches(":popover-open")) menu.hidePopover(); });

  const reach = () => all(".html, .chart, .output_text").forEach(box => {
    if (box.scrollWidth > box.clientWidth + 1) {
      box.tabIndex = 0;
      box.setAttribute("role", "region");
      const caption = box.querySelector("caption");
      box.setAttribute("aria-label", caption ? `${caption.textContent.trim()} · ${say.wideTable}` : say.wideTable);
    } else ["tabindex", "role", "aria-label"].forEach(name => box.removeAttribute(name));
  });
  addEventListener("resize", reach);
  document.addEventListener("toggle", reach, true); // a fold that opens or closes
  reach();

  const words = cell => (cell.innerText || cell.textContent).trim().replace(/\s+/g, " ");
  const rows = table => all("tr", table).map(row => all("th, td", row).map(words));
  const guarded = cell => /^[=+@-]/.test(cell) && !/^[+-]?[\d.,]+\s?%?$/.test(cell) ? `'${cell}` : cell; // never a formula
  const quoted = cell => /[",\n]/.test(cell) ? `"${cell.replace(/"/g, '""')}"` : cell;
  const csv = table => rows(table).map(row => row.map(guarded).map(quoted).join(",")).join("\r\n") + "\r\n";
  const copied = async text => {
    try { await navigator.clipboard.writeText(text); } catch {
      const area = make("textarea", text, { readOnly: true });
      area.style.position = "fixed";
      area.style.opacity = 0;
      document.body.append(area);
      area.select();
      document.execCommand("copy");
      area.remove();
    }
  };
  const copying = text => {
    const copy = make("button", say.copy, { type: "button", title: say.copyTitle });
    copy.addEventListener("click", async () => {
      await copied(text());
      copy.textContent = say.copied;
      setTimeout(() => { copy.textContent = say.copy; }, 2000);
      copy.focus();
    });
    return copy;
  };
  const tools = (table, name) => {
    const bar = make("div", "", { className: "taken" });
    const copy = copying(() => rows(table).map(row => row.map(guarded).join("\t")).join("\n"));
    const save = make("button", say.csv, { type: "button", title: say.csvTitle });
    save.addEventListener("click", () => {
      const place = URL.createObjectURL(new Blob(["\ufeff", csv(table)], { type: "text/csv" }));
      make("a", "", { href: place, download: `${name}.csv` }).click();
      setTimeout(() => URL.revokeObjectURL(place), 10000);
    });
    bar.append(copy, save);
    return bar;
  };
  const unpacked = link => new TextDecoder().decode(Uint8Array.from(atob(link.href.split(",")[1]), one => one.charCodeAt(0)));
  const parted = text => text.replace(/"((?:[^"]|"")*)"|,/g, (all, inner) => inner === undefined ? "\t" : inner.replace(/""/g, '"').replace(/\s+/g, " "));
  all(".chart .take").forEach(link => link.before(copying(() => parted(unpacked(link)).replace(/\r\n/g, "\n").trim())));

  const page = location.pathname.split("/").pop().replace(/\.html$/, "") || "page";
  all("table.shk-table").forEach((table, at) => {
    if (table.rows.length < 3) return;
    table.before(tools(table, `${page}-${at + 1}`));
  });

  all("table.shk-table").filter(table => table.querySelector("tr[data-risk]")).forEach(table => {
    const ways = { risk: say.byRisk, evidence: say.byEvidence };
    const bar = make("div", "", { className: "order" });
    bar.setAttribute("role", "group");
    bar.setAttribute("aria-label", say.sort);
    const sort = way => all("tbody", table).forEach(body => {
      const some = all("tr", body).filter(row => way in row.dataset);
      some.sort((one, other) => one.dataset[way] - other.dataset[way]).forEach(row => body.append(row));
    });
    for (const [way, name] of Object.entries(ways)) {
      const button = make("button", name, { type: "button" });
      button.setAttribute("aria-pressed", way === "risk");
      button.addEventListener("click", () => {
        sort(way);
        all("button", bar).forEach(one => one.setAttribute("aria-pressed", one === button));
      });
      bar.append(button);
    }
    table.before(bar);
  });
})();
