/* The drawing: vis-network shows it, this file chooses colours, answers clicks and keys, and says in words why two are linked. */
(() => {
  const { data, t, number, make, words } = kgPage;
  const { nodes, ties } = data;
  const byId = (id) => document.getElementById(id);
  const plural = (key, n, values = {}) => t(n === 1 ? key + "_one" : key, { n: number(n), ...values });
  const fold = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLocaleLowerCase("es");

  nodes.forEach((node, i) => { node.i = i; node.near = []; node.folded = fold(node.full || node.label); });
  ties.forEach((tie, i) => {
    tie.i = i;
    nodes[tie.a].near.push({ node: nodes[tie.b], tie });
    if (tie.a !== tie.b) nodes[tie.b].near.push({ node: nodes[tie.a], tie });
  });
  for (const node of nodes) node.near.sort((x, y) => y.tie.weight - x.tie.weight || x.node.i - y.node.i);
  const nameOf = (node) => words(node.full || node.label);
  const basis = (tie) => (tie.inferred ? "tie_inferred" : tie.stated < tie.weight ? "tie_partly" : "tie_stated");
  const kindOf = (node) => t("kind_" + node.kind);

  /* ---- tables, built when they are opened ---- */
  const table = (box, caption, heads, rows) => {
    const head = make("tr", "", {}, ...heads.map(([text, numeric]) => make("th", text, { scope: "col", class: numeric ? "n" : "" })));
    const body = rows.map((cells) => make("tr", "", {}, ...cells.map((cell, i) => {
      const cellOf = make(i ? "td" : "th", "", i ? {} : { scope: "row" });
      if (typeof cell === "number") { cellOf.textContent = number(cell); cellOf.className = "n"; }
      else cellOf.append(cell);
      return cellOf;
    })));
    box.replaceChildren(make("table", "", {}, make("caption", caption), make("thead", "", {}, head), make("tbody", "", {}, ...body)));
  };
  const CUT = 2000;
  const builders = {
    table_nodes: (box) => table(box, t("table_nodes", { n: number(nodes.length) }), [[t("col_name")], [t("col_kind")], [t("col_ties"), 1], [t("col_strength"), 1]],
      nodes.map((node) => [nameOf(node), kindOf(node), node.near.length, node.strength])),
    table_ties: (box) => {
      const shown = [...ties].sort((x, y) => y.weight - x.weight || x.i - y.i).slice(0, CUT);
      const caption = ties.length > CUT ? t("table_cut", { n: number(CUT) }) : t("table_ties", { n: number(ties.length) });
      table(box, caption, [[t("col_a")], [t("col_b")], [t("col_weight"), 1], [t("col_shared")], [t("col_basis")]],
        shown.map((tie) => [nameOf(nodes[tie.a]), nameOf(nodes[tie.b]), tie.weight, words(tie.shared.join("; ")), t({ tie_inferred: "inferred", tie_partly: "partly", tie_stated: "stated" }[basis(tie)])]));
    },
    table_rows: (box) => {
      const numeric = (column) => data.rows.every((row) => typeof row[column] === "number");
      const names = data.columns.map((column) => ("measure_" + column in data.texts.es ? t("measure_" + column) : ["name", "label"].includes(column) ? t("col_name") : column));
      const cell = (value) => (value === null ? "" : typeof value === "object" ? value[document.documentElement.lang] : value);
      table(box, t("table_rows", { n: number(data.rows.length) }), names.map((name, i) => [name, numeric(i)]),
        data.rows.map((row) => row.map((value) => (typeof value === "number" ? value : words(String(cell(value)))))));
    },
  };
  for (const [id, build] of Object.entries(builders)) {
    const details = byId(id);
    if (!details) continue;
    const box = details.querySelector(".scroll");
    const fill = () => { if (details.open) build(box); box.setAttribute("aria-label", details.querySelector("summary").textContent); };
    details.addEventListener("toggle", fill);
    kgPage.onLanguage(fill);
  }
  if (!nodes.length) return;

  /* ---- the drawing ---- */
  const frame = byId("canvas");
  const style = getComputedStyle(document.documentElement);
  const colour = (name) => style.getPropertyValue("--" + name).trim();
  const calm = matchMedia("(prefers-reduced-motion: reduce)");
  /* A tall window gets the drawing turned on its side. */
  if (frame.clientHeight > frame.clientWidth * 1.2) for (const node of nodes) [node.x, node.y] = [node.y, node.x];
  let look, chosen = null, hovered = null, moved = false, cursor = null;

  const visNodes = new vis.DataSet(), visTies = new vis.DataSet();
  const network = new vis.Network(frame, { nodes: visNodes, edges: visTies }, {
    physics: false, layout: { improvedLayout: false, randomSeed: 1 }, autoResize: true,
    nodes: { borderWidth: nodes.length > 300 ? 0 : 1.5, borderWidthSelected: 3, shapeProperties: { interpolation: false } },
    edges: { smooth: false, selectionWidth: 1.5, hoverWidth: 0.5 },
    interaction: { hover: true, dragNodes: true, selectConnectedEdges: false, hoverConnectedEdges: false, hideEdgesOnDrag: ties.length > 4000, hideEdgesOnZoom: ties.length > 4000, keyboard: false, tooltipDelay: 1e7 },
  });
  for (const element of frame.querySelectorAll("[tabindex]")) element.tabIndex = -1;

  const circle = () => {
    if (!chosen) return null;
    if (chosen.tie) return new Set([chosen.tie.a, chosen.tie.b]);
    return new Set([chosen.node.i, ...chosen.node.near.map((link) => link.node.i)]);
  };
  const paint = () => {
    look = { paper: colour("card"), ink: colour("ink"), font: colour("font") };
    const bright = circle(), strong = colour("tie-strong"), plain = colour("tie");
    visNodes.update(nodes.map((node) => {
      const fill = node.color || colour("k-" + node.kind), tint = { background: fill, border: look.paper };
      return { id: node.i, x: node.x, y: node.y, size: node.size, shape: node.shape, opacity: !bright || bright.has(node.i) ? 1 : 0.22,
        color: { ...tint, highlight: { background: fill, border: look.ink }, hover: { background: fill, border: look.ink } } };
    }));
    visTies.update(ties.map((tie) => {
      const on = chosen && (chosen.tie ? chosen.tie === tie : tie.a === chosen.node.i || tie.b === chosen.node.i);
      const opacity = chosen ? (on ? 0.95 : 0.12) : data.dense ? 0.35 : 0.7;
      return { id: tie.i, from: tie.a, to: tie.b, width: tie.width, dashes: tie.inferred ? [7, 5] : false,
        color: { color: on ? strong : plain, highlight: strong, hover: strong, opacity, inherit: false } };
    }));
  };
  const bar = document.querySelector(".zoom");
  const byStrength = [...nodes].sort((x, y) => y.strength - x.strength || x.i - y.i);
  network.on("afterDrawing", (ctx) => {
    const only = circle(), must = new Set();
    if (hovered !== null) must.add(hovered);
    if (cursor !== null && document.activeElement === frame) must.add(cursor);
    if (chosen) (chosen.tie ? [chosen.tie.a, chosen.tie.b] : [chosen.node.i]).forEach((i) => must.add(i));
    frame.dataset.names = kgLabels.draw(ctx, network, byStrength, look, must, only, { x: bar.offsetLeft - 4, y: bar.offsetTop - 4, w: bar.offsetWidth + 8, h: bar.offsetHeight + 8 });
  });
  network.on("hoverNode", ({ node }) => { hovered = node; network.redraw(); });
  network.on("blurNode", () => { hovered = null; network.redraw(); });
  network.on("dragStart", () => { moved = true; });
  network.on("zoom", () => { moved = true; });
  network.on("dragEnd", ({ nodes: dragged }) => {
    for (const i of dragged) Object.assign(nodes[i], network.getPosition(i));
  });
  network.on("click", (event) => {
    if (event.nodes.length) choose({ node: nodes[event.nodes[0]] });
    else if (event.edges.length) choose({ tie: ties[event.edges[0]] });
    else choose(null);
  });
  network.on("resize", () => { if (!moved) fit(false); });

  const motion = (on) => (on && !calm.matches ? { duration: 300, easingFunction: "easeInOutQuad" } : false);
  /* All of the drawing, with room at the edges for the names: vis-network's own fit knows nothing of them. */
  function fit(animated) {
    const ends = (axis) => [Math.min(...nodes.map((n) => n[axis] - n.size)), Math.max(...nodes.map((n) => n[axis] + n.size))];
    const [left, right] = ends("x"), [top, bottom] = ends("y"), wide = frame.clientWidth, high = frame.clientHeight;
    const scale = Math.min((wide - 2 * Math.min(80, wide * 0.1)) / (right - left), (high - 2 * 36) / (bottom - top), 1.15);
    network.moveTo({ position: { x: (left + right) / 2, y: (top + bottom) / 2 }, scale, animation: motion(animated) });
    moved = false;
  }
  const zoom = (factor) => {
    moved = true;
    network.moveTo({ scale: Math.min(6, Math.max(0.03, network.getScale() * factor)), animation: motion(true) });
  };
  const show = (node) => {
    const at = network.canvasToDOM({ x: node.x, y: node.y });
    if (at.x < 30 || at.y < 30 || at.x > frame.clientWidth - 30 || at.y > frame.clientHeight - 30) network.moveTo({ position: { x: node.x, y: node.y }, animation: motion(true) });
  };

  /* ---- the panel: why ---- */
  const goto = (choice, text) => {
    const button = make("button", "", { type: "button", click: () => { choose(choice); byId("panel").focus({ preventScroll: true }); } }, text);
    return button;
  };
  const sayNode = (node) => {
    const count = node.near.length;
    const parts = [make("p", "", { class: "name" }, nameOf(node)),
      make("p", count ? plural("node_ties", count, { kind: kindOf(node), w: number(node.strength) }) : t("node_alone", { kind: kindOf(node) }), { class: "soft" })];
    if (node.measures.length) {
      parts.push(make("h3", t("measures")), make("ul", "", {}, ...node.measures.map(([key, value]) => make("li", `${"measure_" + key in data.texts.es ? t("measure_" + key) : key}: ${number(value)}`))));
    }
    if (!count) return parts;
    const links = node.near.slice(0, 200).map(({ node: other, tie }) => make("li", "", {}, goto({ tie }, make("span", "", {}, nameOf(other), make("span", tie.shared.slice(0, 2).join("; ") + (tie.shared.length > 2 ? "; …" : ""), { class: "soft", dir: "auto" })))));
    parts.push(make("h3", t("linked_to")), make("ul", "", { class: "links" }, ...links));
    if (count > 200) parts.push(make("p", t("more", { n: number(count - 200) }), { class: "soft" }));
    return parts;
  };
  const sayTie = (tie) => {
    const end = (i) => make("p", "", { class: "name" }, goto({ node: nodes[i] }, nameOf(nodes[i])));
    const parts = [make("p", t("tie_of"), { class: "soft between" }), end(tie.a), make("p", t("tie_and"), { class: "soft between" }), end(tie.b)];
    if (t("meaning_text")) parts.push(make("p", t("meaning_text")));
    /* In a two-mode network what is shared is the other end itself: saying it again explains nothing. */
    const ends = [nodes[tie.a], nodes[tie.b]].map((node) => node.full || node.label);
    const shared = data.two_mode ? tie.shared.filter((text) => !ends.includes(text)) : tie.shared;
    if (shared.length) {
      parts.push(make("h3", plural("tie_shared", shared.length + tie.shared_more)), make("ul", "", {}, ...shared.map((text) => make("li", "", {}, words(text)))));
      if (tie.shared_more) parts.push(make("p", t("more", { n: number(tie.shared_more) }), { class: "soft" }));
    } else if (!data.two_mode) parts.push(make("p", t("tie_no_shared"), { class: "soft" }));
    parts.push(make("p", t("tie_weight", { w: number(tie.weight) })), make("p", t(basis(tie), { s: number(tie.stated), w: number(tie.weight) })));
    if (tie.claims.length) {
      const list = make("ul", "", { class: "claims" }, ...tie.claims.map((iri) => make("li", "", {}, make("code", iri))));
      parts.push(make("details", "", {}, make("summary", t("tie_claims", { n: number(tie.claims.length + tie.claims_more) })), make("p", t("tie_show"), { class: "soft small" }), list));
    }
    return parts;
  };
  const say = () => {
    byId("clear").hidden = !chosen;
    byId("panel-body").replaceChildren(...(!chosen ? [make("p", t("panel_start"), { class: "soft" })] : chosen.tie ? sayTie(chosen.tie) : sayNode(chosen.node)));
  };
  function choose(choice) {
    chosen = choice;
    network.setSelection({ nodes: choice && choice.node ? [choice.node.i] : [], edges: choice && choice.tie ? [choice.tie.i] : [] }, { highlightEdges: false });
    if (choice && choice.node) { cursor = choice.node.i; show(choice.node); }
    paint();
    say();
  }

  /* ---- search ---- */
  const query = byId("query"), hits = byId("hits");
  const find = () => {
    const words_ = fold(query.value).split(/\s+/).filter(Boolean);
    const found = words_.length ? byStrength.filter((node) => words_.every((word) => node.folded.includes(word))) : [];
    hits.hidden = !words_.length;
    byId("found").textContent = words_.length ? plural("search_found", found.length) : "";
    hits.replaceChildren(...(words_.length && !found.length ? [make("li", t("search_none"), { class: "soft" })]
      : found.slice(0, 12).map((node) => make("li", "", {}, goto({ node }, make("span", "", {}, nameOf(node), make("span", " · " + kindOf(node), { class: "soft" })))))));
    return found;
  };
  query.addEventListener("input", find);
  query.addEventListener("keydown", (event) => {
    if (event.key === "Enter") { const found = find(); if (found.length) choose({ node: found[0] }); }
    else if (event.key === "ArrowDown") { const first = hits.querySelector("button"); if (first) { first.focus(); event.preventDefault(); } }
    else if (event.key === "Escape") { query.value = ""; find(); }
  });

  /* ---- keyboard on the drawing ---- */
  const toward = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] };
  const neighbour = ([dx, dy]) => {
    const from = nodes[cursor];
    let best = null, least = Infinity;
    for (const node of nodes) {
      const along = (node.x - from.x) * dx + (node.y - from.y) * dy, across = Math.abs((node.x - from.x) * dy) + Math.abs((node.y - from.y) * dx);
      const cost = along + 2 * across;
      if (along > 0 && cost < least) { best = node; least = cost; }
    }
    return best;
  };
  frame.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const actions = { "+": () => zoom(1.3), "=": () => zoom(1.3), "-": () => zoom(1 / 1.3), 0: () => fit(true), Escape: () => choose(null), Enter: () => { if (chosen) byId("panel").focus(); } };
    if (toward[event.key]) {
      const next = cursor === null ? byStrength[0] : neighbour(toward[event.key]);
      if (next) choose({ node: next });
    } else if (actions[event.key]) actions[event.key]();
    else return;
    event.preventDefault();
  });
  byId("panel").addEventListener("keydown", (event) => { if (event.key === "Escape") { choose(null); frame.focus(); } });
  byId("zoom-in").addEventListener("click", () => zoom(1.3));
  byId("zoom-out").addEventListener("click", () => zoom(1 / 1.3));
  byId("fit").addEventListener("click", () => fit(true));
  byId("clear").addEventListener("click", () => { choose(null); frame.focus(); });
  kgPage.onLanguage(() => { say(); find(); });
  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", paint);

  paint();
  fit(false);
  /* For whoever opens the console: the vis-network object and the selection. */
  window.kgDraw = { network, choose: (i) => choose({ node: nodes[i] }), tie: (i) => choose({ tie: ties[i] }) };
})();
