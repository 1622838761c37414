/* The left side: the report's lines, cut at the edges of spans, coloured by kind. Its words reach the page as text only. */
const kgReport = (() => {
  const { make, t } = kgPage;
  const box = document.getElementById("text"), CHUNK = 40;
  const begins = new WeakMap();                   // text node → unit at which it begins
  let text = null, lines = [], heads = [], byLine = [], chosen = "", onPick = () => {};

  const open = (value, headings) => {
    text = value;
    box.replaceChildren();
    if (text === null) { box.append(make("p", t("no_original"), { class: "soft" }), make("div", "", { id: "cited" })); return; }
    kgSpans.read(text);
    heads = headings.map(([start, end]) => [kgSpans.toUnits(start), kgSpans.toUnits(end)]);
    lines = [];
    for (let start = 0; start <= text.length;) {
      const stop = text.indexOf("\n", start), end = stop < 0 ? text.length : stop;
      lines.push({ start, end, element: null });
      start = end + 1;
    }
    byLine = lines.map(() => []);
    let chunk = null, head = 0;
    lines.forEach((line, n) => {
      if (n % CHUNK === 0) { chunk = make("div", "", { class: "chunk" }); box.append(chunk); }
      while (head < heads.length && heads[head][1] <= line.start) head += 1;
      const bold = head < heads.length && heads[head][0] < line.end && line.end > line.start;
      line.element = make("p", "", bold ? { class: "head" } : {});
      chunk.append(line.element);
    });
  };
  const lineAt = (unit) => {
    let low = 0, high = lines.length - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (lines[middle].start <= unit) low = middle; else high = middle - 1;
    }
    return low;
  };
  const touched = (start, end) => {
    const found = [];
    for (let n = lineAt(start); n < lines.length && lines[n].start < end; n += 1) found.push(n);
    return found;
  };
  const size = (span) => span.end - span.start;

  const paint = (n) => {
    const line = lines[n], shown = [];
    for (const piece of kgSpans.pieces(line.start, line.end, byLine[n])) {
      const words = document.createTextNode(text.slice(piece.start, piece.end));
      begins.set(words, piece.start);
      if (!piece.over.length) { shown.push(words); continue; }
      const over = [...piece.over].sort((a, b) => size(a) - size(b) || (a.key < b.key ? -1 : 1));
      const mark = make("mark", "", { class: `c-${over[0].table}` }, words);
      if (new Set(over.map((span) => span.key)).size > 1) mark.classList.add("deep");
      if (over.some((span) => span.key === chosen)) mark.classList.add("on");
      mark.addEventListener("click", () => pick([...new Set(over.map((span) => span.key))]));
      shown.push(mark);
    }
    line.element.replaceChildren(...shown);
  };
  /* A second click on the same place takes the next claim there. */
  const pick = (keys) => {
    const selection = getSelection();
    if (selection && !selection.isCollapsed) return;
    onPick(keys[(keys.indexOf(chosen) + 1) % keys.length]);
  };
  /* Put the spans of these records in place of those they had; repaint the lines they touch (null: all). */
  const mark = (records, whole) => {
    if (text === null) return;
    const dirty = new Set(), gone = new Set(records.map((record) => record.key));
    if (whole) byLine = lines.map(() => []);
    else byLine.forEach((spans, n) => {
      if (spans.some((span) => gone.has(span.key))) { byLine[n] = spans.filter((span) => !gone.has(span.key)); dirty.add(n); }
    });
    for (const record of records) {
      if (record.gone || record.data.review === "rejected") continue;
      for (const span of kgSpans.of(record.data)) {
        const placed = { key: record.key, table: record.table, start: kgSpans.toUnits(span.start), end: Math.min(text.length, kgSpans.toUnits(span.end)) };
        if (placed.start >= placed.end) continue;
        for (const n of touched(placed.start, placed.end)) { byLine[n].push(placed); dirty.add(n); }
      }
    }
    if (whole) lines.forEach((_, n) => paint(n)); else dirty.forEach(paint);
  };
  const choose = (key, record, scroll) => {
    const dirty = new Set();
    byLine.forEach((spans, n) => { if (spans.some((span) => span.key === key || span.key === chosen)) dirty.add(n); });
    chosen = key;
    if (text === null) { cite(record); return; }
    dirty.forEach(paint);
    if (scroll) show();
  };
  const show = () => {
    const bring = () => {
      const first = box.querySelector("mark.on");
      if (!first) return;
      const area = box.getBoundingClientRect(), place = first.getBoundingClientRect();
      if (place.top < area.top + 20 || place.bottom > area.bottom - 20) box.scrollTo({ top: box.scrollTop + place.top - area.top - area.height / 3, behavior: "instant" });
    };
    const key = chosen;
    kgSettle(() => chosen === key, bring);
  };
  const cite = (record) => {
    const quotes = record ? record.data.quotes || (record.data.quote ? [record.data.quote] : []) : [];
    document.getElementById("cited").replaceChildren(...quotes.map((quote) => make("p", quote, { class: "cite", dir: "auto" })));
  };

  const unitOf = (node, offset) => {
    if (begins.has(node)) return begins.get(node) + offset;
    if (node === box) return offset < box.childNodes.length ? unitOf(box.childNodes[offset], 0) : text.length;
    const walker = document.createTreeWalker(node, NodeFilter.SHOW_TEXT);
    const at = node.childNodes[offset];
    if (at) {
      const words = begins.has(at) ? at : document.createTreeWalker(at, NodeFilter.SHOW_TEXT).nextNode();
      if (words && begins.has(words)) return begins.get(words);
    }
    let last = null;
    while (walker.nextNode()) last = walker.currentNode;
    if (last && begins.has(last)) return begins.get(last) + last.length;
    const line = lines.find((l) => l.element === node || l.element.contains(node) || node.contains(l.element));
    return line ? line.start : null;
  };
  /* The selected stretch in units, or null. */
  const selected = () => {
    const selection = getSelection();
    if (text === null || !selection || selection.isCollapsed || !box.contains(selection.anchorNode) || !box.contains(selection.focusNode)) return null;
    const range = selection.getRangeAt(0), start = unitOf(range.startContainer, range.startOffset), end = unitOf(range.endContainer, range.endOffset);
    return start === null || end === null || start >= end ? null : { start, end };
  };
  const nodeAt = (unit, atEnd) => {
    const walker = document.createTreeWalker(lines[lineAt(unit)].element, NodeFilter.SHOW_TEXT);
    while (walker.nextNode()) {
      const from = begins.get(walker.currentNode), to = from + walker.currentNode.length;
      if (unit < to || (atEnd && unit === to)) return [walker.currentNode, unit - from];
    }
    return [lines[lineAt(unit)].element, 0];
  };
  const select = (start, end) => getSelection().setBaseAndExtent(...nodeAt(start, false), ...nodeAt(end, true));
  /* The next edge of a word from ``unit`` in a direction. */
  const wordEdge = (unit, step) => {
    const inWord = (n) => /[\p{L}\p{N}\p{M}_]/u.test(text[n] || "");
    let n = unit;
    do n += step; while (n > 0 && n < text.length && inWord(n - 1) === inWord(n));
    return Math.max(0, Math.min(text.length, n));
  };
  return { open, mark, choose, show, selected, select, wordEdge, box, has: () => text !== null, refresh: (record) => { if (text === null) { open(null, []); cite(record); } },
           onPick: (listener) => { onPick = listener; } };
})();
