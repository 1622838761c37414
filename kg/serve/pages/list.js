/* The right side: records as a list that filters, in two tabs. What a record is called depends on the records it refers to. */
const kgList = (() => {
  const { data, t, make, words } = kgPage;
  const id = (name) => document.getElementById(name);
  const box = id("list"), rank = new Map(data.tables.map((table, n) => [table.name, n]));
  const SIGN = { unreviewed: "·", accepted: "✓", corrected: "✎", rejected: "✗" };
  let all = new Map(), shown = [], rows = new Map(), chosen = "", tab = "acta", fallen = {}, problems = {}, onPick = () => {};

  const language = () => document.documentElement.lang;
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const concept = (scheme, notation) => {
    const label = (data.concepts[scheme] || {})[notation];
    return label ? label[language() === "en" ? 1 : 0] : notation;
  };
  const find = (table, ident) => all.get(`acta/${table}/${ident}`) || all.get(`review/${table}/${ident}`);
  const nameOf = (table, ident) => { const record = find(table, ident); return record ? label(record) : ident; };
  const short = (record) => {
    const quote = record.data.quote || (record.data.quotes || [])[0] || "";
    return quote.length > 160 ? `${quote.slice(0, 160)}…` : quote;
  };
  /* What a record says, in one line. */
  const LABELS = {
    turn: (d) => `${nameOf("person", d.speaker)} · ${nameOf("event", d.event)}`,
    membership: (d) => [nameOf("person", d.person), d.role_title, d.institution && nameOf("institution", d.institution)].filter(Boolean).join(" · "),
    participation: (d) => `${nameOf("person", d.person)} · ${concept("participation-role", d.role)} · ${nameOf("event", d.event)}`,
    contribution: (d, record) => `${concept("contribution-kind", d.kind)}: ${record.unsummarised ? short(record) || d.summary : d.summary}`,
    figure: (d) => `${Number(d.value).toLocaleString(language() === "en" ? "en" : "es-MX")} ${record_counts(d)}`,
    discrepancy: (d) => d.summary,
  };
  const record_counts = (d) => String(d.counts || "").replace(/ \(borrador por resumir\)$/, "");
  const label = (record) => {
    const made = LABELS[record.table];
    return String((made ? made(record.data, record) : record.data.name) || record.id);
  };
  const state = (record) => record.data.review || "unreviewed";
  const first = (record) => Math.min(...kgSpans.of(record.data).map((span) => span.start), Infinity);
  const path = (record) => `${record.table}/${record.id}`;

  const put = (list) => { for (const record of list) { record.key = `${record.file}/${path(record)}`; all.set(record.key, record); } };
  const passes = () => {
    const type = id("type").value, status = id("state").value, below = id("below").value === "" ? Infinity : Number(id("below").value), query = fold(id("query").value.trim());
    return (record) => record.file === tab && (!type || record.table === type)
      && (!status || state(record) === status || (status === "to_summarise" && record.unsummarised) || (status === "with_problems" && problemsOf(record).length > 0))
      && (below === Infinity || (record.data.confidence ?? 1) < below)
      && (!query || fold(`${label(record)} ${short(record)} ${record.id}`).includes(query));
  };
  const problemsOf = (record) => (record.file === "acta" ? problems[path(record)] || [] : []);

  const row = (record, n) => {
    const element = make("div", "", { role: "option", id: `row-${n}`, "aria-selected": String(record.key === chosen) });
    element.addEventListener("click", () => onPick(record.key));
    fill(element, record);
    rows.set(record.key, element);
    return element;
  };
  const fill = (element, record) => {
    const sure = record.data.confidence, byText = id("order").value === "text";
    element.className = `item s-${state(record)}${record.file === "acta" && fallen[path(record)] ? " fallen" : ""}`;
    element.replaceChildren(
      make("span", SIGN[state(record)], { class: "mark-of", "aria-hidden": "true" }),
      make("span", "", { class: "what" }, words(label(record))),
      make("span", "", { class: "sure" }, ...(byText ? [make("span", t(`t_${record.table}`), { class: `kind c-${record.table}` })] : []),
        make("span", sure === undefined ? "" : sure.toFixed(2)), make("span", `, ${t(`s_${state(record)}`)}`, { class: "hidden-text" })));
  };
  const render = () => {
    const byText = id("order").value === "text", places = new Map([...all.values()].map((record) => [record, first(record)]));
    shown = [...all.values()].filter(passes()).sort((a, b) => (byText ? 0 : rank.get(a.table) - rank.get(b.table)) || places.get(a) - places.get(b) || rank.get(a.table) - rank.get(b.table)
      || (a.id < b.id ? -1 : 1));
    rows = new Map();
    const parts = [];
    let group = null, last = "";
    shown.forEach((record, n) => {
      if (!byText && record.table !== last) {
        last = record.table;
        group = make("div", "", { role: "group", "aria-labelledby": `group-${last}` }, make("div", t(`t_${last}`), { class: "group", id: `group-${last}`, role: "presentation" }));
        parts.push(group);
      }
      const element = row(record, n);
      if (byText) parts.push(element); else group.append(element);
    });
    box.replaceChildren(...(parts.length ? parts : [make("p", t("none_left"), { class: "soft nothing" })]));
    point();
  };
  const point = () => {
    const element = rows.get(chosen);
    if (element) box.setAttribute("aria-activedescendant", element.id); else box.removeAttribute("aria-activedescendant");
  };
  /* Scroll the list only, never the page: on a phone the report would go out of sight. */
  const bring = (element) => {
    const area = box.getBoundingClientRect(), place = element.getBoundingClientRect();
    if (place.top < area.top) box.scrollBy({ top: place.top - area.top, behavior: "instant" });
    else if (place.bottom > area.bottom) box.scrollBy({ top: place.bottom - area.bottom, behavior: "instant" });
  };
  const choose = (key) => {
    rows.get(chosen)?.setAttribute("aria-selected", "false");
    chosen = key;
    const element = rows.get(key);
    if (element) {
      element.setAttribute("aria-selected", "true");
      kgSettle(() => chosen === key && element.isConnected, () => bring(element));
    }
    point();
  };
  /* The key ``step`` rows on from the chosen one; "" at the end. */
  const next = (step) => {
    const here = shown.findIndex((record) => record.key === chosen), n = here < 0 && step < 0 ? shown.length - 1 : here + step;
    return n >= 0 && n < shown.length ? shown[n].key : "";
  };
  /* The next unreviewed record after the chosen one, from the top again when there is none below. */
  const waiting = () => {
    const here = shown.findIndex((record) => record.key === chosen);
    const found = [...shown.slice(here + 1), ...shown.slice(0, Math.max(0, here))].find((record) => all.has(record.key) && state(all.get(record.key)) === "unreviewed");
    return found ? found.key : "";
  };
  const counts = () => {
    const made = { acta: 0, review: 0, done: 0 };
    for (const record of all.values()) { made[record.file] += 1; if (record.file === "acta" && state(record) !== "unreviewed") made.done += 1; }
    return made;
  };
  const heads = () => {
    const n = counts();
    id("tab-acta").textContent = t("tab_acta", { n: n.acta });
    id("tab-review").textContent = t("tab_review", { n: n.review });
    id("tab-acta").setAttribute("aria-pressed", String(tab === "acta"));
    id("tab-review").setAttribute("aria-pressed", String(tab === "review"));
    id("low").hidden = tab !== "review";
    id("progress").max = Math.max(1, n.acta);
    id("progress").value = n.done;
    id("progress-text").textContent = t("progress", { n: n.done, all: n.acta });
  };
  const options = (select, pairs) => {
    const had = select.value;
    select.replaceChildren(...pairs.map(([value, text]) => make("option", text, { value })));
    if (pairs.some(([value]) => value === had)) select.value = had;
  };
  const menus = () => {
    options(id("type"), [["", t("all_types")], ...data.tables.map((table) => [table.name, t(`t_${table.name}`)])]);
    options(id("state"), [["", t("any")], ...Object.keys(SIGN).map((name) => [name, t(`s_${name}`)]), ["to_summarise", t("to_summarise")], ["with_problems", t("with_problems")]]);
    options(id("order"), [["type", t("by_type")], ["text", t("by_text")]]);
  };
  const update = (keys) => { for (const key of keys) { const element = rows.get(key), record = all.get(key); if (element && record) fill(element, record); } };
  const set = (state_) => { all = new Map(); put(state_.records); fallen = state_.fallen; problems = state_.problems; };
  return { set, put, render, choose, next, waiting, heads, menus, update, label, state, path, find, concept, nameOf, problemsOf, box, fold,
           get: (key) => all.get(key), drop: (key) => all.delete(key), all: () => [...all.values()], keys: () => [...rows.keys()], size: () => shown.length,
           fallen: (record) => (record.file === "acta" ? fallen[path(record)] : undefined), fallenNow: (value) => { fallen = value; }, problemsNow: (value) => { problems = value; },
           tab: (name) => { if (name) tab = name; return tab; }, onPick: (listener) => { onPick = listener; } };
})();
