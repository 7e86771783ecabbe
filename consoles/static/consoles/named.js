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
