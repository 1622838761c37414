/* Stretches of the report. The files count code points; the page counts UTF-16 units: only characters beyond the first plane differ. */
const kgSpans = (() => {
  const FORM = /^L(\d+):(\d+)-(\d+)$/;
  let wide = [];                                  // code points at which a character of two units stands, in order

  const read = (text) => {
    wide = [];
    for (let unit = 0, point = 0; unit < text.length; unit += 1, point += 1) {
      if (text.codePointAt(unit) > 0xffff) { wide.push(point); unit += 1; }
    }
  };
  const below = (point) => {
    let low = 0, high = wide.length;
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] < point) low = middle + 1; else high = middle;
    }
    return low;
  };
  const toUnits = (point) => point + below(point);
  const toPoints = (unit) => {
    let low = 0, high = wide.length;              // how many wide characters begin before this unit
    while (low < high) {
      const middle = (low + high) >> 1;
      if (wide[middle] + middle < unit) low = middle + 1; else high = middle;
    }
    return unit - low;
  };
  const parse = (span) => {
    const found = FORM.exec(span);
    return found ? { line: Number(found[1]), start: Number(found[2]), end: Number(found[3]), text: span } : null;
  };
  /* Every stretch a record rests on. */
  const of = (data) => {
    const at = Array.isArray(data.at) ? data.at : Object.values(data.at || {}).flat();
    const names = Array.isArray(data.names) ? data.names.flatMap((name) => name.at || []) : [];
    return [...names, ...at].map(parse).filter((span) => span && span.start < span.end);
  };
  /* The edges at which a line is cut, so that no piece is half in a span: [{start, end, over: [spans]}]. */
  const pieces = (start, end, spans) => {
    const edges = new Set([start, end]);
    for (const span of spans) { edges.add(Math.max(start, span.start)); edges.add(Math.min(end, span.end)); }
    const sorted = [...edges].sort((a, b) => a - b), made = [];
    const opening = [...spans].sort((a, b) => a.start - b.start);
    let open = [], next = 0;
    for (let i = 0; i + 1 < sorted.length; i += 1) {
      while (next < opening.length && opening[next].start <= sorted[i]) { open.push(opening[next]); next += 1; }
      open = open.filter((span) => span.end > sorted[i]);
      made.push({ start: sorted[i], end: sorted[i + 1], over: [...open] });
    }
    return made;
  };
  return { read, toUnits, toPoints, parse, of, pieces };
})();
