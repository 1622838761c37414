/* Drawing one question: both sides in one table, fact beside fact; all words of reports as text. */
const kgSide = (() => {
  const { t, make, words } = kgPage;
  const own = (pair) => pair[document.documentElement.lang === "en" ? 1 : 0];
  const count = (key, n) => t(n === 1 ? `${key}_one` : key, { n });
  const rest = (n) => (n ? [make("li", t("more", { n }), { class: "soft" })] : []);
  const list = (items, more = 0, kind = "") => make("ul", "", { class: `values ${kind}` }, ...items, ...rest(more));
  const nothing = (key = "nothing_known") => make("span", t(key), { class: "soft nothing" });
  /* Of what a side may simply not have nothing is missing; of the rest it is not known. */
  const NONE = ["said", "people", "part", "theme", "outside", "event"];
  const none = () => make("span", "", { class: "soft" }, make("span", "—", { "aria-hidden": "true" }), make("span", t("none"), { class: "hidden-text" }));

  const name = (side, letter) => make("th", "", { scope: "col", role: "columnheader" },
    make("span", t(`side_${letter}`), { class: "letter" }), make("span", "", { class: "name" }, words(own(side.title))),
    make("span", `${count("hangs", side.weight)}${side.registered ? ` · ${t("registered")}` : ""}`, { class: "soft small hangs" }), make("code", side.key, { class: "key" }));
  const row = (label, a, b, kind = "", mark = "") => make("tr", "", { role: "row", class: kind },
    make("th", "", { scope: "row", role: "rowheader" }, make("span", label), ...(mark ? [make("span", mark, { class: "apart" })] : [])),
    make("td", "", { role: "cell" }, a), make("td", "", { role: "cell" }, b));
  const value = (item) => make("li", "", { class: item.both ? "both" : "" }, ...(item.both ? [make("span", "=", { class: "sign", "aria-hidden": "true" })] : []), words(own(item.text)),
    ...(item.both ? [make("span", ` (${t("both")})`, { class: "hidden-text" })] : []));
  const facts = (side, kind) => (side.values.length ? list(side.values.map(value), side.more) : NONE.includes(kind) ? none() : nothing());
  const simple = (side, key, more, text) => (side[key].length ? list(side[key].map((item) => make("li", "", {}, words(text(item)))), more) : none());

  const piece = ([text, role]) => (role === "hit" ? make("mark", text) : make("span", text, { class: role }));
  const sentence = (item) => make("li", "", { class: "item" },
    item.pieces ? make("blockquote", "", { dir: "auto", lang: "es" }, ...item.pieces.map(piece))
      : make("blockquote", "", { class: "bare", dir: "auto", lang: "es" }, ...(item.spelled ? [make("mark", item.spelled)] : []), make("span", t("no_original"), { class: "soft", lang: document.documentElement.lang })),
    make("p", "", { class: "soft small where" }, words(own(item.title)), " · ", words(own(item.where))));
  const evidence = (side) => (side.evidence.length ? list(side.evidence.map(sentence), side.more_evidence, "sentences") : nothing("no_evidence"));

  const table = (question) => {
    const [a, b] = question.sides, body = make("tbody", "", { role: "rowgroup" });
    const either = (key) => a[key].length || b[key].length;
    if (either("reports")) body.append(row(t("r_report"), simple(a, "reports", 0, own), simple(b, "reports", 0, own)));
    if (either("spellings")) body.append(row(t("r_spellings"), simple(a, "spellings", a.more_spellings, (x) => x), simple(b, "spellings", b.more_spellings, (x) => x)));
    if (either("joined")) body.append(row(t("r_joined"), simple(a, "joined", a.more_joined, (x) => `${x.name} (${x.key})`), simple(b, "joined", b.more_joined, (x) => `${x.name} (${x.key})`)));
    for (const fact of question.rows) body.append(row(t(`r_${fact.row}`), facts(fact.sides[0], fact.row), facts(fact.sides[1], fact.row), `f-${fact.row}`, fact.apart ? `≠ ${t("apart")}` : ""));
    body.append(row(t("r_evidence"), evidence(a), evidence(b), "evidence"));
    return make("table", "", { class: "pair", role: "table" },
      make("caption", t("compare"), { class: "hidden-text" }),
      make("thead", "", { role: "rowgroup" }, make("tr", "", { role: "row" }, make("td", "", { role: "cell", class: "corner" }, make("span", t("what"), { class: "hidden-text" })), name(a, "a"), name(b, "b"))), body);
  };
  const reasons = (question) => question.reasons.map((reason) => make("li", "", {}, words(own(reason))));
  const meta = (question, position, all) => [t("position", { i: position + 1, n: all }), t("score", { x: question.score > .99 ? "> 0.99" : question.score.toFixed(2) }), count("stake", question.weight),
    ...(question.pairs > 1 ? [t("pairs", { n: question.pairs })] : []), ...(question.unsure ? [t("was_unsure", question.unsure) + (question.unsure.note ? ` «${question.unsure.note}»` : "")] : [])];
  return { table, reasons, meta };
})();
