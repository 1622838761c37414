/* The review itself: choosing, acting, saving, keys. Every action goes to the program at once; what it refuses changes nothing here. */
const kgReview = (() => {
  const { data, t, make, words, onLanguage } = kgPage;
  const id = (name) => document.getElementById(name);
  const card = id("card"), status = id("status");
  let version = "", undo = 0, chosen = "", form = null, adjusting = null, busy = false, quiet = 0;
  const later = [];                               // keys pressed while an action is on its way

  if (location.search) history.replaceState(null, "", "/");      // the key of the session does not stay in the address

  const say = (text) => {
    status.textContent = "";
    clearTimeout(quiet);
    requestAnimationFrame(() => { status.textContent = text; });
    quiet = setTimeout(() => { status.textContent = ""; }, 6000);
  };
  const short = (record) => { const text = kgList.label(record); return text.length > 70 ? `${text.slice(0, 70)}…` : text; };

  /* ---- talking with the program ---- */

  const ask = async (path, body) => {
    let response;
    try {
      response = await fetch(path, body === undefined ? {} : { method: "POST", headers: { "content-type": "application/json", "x-kg-token": data.token }, body: JSON.stringify(body) });
    } catch (error) {
      say(t("offline"));
      return null;
    }
    const json = (response.headers.get("content-type") || "").startsWith("application/json");
    const value = json ? await response.json() : { errors: [{ es: await response.text(), en: "", field: "" }] };
    if (response.ok) return value;
    if (value.errors.length && !value.errors[0].en) value.errors[0].en = value.errors[0].es;
    if (response.status === 409) conflict(value.errors[0]);
    return { failed: response.status, errors: value.errors };
  };
  const conflict = (error) => { id("conflict-text").textContent = kgForm.told(error); id("conflict").hidden = false; id("reload").focus(); };

  const load = async (select) => {
    const state = await ask("/api/state");
    if (!state) return;
    if (state.failed) { if (state.failed !== 409) conflict(state.errors[0]); return; }
    version = state.version;
    undo = state.undo;
    kgList.set(state);
    kgReport.mark(kgList.all(), true);
    id("conflict").hidden = true;
    redraw();
    const key = select && kgList.get(select) ? select : kgList.get(chosen) ? chosen : "";
    if (key) choose(key, { tab: true }); else if (form === null) { chosen = ""; detail(); }
  };
  const redraw = () => { kgList.heads(); kgList.render(); id("undo").disabled = undo === 0; };

  /* Send an action on a record; on success put what changed in place and go on with ``then``. */
  const act = async (record, action, more, then) => {
    if (busy) return;
    busy = true;
    const answer = await ask("/api/act", { action, version, file: record.file, table: record.table, id: record.id, ...more });
    busy = false;
    take(record, action, answer, then);
    while (later.length && !busy) later.shift()();
  };
  const take = (record, action, answer, then) => {
    const moved = record.file === "review";
    if (!answer || answer.failed) later.length = 0;
    if (!answer) return;
    if (answer.failed) {
      if (answer.failed === 409) return;
      if (form) form.errors(answer.errors); else refuse(answer.errors);
      return;
    }
    form = null;
    version = answer.version;
    undo = answer.undo;
    const next = kgList.waiting(), before = kgList.all().filter((other) => kgList.fallen(other)).length;
    const gone = answer.gone.map((key) => ({ key, gone: true }));
    const stale = gone.length > 0 || answer.records.some((other) => !kgList.get(`${other.file}/${other.table}/${other.id}`)) || action === "correct" || action === "choose";
    answer.gone.forEach((key) => kgList.drop(key));
    kgList.put(answer.records);
    if (answer.fallen) kgList.fallenNow(answer.fallen);
    if (answer.problems) kgList.problemsNow(answer.problems);
    kgReport.mark([...answer.records, ...gone]);
    if (stale) redraw(); else { kgList.heads(); id("undo").disabled = undo === 0; kgList.update(answer.fallen ? kgList.keys() : answer.records.map((other) => other.key)); }
    const now = kgList.get(answer.select) || record, fell = kgList.all().filter((other) => kgList.fallen(other)).length - before;
    then(now, answer.select, next, moved && now.file === "acta", fell);
  };
  const refuse = (errors) => {
    card.querySelectorAll(".error").forEach((element) => element.remove());
    const box = make("div", "", { role: "alert" }, ...errors.map((error) => make("p", kgForm.told(error), { class: "error" })));
    (card.querySelector(".acts") || card).after(box);
    box.scrollIntoView({ block: "nearest" });
  };

  /* ---- actions ---- */

  const onward = (key) => (now, select, next, moved, fell) => {
    const text = key === "said_reject" && fell > 0 ? t("said_reject_more", { x: short(now), n: fell }) : t(moved ? "said_moved" : key, { x: short(now) });
    if (next && next !== select) { choose(next, { tab: false }); say(text); return; }
    choose(moved ? "" : select, { tab: false });
    say(`${text} ${t("said_last")}`);
  };
  const stay = (key) => (now, select, next, moved) => { choose(select, { tab: true }); say(t(moved ? "said_moved" : key, { x: short(now) })); };
  const current = () => kgList.get(chosen);
  const ready = () => { if (form) { say(t("form_open")); return null; } return current() || null; };

  const accept = () => { const record = ready(); if (record) act(record, "accept", {}, onward("said_accept")); };
  const reject = () => { const record = ready(); if (record) act(record, "reject", {}, onward("said_reject")); };
  const reset = () => { const record = ready(); if (record) act(record, "reset", {}, stay("said_reset")); };
  const choice = (number) => { const record = ready(); if (record && number < choices(record).length) act(record, "choose", { number }, stay("said_correct")); };
  const correct = () => {
    const record = ready();
    if (!record) return;
    form = kgForm.open(record, (changes) => act(current() || record, "correct", { changes }, (...what) => { stay("said_correct")(...what); kgList.box.focus(); }), () => { form = null; detail(); kgList.box.focus(); });
    card.replaceChildren(make("div", "", { class: "meta" }, make("span", t(`t_${record.table}`), { class: `kind c-${record.table}` })), form.form);
    card.scrollTop = 0;
    form.focus();
  };
  const takeBack = async () => {
    if (form) { say(t("form_open")); return; }
    if (!undo) { say(t("nothing_to_undo")); return; }
    const answer = await ask("/api/act", { action: "undo", version });
    if (!answer || answer.failed) { if (answer && answer.failed !== 409) say(kgForm.told(answer.errors[0])); return; }
    const keys = [`acta/${answer.select}`, `review/${answer.select}`];
    await load(keys[0]);
    if (!kgList.get(keys[0])) choose(keys[1], { tab: true });
    const record = current();
    if (record) say(t("said_undo", { x: short(record) }));
  };
  const span = (more) => {
    const record = ready();
    if (!record) return;
    if (!kgReport.has()) { say(t("need_original")); return; }
    const range = kgReport.selected();
    if (!range) { adjust(record); return; }
    getSelection().removeAllRanges();
    act(record, "span", { start: kgSpans.toPoints(range.start), end: kgSpans.toPoints(range.end), more }, stay("said_correct"));
  };
  /* Without a mouse: the record's first stretch, moved word by word. */
  const adjust = (record) => {
    const first = kgSpans.of(record.data)[0] || { start: 0, end: 1 };
    adjusting = { start: kgSpans.toUnits(first.start), end: kgSpans.toUnits(first.end) };
    kgReport.box.focus();
    kgReport.select(adjusting.start, adjusting.end);
    say(t("adjust"));
  };
  const adjustKey = (event) => {
    if (event.key === "ArrowLeft" || event.key === "ArrowRight") {
      const step = event.key === "ArrowRight" ? 1 : -1, side = event.shiftKey ? "start" : "end", moved = kgReport.wordEdge(adjusting[side], step);
      const made = { ...adjusting, [side]: moved };
      if (made.start < made.end) adjusting = made;
      kgReport.select(adjusting.start, adjusting.end);
    } else if (event.key === "Enter" || event.key === "m") { adjusting = null; span(false);
    } else if (event.key === "Escape" || event.key === "Tab") { adjusting = null; getSelection().removeAllRanges(); say(""); if (event.key === "Tab") return; kgList.box.focus(); } else return;
    event.preventDefault();
  };

  /* ---- the chosen record ---- */

  const choose = (key, { tab = false, scroll = true } = {}) => {
    if (form && key !== chosen) { say(t("form_open")); return; }
    const record = kgList.get(key);
    if (record && tab && record.file !== kgList.tab()) { kgList.tab(record.file); kgList.heads(); kgList.render(); }
    chosen = record ? key : "";
    kgList.choose(chosen);
    kgReport.choose(chosen, record, scroll);
    if (!form) detail();
  };
  const value = (field, item) => {
    if (field.type === "concept") return make("span", kgList.concept(field.target, item));
    if (field.type === "boolean") return make("span", t(item ? "yes" : "no"));
    if (field.type !== "ref") return words(String(item));
    const table = field.target.split("|").find((name) => kgList.find(name, item));
    if (!table) return make("span", field.target.includes("concept:actor") ? kgList.concept("actor", item) : String(item));
    const other = kgList.find(table, item);
    return make("button", "", { type: "button", class: "link", click: () => choose(other.key, { tab: true }) }, words(kgList.label(other)));
  };
  const choices = (record) => (kgForm.table(record.table).chooses || record.table === "contribution" ? record.data.alternatives || [] : []).slice(0, 9);
  const choiceText = (record, item) => {
    if (record.table === "municipality") return data.places[item] ? `${data.places[item]} (${item})` : item;
    const field = kgForm.table(record.table).fields.find((f) => f.name === kgForm.table(record.table).chooses);
    return field && field.type === "ref" ? kgList.nameOf(field.target, item) : item;
  };
  const button = (key, sign, click, extra = {}) => make("button", "", { type: "button", click, ...extra }, make("span", t(key)), " ", make("kbd", sign, { "aria-hidden": "true" }));
  const section = (title, ...content) => (content.length ? [make("h4", t(title)), ...content] : []);

  const detail = () => {
    const record = current();
    if (!record) { card.replaceChildren(make("p", t("choose_one"), { class: "soft" })); return; }
    const d = record.data, state = kgList.state(record), english = document.documentElement.lang === "en";
    const facts = make("dl", "", { class: "facts" });
    for (const field of kgForm.table(record.table).fields) {
      const items = d[field.name] === undefined ? [] : Array.isArray(d[field.name]) ? d[field.name] : [d[field.name]];
      if (!items.length || field.name === "name" || field.name === "alternatives") continue;
      facts.append(make("dt", t(`f_${field.name}`)), make("dd", "", {}, ...items.flatMap((item, n) => (n ? ["; ", value(field, item)] : [value(field, item)]))));
    }
    const rule = d.rule ? `${d.rule}: ${(data.rules[d.rule] || ["", ""])[english ? 1 : 0]}` : "—";
    const sure = d.confidence === undefined ? [] : [make("span", `${t("confidence", { x: d.confidence.toFixed(2) })} (${t(d.basis === "judged" ? "judged" : "measured")})`)];
    const quotes = d.quotes || (d.quote ? [d.quote] : []);
    card.replaceChildren(
      make("div", "", { class: "meta" }, make("span", t(`t_${record.table}`), { class: `kind c-${record.table}` }), make("span", t(`s_${state}`), { class: `state s-${state}` }), ...sure),
      make("h3", "", {}, words(kgList.label(record))),
      make("div", "", { class: "acts" }, button("accept", "a", accept, { class: "yes" }), button("reject", "r", reject), button("correct", "e", correct),
        ...(kgReport.has() ? [button("set_span", "m", () => span(false))] : []), ...(state === "unreviewed" ? [] : [make("button", t("reset"), { type: "button", click: reset })])),
      ...(kgList.fallen(record) ? [make("p", t("falls", { x: kgList.fallen(record) }), { class: "warn" })] : []),
      ...kgList.problemsOf(record).map((problem) => make("p", `${t("problem")} ${english ? problem.en : problem.es}`, { class: "warn" })),
      ...(record.unsummarised ? [make("p", t("provisional"), { class: "warn" })] : []),
      ...section("alternatives", ...(choices(record).length ? [make("div", "", { class: "choices" }, ...choices(record).map((item, n) =>
        make("button", "", { type: "button", click: () => choice(n) }, make("kbd", String(n + 1)), " ", words(choiceText(record, item)))))] : [])),
      ...section("quote", ...quotes.map((quote) => make("blockquote", quote, { dir: "auto", lang: "es" }))),
      ...section("fields", ...(facts.children.length ? [facts] : [])),
      ...section("names", ...(d.names ? [make("p", d.names.map((name) => `${name.text} (${(name.at || []).length})`).join("; "))] : [])),
      ...section("flags", ...(d.flags && d.flags.length ? [make("p", d.flags.map((flag) => { const text = t(`x_${flag}`); return text === `x_${flag}` ? flag : text; }).join("; "))] : [])),
      ...section("rule", make("p", rule, { class: "small" })));
    card.scrollTop = 0;
  };

  /* ---- keys ---- */

  const step = (n) => { const key = kgList.next(n); if (key) choose(key); };
  const switchTab = (name) => { if (form) { say(t("form_open")); return; } kgList.tab(name); redraw(); };
  const KEYS = { j: () => step(1), k: () => step(-1), a: accept, r: reject, e: correct, c: correct, u: takeBack, m: () => span(false), M: () => span(true),
                 t: () => switchTab(kgList.tab() === "acta" ? "review" : "acta"), "/": () => id("query").focus(), "?": () => id("help").showModal() };
  document.addEventListener("keydown", (event) => {
    if (id("help").open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing) return;
    if (adjusting) { adjustKey(event); return; }
    if (event.target === kgList.box && (event.key === "ArrowDown" || event.key === "ArrowUp")) { event.preventDefault(); step(event.key === "ArrowDown" ? 1 : -1); return; }
    if (event.target === kgList.box && event.key === "Enter") { event.preventDefault(); card.focus(); return; }
    if (event.target.matches("input, select, textarea")) { if (event.key === "Escape" && event.target.id === "query") kgList.box.focus(); return; }
    if (!id("single").checked) return;
    const action = /^[1-9]$/.test(event.key) ? () => choice(Number(event.key) - 1) : Object.hasOwn(KEYS, event.key) ? KEYS[event.key] : null;
    if (!action) return;
    event.preventDefault();
    if (busy) later.push(action); else action();
  });
  id("undo").addEventListener("click", takeBack);
  id("help-open").addEventListener("click", () => id("help").showModal());
  id("help-close").addEventListener("click", () => id("help").close());
  id("reload").addEventListener("click", async () => { await load(chosen); if (id("conflict").hidden) say(t("said_reload")); });
  id("tab-acta").addEventListener("click", () => switchTab("acta"));
  id("tab-review").addEventListener("click", () => switchTab("review"));
  let typing = 0;
  for (const name of ["type", "state", "order"]) id(name).addEventListener("change", () => { kgList.render(); say(t("shown", { n: kgList.size() })); });
  for (const name of ["query", "below"]) id(name).addEventListener("input", () => { clearTimeout(typing); typing = setTimeout(() => { kgList.render(); say(t("shown", { n: kgList.size() })); }, 120); });
  try {
    id("single").checked = localStorage.getItem("kg-single-keys") !== "no";
    id("single").addEventListener("change", () => localStorage.setItem("kg-single-keys", id("single").checked ? "yes" : "no"));
  } catch (error) { /* no storage in this browser: the choice lasts as long as the page */ }
  kgList.onPick((key) => choose(key));
  kgReport.onPick((key) => choose(key, { tab: true, scroll: false }));
  onLanguage(() => { kgList.menus(); redraw(); kgReport.refresh(current()); if (!form) detail(); kgList.choose(chosen); });

  const start = async () => {
    kgList.menus();
    const report = await ask("/api/text");
    if (!report || report.failed) return;
    kgReport.open(report.text, report.headings);
    await load("");
    const key = kgList.next(1);
    if (key) choose(key);
    kgList.box.focus({ preventScroll: true });
    document.documentElement.dataset.ready = "yes";
  };
  start();
  return { choose };
})();
