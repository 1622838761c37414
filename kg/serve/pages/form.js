/* The correction form of a record, made from the model's table: one control a field, choices in both languages. */
const kgForm = (() => {
  const { data, t, make } = kgPage;
  const TABLES = new Map(data.tables.map((table) => [table.name, table]));
  const LONG = new Set(["summary", "gloss", "note", "motto"]);
  let count = 0;

  const both = (scheme, notation) => {
    const [es, en] = data.concepts[scheme][notation], english = document.documentElement.lang === "en";
    return es === en ? es : english ? `${en} · ${es}` : `${es} · ${en}`;
  };
  const choices = (field, file) => {
    const made = [];
    for (const target of field.type === "concept" ? [`concept:${field.target}`] : field.target.split("|")) {
      if (target.startsWith("concept:")) {
        const scheme = target.slice(8);
        made.push(...Object.keys(data.concepts[scheme]).map((notation) => [notation, both(scheme, notation)]));
      } else {
        made.push(...kgList.all().filter((record) => record.table === target && (record.file === "acta" || file === "review")).map((record) => [record.id, kgList.label(record).slice(0, 120)]));
      }
    }
    return made.sort((a, b) => a[1].localeCompare(b[1], document.documentElement.lang));
  };
  /* One control for one value; ``read`` gives what it holds, "" when empty. */
  const control = (field, value, options) => {
    const held = value === undefined || value === null ? "" : String(value);
    let element;
    if (field.type === "concept" || field.type === "ref" || field.type === "boolean") {
      const list = field.type === "boolean" ? [["true", t("yes")], ["false", t("no")]] : options;
      element = make("select", "", {}, make("option", "—", { value: "" }), ...list.map(([key, text]) => make("option", text, { value: key })));
      if (held && !list.some(([key]) => key === held)) element.append(make("option", held, { value: held }));
      element.value = held;
    } else if (LONG.has(field.name) && !field.many) {
      element = make("textarea", "", { rows: "2" });
      element.value = held;
    } else {
      const type = { date: "date", time: "time", number: "text" }[field.type] || "text";
      element = make("input", "", { type, ...(field.type === "number" ? { inputmode: "decimal" } : {}) });
      element.value = held;
      if (type !== "text" && element.value !== held) { element.type = "text"; element.value = held; }   // what the file holds is not a date: show it as it is
    }
    return element;
  };
  const read = (field, element) => (field.type === "boolean" && element.value ? element.value === "true" : element.value.trim());

  const labelled = (name, text, required) => {
    const box = make("div", "", { class: "field", "data-field": name });
    const key = `field-${count += 1}`;
    const head = make("label", required ? `${text} (${t("required")})` : text, { for: key });
    box.append(head);
    return [box, key];
  };
  const plain = (field, record) => {
    const [box, key] = labelled(field.name, t(`f_${field.name}`), field.required);
    const options = field.type === "concept" || field.type === "ref" ? choices(field, record.file) : [];
    if (!field.many) {
      const element = control(field, record.data[field.name], options);
      element.id = key;
      box.append(element);
      return { box, value: () => read(field, element) };
    }
    const list = make("div"), all = [];
    const add = (value) => {
      const element = control(field, value, options);
      element.classList.add("one");
      if (all.length === 0) element.id = key; else element.setAttribute("aria-label", `${t(`f_${field.name}`)} ${all.length + 1}`);
      all.push(element);
      list.append(element);
      return element;
    };
    (record.data[field.name] || []).forEach(add);
    add("");
    const more = make("button", `+ ${t("add")}`, { type: "button", class: "link", "aria-label": `${t("add")}: ${t(`f_${field.name}`)}` });
    more.addEventListener("click", () => add("").focus());
    box.append(list, more);
    return { box, value: () => all.map((element) => read(field, element)).filter((value) => value !== "") };
  };
  /* Spans as a list from which each can be taken out; new ones are set in the report itself. */
  const places = (spans, changed) => {
    const list = make("ul", "", { class: "places" });
    const draw = () => list.replaceChildren(...spans.map((span, n) => {
      const parsed = kgSpans.parse(span), text = parsed ? t("line", { n: parsed.line }) : span;
      const out = make("button", "×", { type: "button", "aria-label": t("remove", { x: text }), title: t("remove", { x: span }) });
      out.addEventListener("click", () => { spans.splice(n, 1); draw(); changed(); });
      return make("li", "", {}, make("span", text, { title: span }), ...(spans.length > 1 ? [out] : []));
    }));
    draw();
    return list;
  };
  const names = (record) => {
    const box = make("div", "", { class: "field", "data-field": "names", role: "group" }, make("span", t("names"), { class: "label" }));
    let held = (record.data.names || []).map((name) => ({ text: name.text, at: [...(name.at || [])] }));
    const list = make("div");
    const draw = () => list.replaceChildren(...held.map((name) => {
      const input = make("input", "", { type: "text", "aria-label": t("names") });
      input.value = name.text;
      input.addEventListener("input", () => { name.text = input.value; });
      const out = make("button", t("remove", { x: name.text }), { type: "button", class: "link" });
      out.addEventListener("click", () => { held = held.filter((other) => other !== name); draw(); });
      return make("div", "", { class: "named" }, input, places(name.at, () => {}), ...(held.length > 1 ? [out] : []));
    }));
    draw();
    box.append(list);
    return { box, value: () => held };
  };
  const evidence = (record) => {
    const spans = [...(record.data.at || [])];
    const box = make("div", "", { class: "field", "data-field": "at", role: "group" }, make("span", t("spans"), { class: "label" }), places(spans, () => {}));
    return { box, value: () => spans };
  };
  const same = (a, b) => JSON.stringify(a) === JSON.stringify(b);
  const empty = (value) => value === undefined || value === "" || (Array.isArray(value) && value.length === 0);

  /* Build the form; ``save(changes)`` gets only what differs from the record, ``cancel`` nothing. */
  const open = (record, save, cancel) => {
    const table = TABLES.get(record.table), parts = new Map();
    const form = make("form", "", { class: "edit", novalidate: "", "aria-label": `${t("correct")}: ${kgList.label(record)}` });
    const general = make("div", "", { class: "general", role: "alert" });
    form.append(general);
    for (const field of table.fields) parts.set(field.name, plain(field, record));
    parts.set(table.entity ? "names" : "at", table.entity ? names(record) : evidence(record));
    for (const part of parts.values()) form.append(part.box);
    form.append(make("div", "", { class: "acts sticky" }, make("button", t("save"), { type: "submit", class: "yes" }), make("button", t("cancel"), { type: "button", click: cancel })));
    const changes = () => {
      const made = {};
      for (const [name, part] of parts) {
        const value = part.value(), field = table.fields.find((f) => f.name === name), had = record.data[name];
        const now = field && field.type === "number" && String(had) === value ? had : value;
        if (!(empty(now) && empty(had)) && !same(now, had)) made[name] = now;
      }
      return made;
    };
    form.addEventListener("submit", (event) => { event.preventDefault(); save(changes()); });
    form.addEventListener("keydown", (event) => {
      if (event.key === "Escape") { event.preventDefault(); event.stopPropagation(); cancel(); }
      if (event.key === "Enter" && event.target.matches("textarea, select") && !event.shiftKey && !event.isComposing) { event.preventDefault(); form.requestSubmit(); }
    });
    return { form, focus: () => form.querySelector("input, select, textarea").focus(), errors: (list) => errors(form, general, list) };
  };
  const told = (error) => {
    const english = document.documentElement.lang === "en", remedy = english ? error.remedy_en : error.remedy_es;
    return `${english ? error.en : error.es}${remedy ? ` → ${remedy}` : ""}`;
  };
  /* Show each error beside its field; move to the first. */
  const errors = (form, general, list) => {
    form.querySelectorAll(".error").forEach((element) => element.remove());
    form.querySelectorAll("[aria-invalid]").forEach((element) => { element.removeAttribute("aria-invalid"); element.removeAttribute("aria-describedby"); });
    let first = null;
    list.forEach((error, n) => {
      const box = [...form.querySelectorAll("[data-field]")].find((element) => element.dataset.field === error.field);
      const message = make("p", told(error), { class: "error", id: `error-${n}` });
      if (!box) { general.append(message); return; }
      box.append(message);
      const element = box.querySelector("input, select, textarea, button");
      if (element) { element.setAttribute("aria-invalid", "true"); element.setAttribute("aria-describedby", `error-${n}`); first = first || element; }
    });
    (first || form.querySelector("button[type=submit]")).focus();
    if (!first) general.scrollIntoView({ block: "nearest" });
  };
  return { open, told, table: (name) => TABLES.get(name) };
})();
