// Fields that are searched while one types are called by the toolkit after what is chosen: after nothing, at first.
const UNNAMED = ".select2-selection[role=combobox]:not([data-named])";
const name = (box) => {
  const field = box.closest(".select2")?.previousElementSibling;
  const label = field?.labels?.[0] ?? field?.closest("li, div")?.querySelector("label, h2, h3, h4");
  if (!label) return;
  const shown = box.querySelector("[role=textbox]");
  label.id ||= `${field.id || field.name}_label`;
  box.setAttribute("aria-labelledby", `${label.id} ${shown?.id ?? ""}`.trim());
  shown?.setAttribute("aria-labelledby", label.id);
  box.dataset.named = "";
};
const nameAll = () => document.querySelectorAll(UNNAMED).forEach(name);
new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });

// On a phone each cell of a list is called by the head of its column: the toolkit calls the first one by what it may not be.
const nameCells = () => {
  const list = document.querySelector("#result_list");
  for (const cell of list?.querySelectorAll("[data-label]") ?? []) {
    const isFirst = cell.matches("td:first-child:not(.action-checkbox)");
    const called = (isFirst && list.tHead?.rows[0]?.cells[0]?.textContent.trim()) || cell.dataset.label;
    cell.dataset.label = called.charAt(0).toLocaleUpperCase() + called.slice(1);
  }
};
document.addEventListener("DOMContentLoaded", nameCells);
