"use strict";
/* Shared by every page: the data block, the two languages, and building elements from text only. */
const kgPage = (() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const changed = [];
  let lang = data.lang;

  const t = (key, values = {}) => {
    const text = data.texts[lang][key];
    return (text === undefined ? key : text).replace(/\{(\w+)\}/g, (whole, name) => (name in values ? values[name] : whole));
  };
  const number = (value) => (typeof value === "number" ? value.toLocaleString(lang === "es" ? "es-MX" : "en", { maximumFractionDigits: 3 }) : String(value));

  /* An element with text, attributes and children; never markup. */
  const make = (name, text = "", attributes = {}, ...children) => {
    const element = document.createElement(name);
    if (text !== "") element.textContent = text;
    for (const [key, value] of Object.entries(attributes)) {
      if (key === "click") element.addEventListener("click", value);
      else element.setAttribute(key, value);
    }
    element.append(...children);
    return element;
  };
  /* Somebody's words: isolated, so that their direction cannot turn ours. */
  const words = (text) => make("bdi", text, { dir: "auto" });

  const apply = () => {
    document.documentElement.lang = lang;
    document.title = t("title");
    for (const element of document.querySelectorAll("[data-t]")) {
      element.textContent = t(element.dataset.t, data.values[element.dataset.t]);
    }
    for (const name of ["aria-label", "placeholder", "title"]) {
      for (const element of document.querySelectorAll(`[data-t-${name}]`)) element.setAttribute(name, t(element.getAttribute(`data-t-${name}`)));
    }
    const button = document.getElementById("lang");
    button.lang = lang === "es" ? "en" : "es";
    changed.forEach((listener) => listener(lang));
  };
  document.getElementById("lang").addEventListener("click", () => {
    lang = lang === "es" ? "en" : "es";
    apply();
  });
  return { data, t, number, make, words, onLanguage: (listener) => changed.push(listener) };
})();
