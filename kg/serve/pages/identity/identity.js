/* Answering: one question at a time. Every answer goes to the program at once; what it refuses changes nothing here. */
const kgIdentity = (() => {
  const { data, t, make, words, onLanguage } = kgPage;
  const id = (name) => document.getElementById(name);
  const KINDS = ["person", "institution", "municipality", "event", "mechanism", "contribution"];
  let state = null, place = 0, shown = null, busy = false, quiet = 0, answered = 0;
  const skipped = new Set();
  const keyOf = (row) => `${row.kind} ${row.a} ${row.b}`;

  /* The key of the session does not stay in the address; the language may. */
  if (location.search) history.replaceState(null, "", new URLSearchParams(location.search).get("lang") ? `/?lang=${data.lang}` : "/");

  const say = (text) => {
    id("status").textContent = "";
    clearTimeout(quiet);
    requestAnimationFrame(() => { id("status").textContent = text; });
    quiet = setTimeout(() => { id("status").textContent = ""; }, 8000);
  };
  const told = (error) => {
    const english = document.documentElement.lang === "en", remedy = english ? error.remedy_en : error.remedy_es;
    return `${error.where ? `${error.where}: ` : ""}${english ? error.en || error.es : error.es}${remedy ? ` → ${remedy}` : ""}`;
  };

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
    const value = json ? await response.json() : { errors: [{ es: await response.text(), en: "", where: "" }] };
    return response.ok ? value : { failed: response.status, errors: value.errors };
  };
  const conflict = (errors) => { id("conflict-text").textContent = errors.map(told).join(" "); id("conflict").hidden = false; id("reload").focus(); };
  const refuse = (errors) => {
    const box = id("refused"), against = errors.some((error) => error.contradiction);
    box.replaceChildren(make("p", t(against ? "contradiction" : "refused"), { class: "strong" }), ...errors.map((error) => make("p", "", { class: "path" }, words(told(error)))));
    const names = Object.entries(Object.assign({}, ...errors.map((error) => error.names || {})));
    if (names.length) box.append(make("dl", "", { class: "names" }, ...names.flatMap(([key, name]) => [make("dt", key), make("dd", "", {}, words(name))])));
    say("");
    box.hidden = false;
    box.focus();
    box.scrollIntoView({ block: "nearest" });
  };

  /* ---- showing ---- */

  const only = () => id("only").value;
  const query = () => new URLSearchParams({ only: only(), unsure: id("with-unsure").checked ? "1" : "" });
  const heads = () => {
    const total = Object.values(state.counts).reduce((sum, n) => sum + n, 0), chosen = only();
    id("left").replaceChildren(make("strong", t(total === 1 ? "open_one" : "open", { n: total })), ` · ${t("done_here", { n: answered })}`, make("span", " · ", { class: "by" }, words(t("by", { by: state.by, at: state.at }))));
    id("only").replaceChildren(make("option", t("every", { n: total }), { value: "" }), ...KINDS.filter((kind) => state.counts[kind] || kind === chosen).map((kind) => make("option", t(`k_${kind}`, { n: state.counts[kind] || 0 }), { value: kind })));
    id("only").value = chosen;
    id("unsure-text").textContent = t("with_unsure", { n: state.unsure });
    id("stale").textContent = state.stale ? t("stale", { n: state.stale }) : "";
  };
  const draw = () => {
    const has = Boolean(shown);
    for (const name of ["same", "different", "unsure", "next", "previous", "note"]) id(name).disabled = !has;
    id("undo").disabled = !state.undo;
    id("reasons").hidden = !has;
    if (!has) {
      id("question").textContent = t(only() && Object.keys(state.counts).length ? "none_kind" : "none_left");
      id("meta").replaceChildren(make("span", t("after")));
      id("pair").replaceChildren();
      return;
    }
    id("question").textContent = t(`q_${shown.kind}`);
    id("meta").replaceChildren(...kgSide.meta(shown, place, state.listed).map((text) => make("span", "", {}, words(text))));
    id("why").replaceChildren(...kgSide.reasons(shown));
    id("pair").replaceChildren(kgSide.table(shown));
  };
  const show = async (position, focus = true) => {
    place = Math.max(0, Math.min(position, state.questions.length - 1));
    const row = state.questions[place];
    const found = row ? await ask(`/api/question?${new URLSearchParams(row)}`) : null;
    if ((row && !found) || (found && found.failed)) { if (found) conflict(found.errors); return false; }
    shown = found;
    id("note").value = "";
    id("refused").hidden = true;
    heads();
    draw();
    scrollTo(0, 0);
    id("main").scrollTop = 0;
    if (focus) id("question").focus({ preventScroll: true });
    return true;
  };
  /* The first question that was not skipped; when all were, the first. */
  const first = () => { const at = state.questions.findIndex((row) => !skipped.has(keyOf(row))); return at < 0 ? 0 : at; };
  const load = async (focus = true) => {
    const got = await ask(`/api/state?${query()}`);
    if (!got) return false;
    if (got.failed) { conflict(got.errors); return false; }
    state = got;
    if (!await show(first(), focus)) return false;
    id("conflict").hidden = true;
    return true;
  };

  /* ---- acting: one thing at a time; a key pressed meanwhile would answer a question that nobody has seen ---- */

  const alone = (action, waits = false) => async () => {
    while (waits && busy) await new Promise((then) => { setTimeout(then, 20); });
    if (busy || !(state || waits) || id("help").open) return;
    busy = true;
    try { await action(); } finally { busy = false; }
  };
  const act = async (body) => {
    const got = await ask("/api/act", { ...body, version: state.version, only: only(), unsure: id("with-unsure").checked });
    if (!got) return null;
    if (got.failed) { if (got.failed === 409) conflict(got.errors); else refuse(got.errors); return null; }
    state = got;
    return got.said;
  };
  const reply = (answer) => alone(async () => {
    if (!shown) return;
    const said = await act({ action: "answer", kind: shown.kind, a: shown.a, b: shown.b, answer, note: id("note").value });
    if (!said) return;
    answered += 1;
    if (answer === "unsure") skipped.add(keyOf(shown));
    await show(first());
    say([t(`said_${answer}`, said), ...(said.settled ? [t("said_settled", { n: said.settled })] : []), ...(said.gone.length ? [t("said_gone", { x: said.gone.join("; ") })] : []), t("said_left", { n: state.listed })].join(" "));
  });
  const back = alone(async () => {
    if (!state.undo) { say(t("nothing_to_undo")); return; }
    const said = await act({ action: "undo" });
    if (!said) return;
    answered = Math.max(0, answered - 1);
    const at = state.questions.findIndex((row) => row.kind === said.kind && row.a === said.keys[0] && row.b === said.keys[1]);
    await show(at < 0 ? first() : at);
    say(t("said_undo", said));
  });
  const step = (n) => alone(async () => {
    if (!shown) return;
    if (n > 0) skipped.add(keyOf(shown));
    const all = state.questions.length, to = (place + n + all) % all;
    await show(to);
    if (n > 0) say(to === 0 ? `${t("said_skip")} ${t("said_round")}` : t("said_skip"));
  });
  const KEYS = { s: reply("same"), d: reply("different"), u: reply("unsure"), n: step(1), ArrowRight: step(1), p: step(-1), ArrowLeft: step(-1), z: back,
                 e: () => id("note").focus(), "/": () => id("only").focus(), "?": () => id("help").showModal() };

  document.addEventListener("keydown", (event) => {
    if (id("help").open || event.ctrlKey || event.altKey || event.metaKey || event.isComposing || event.repeat) return;
    if (event.target.matches("#note, #only")) { if (event.key === "Escape") id("question").focus(); return; }
    if (!id("single").checked || !Object.hasOwn(KEYS, event.key)) return;
    event.preventDefault();
    KEYS[event.key]();
  });
  for (const [name, key] of Object.entries({ same: "s", different: "d", unsure: "u", next: "n", previous: "p", undo: "z" })) id(name).addEventListener("click", KEYS[key]);
  id("help-open").addEventListener("click", KEYS["?"]);
  id("help-close").addEventListener("click", () => id("help").close());
  id("only").addEventListener("change", alone(() => load(false), true));
  id("with-unsure").addEventListener("change", alone(() => load(false), true));
  id("reload").addEventListener("click", alone(async () => { if (await load()) say(t("said_reload")); }, true));
  try {
    id("single").checked = localStorage.getItem("kg-single-keys") !== "no";
    id("single").addEventListener("change", () => localStorage.setItem("kg-single-keys", id("single").checked ? "yes" : "no"));
  } catch (error) { /* no storage in this browser: the choice lasts as long as the page */ }
  onLanguage(() => { if (state) { heads(); draw(); id("refused").hidden = true; } });

  load(false).then(() => { id("question").focus({ preventScroll: true }); document.documentElement.dataset.ready = "yes"; });
  return { load };
})();
