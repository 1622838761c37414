"use strict";
/* The language chosen on one page holds on the next; pages work without this. */
(() => {
  const root = document.documentElement;
  const kept = () => { try { return localStorage.getItem("kg-lang"); } catch (error) { return null; } };
  const keep = (lang) => { try { localStorage.setItem("kg-lang", lang); } catch (error) { /* private window, or file:// without storage */ } };
  const choices = () => [...document.querySelectorAll('input[name="kg-lang"]')];
  const show = (lang) => {
    root.lang = lang;
    for (const choice of choices()) choice.checked = choice.value === lang;
    const title = root.dataset[lang];
    if (title) document.title = title;
  };
  const open = () => {
    let name = location.hash.slice(1);
    try { name = decodeURIComponent(name); } catch (error) { /* a stray percent sign: the name as it is */ }
    const target = name && document.getElementById(name);
    const inside = target && target.querySelector("details");
    if (inside) inside.open = true;
  };
  const asked = new URLSearchParams(location.search).get("lang");
  const first = asked === "en" || asked === "es" ? asked : kept() === "en" ? "en" : "es";
  root.lang = first;
  const ready = () => {
    show(first);
    for (const choice of choices()) choice.addEventListener("change", () => { show(choice.value); keep(choice.value); });
    window.addEventListener("pageshow", () => show(root.lang));
    window.addEventListener("hashchange", open);
    open();
  };
  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", ready);
  else ready();
})();
