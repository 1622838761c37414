"use strict";
/* Search over the words this page carries. Nothing is fetched; names reach the page as text only. */
(() => {
  const data = JSON.parse(document.getElementById("search-data").textContent);
  const input = document.getElementById("q"), status = document.getElementById("status"), results = document.getElementById("results");
  const SHOWN = 50, stop = new Set(data.stop);
  const top = data.top;
  const english = () => document.documentElement.lang === "en";
  const say = (es, en) => { status.textContent = english() ? en : es; };
  const fold = (text) => text.normalize("NFKD").toLowerCase().replace(/[´’'`ʼ‘]/g, "").replace(/\p{M}/gu, "");
  const words = (text) => fold(text).split(/[^\p{L}\p{N}]+/u).filter(Boolean);
  const index = data.entries.map(([es, en, also]) => ({ label: fold(es), words: words(`${es} ${en || ""} ${also}`) }));

  const score = (entry, asked, whole) => {
    let points = 0;
    for (const [i, word] of asked.entries()) {
      let best = 0;
      for (const known of entry.words) {
        if (known === word) { best = 3; break; }
        if (known.startsWith(word)) best = 2;
      }
      if (!best) return 0;
      points += best + (i === 0 && entry.label.startsWith(word) ? 1 : 0);
    }
    return points + (entry.label === whole ? 10 : 0);
  };

  const line = ([es, en, , kind, path]) => {
    const item = document.createElement("li"), link = document.createElement("a"), name = document.createElement("bdi"), beside = document.createElement("span");
    name.textContent = english() && en ? en : es;
    link.href = `${top}${path}.html`;
    link.append(name);
    beside.className = "soft small";
    beside.textContent = ` ${data.kinds[kind][english() ? 1 : 0]}`;
    item.append(link, beside);
    return item;
  };

  /* In a large site each page knows the words that begin alike; the longest word asked tells which page. */
  const elsewhere = (asked) => {
    const longest = [...asked].sort((a, b) => b.length - a.length)[0];
    const key = /^[a-z0-9]/.test(longest) ? longest : "~";
    const found = data.shards.filter((prefix) => key.startsWith(prefix)).sort((a, b) => b.length - a.length)[0];
    if (found === undefined) {
      const longer = data.shards.some((prefix) => prefix.startsWith(key));
      if (longer) say("Escriba más letras.", "Write more letters.");
      else say("Nada se llama así.", "Nothing has that name.");
      return true;
    }
    if (found === data.prefix) return false;
    location.href = `${top}buscar/${encodeURIComponent(found)}.html#q=${encodeURIComponent(input.value)}`;
    return true;
  };

  const search = () => {
    const asked = words(input.value).filter((word, i, all) => all.length === 1 || !stop.has(word));
    results.replaceChildren();
    status.textContent = "";
    if (!asked.length) return;
    if (data.shards.length && elsewhere(asked)) return;
    const whole = fold(input.value.trim()), found = [];
    for (const [i, entry] of index.entries()) {
      const points = score(entry, asked, whole);
      if (points) found.push([points, i]);
    }
    found.sort((a, b) => b[0] - a[0] || a[1] - b[1]);
    results.append(...found.slice(0, SHOWN).map(([, i]) => line(data.entries[i])));
    if (!found.length) say("Nada se llama así.", "Nothing has that name.");
    else if (found.length > SHOWN) say(`${found.length} resultados; se muestran ${SHOWN}.`, `${found.length} results; ${SHOWN} are shown.`);
    else say(found.length === 1 ? "1 resultado" : `${found.length} resultados`, found.length === 1 ? "1 result" : `${found.length} results`);
  };

  let waiting = 0;
  input.addEventListener("input", () => {
    clearTimeout(waiting);
    waiting = setTimeout(search, data.shards.length ? 600 : 80);
  });
  input.addEventListener("keydown", (event) => { if (event.key === "Enter") { clearTimeout(waiting); search(); } });
  for (const choice of document.querySelectorAll('input[name="kg-lang"]')) choice.addEventListener("change", search);
  const asked = new URLSearchParams(location.hash.slice(1)).get("q");
  if (asked) { input.value = asked; search(); }
  input.focus();
})();
