/* A number opens its claims in a dialog. Without scripts the same link leads to the list at the end of the page. */
(() => {
  const box = document.getElementById("box");
  const list = document.getElementById("box-list");
  const more = box.querySelector("dialog > p");
  if (typeof box.showModal !== "function") return;

  const copy = (id) => {
    const item = document.getElementById(id).cloneNode(true);
    item.removeAttribute("id");
    return item;
  };
  const open = (group) => {
    const links = [...group.querySelectorAll("a")];
    list.replaceChildren(...links.map((link) => copy(link.getAttribute("href").slice(1))));
    document.getElementById("box-n").textContent = String(links.length) + (group.dataset.cut ? "+" : "");
    more.hidden = !group.dataset.cut;
    box.showModal();
    box.scrollTop = 0;
    document.getElementById("box-title").focus();
  };
  for (const link of document.querySelectorAll("a.num")) link.setAttribute("aria-haspopup", "dialog");
  document.addEventListener("click", (event) => {
    const link = event.target.closest("a.num");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    open(document.getElementById(link.getAttribute("href").slice(1)));
  });
  document.getElementById("box-close").addEventListener("click", () => box.close());
  box.addEventListener("click", (event) => { if (event.target === box) box.close(); });
  window.addEventListener("beforeprint", () => { for (const how of document.querySelectorAll("details.how")) how.open = true; });
  /* A link into the closed list opens it. */
  const reveal = () => {
    const target = location.hash.length > 1 && document.getElementById(location.hash.slice(1));
    const holder = target && target.closest("details:not([open])");
    if (holder) { holder.open = true; target.scrollIntoView(); }
  };
  window.addEventListener("hashchange", reveal);
  reveal();
})();
