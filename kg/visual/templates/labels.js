/* Names on the canvas, drawn by us after vis-network's own drawing: a constant size on the screen, a halo, and never
   one over another. The strongest nodes are named first; the others appear on zooming in, on hover or when chosen. */
const kgLabels = (() => {
  const CELL = 3;
  const LEADERS = 5;
  const widths = new Map();
  /* A long name in two lines, broken at the space nearest its middle. */
  const lines = (text) => {
    if (text.length < 26) return [text];
    const middle = text.length / 2, spaces = [...text.matchAll(/ /g)].map((found) => found.index);
    const cut = spaces.sort((a, b) => Math.abs(a - middle) - Math.abs(b - middle))[0];
    return cut ? [text.slice(0, cut), text.slice(cut + 1)] : [text];
  };
  const isolated = (text) => "\u2068" + text + "\u2069";

  const grid = (width, height) => {
    const columns = Math.ceil(width / CELL), rows = Math.ceil(height / CELL);
    const taken = new Uint8Array(columns * rows);
    const each = (box, visit) => {
      const left = Math.max(0, Math.floor(box.x / CELL)), right = Math.min(columns - 1, Math.floor((box.x + box.w) / CELL));
      const top = Math.max(0, Math.floor(box.y / CELL)), bottom = Math.min(rows - 1, Math.floor((box.y + box.h) / CELL));
      for (let row = top; row <= bottom; row++) for (let column = left; column <= right; column++) if (visit(row * columns + column)) return true;
      return false;
    };
    return { full: (box) => each(box, (i) => taken[i] === 1), take: (box) => { each(box, (i) => { taken[i] = 1; return false; }); } };
  };

  const places = (at, w, h) => [
    { x: at.x - w / 2, y: at.y + at.r + 3, w, h }, { x: at.x - w / 2, y: at.y - at.r - h - 3, w, h },
    { x: at.x + at.r + 4, y: at.y - h / 2, w, h }, { x: at.x - at.r - w - 4, y: at.y - h / 2, w, h },
    { x: at.x + at.r * 0.6, y: at.y + at.r * 0.8, w, h }, { x: at.x - at.r * 0.6 - w, y: at.y + at.r * 0.8, w, h },
    { x: at.x + at.r * 0.6, y: at.y - at.r * 0.8 - h, w, h }, { x: at.x - at.r * 0.6 - w, y: at.y - at.r * 0.8 - h, w, h },
  ];

  /* Draw the names of ``nodes`` (strongest first); ``must`` are named whatever they cover; ``only``, when given, are the others allowed; no name goes into ``kept``. */
  const draw = (ctx, network, nodes, look, must, only, kept) => {
    const canvas = ctx.canvas, ratio = canvas.width / Math.max(1, canvas.clientWidth);
    const width = canvas.clientWidth, height = canvas.clientHeight, scale = network.getScale();
    const taken = grid(width, height), named = grid(width, height), seen = [];
    taken.take(kept);
    named.take(kept);
    for (const node of nodes) {
      const at = network.canvasToDOM({ x: node.x, y: node.y });
      at.r = Math.max(2, node.size * scale);
      if (at.x < -at.r || at.y < -at.r || at.x > width + at.r || at.y > height + at.r) continue;
      if (at.r >= 4 && (!only || only.has(node.i))) taken.take({ x: at.x - at.r * 0.8, y: at.y - at.r * 0.8, w: at.r * 1.6, h: at.r * 1.6 });
      seen.push([node, at]);
    }
    seen.sort((a, b) => Number(must.has(b[0].i)) - Number(must.has(a[0].i)));
    ctx.save();
    ctx.setTransform(ratio, 0, 0, ratio, 0, 0);
    ctx.direction = "ltr";
    ctx.textAlign = "left";
    ctx.textBaseline = "top";
    ctx.lineJoin = "round";
    let drawn = 0;
    for (const [rank, [node, at]] of seen.entries()) {
      const forced = must.has(node.i);
      if (!forced && (at.r < 2.5 || (only && !only.has(node.i)))) continue;
      const size = width < 520 ? Math.max(11, node.font - 2) : node.font;
      ctx.font = `${forced ? 600 : 500} ${size}px ${look.font}`;
      const key = size + (forced ? "b" : "") + node.label;
      if (!widths.has(key)) widths.set(key, lines(node.label).map((text) => [isolated(text), ctx.measureText(isolated(text)).width]));
      const said = widths.get(key), step = size * 1.15, w = Math.max(...said.map(([, wide]) => wide)), h = step * said.length + 1;
      const inside = places(at, w, h).filter((box) => box.x >= 2 && box.x + box.w <= width - 2 && box.y >= 2 && box.y + box.h <= height - 2);
      let box = inside.find((candidate) => !taken.full(candidate));
      /* The first few may cover other nodes, never other names. */
      if (!box && rank < LEADERS) box = inside.find((candidate) => !named.full(candidate));
      if (!box && forced) {
        box = inside[0] || places(at, w, h)[0];
        box.x = Math.max(2, Math.min(box.x, width - w - 2));
      }
      if (!box) continue;
      for (const used of [taken, named]) used.take({ x: box.x - 3, y: box.y - 1, w: w + 6, h: h + 2 });
      ctx.strokeStyle = look.paper;
      ctx.lineWidth = 4;
      ctx.fillStyle = look.ink;
      /* Beside its node a name begins or ends at it; above and below it is centred. */
      const lean = box.x >= at.x ? 0 : box.x + w <= at.x ? 1 : 0.5;
      for (const write of ["strokeText", "fillText"]) said.forEach(([text, wide], i) => ctx[write](text, box.x + (w - wide) * lean, box.y + 1 + i * step));
      drawn += 1;
    }
    ctx.restore();
    return drawn;
  };
  return { draw };
})();
