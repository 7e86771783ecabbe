// Fields that are searched while one types are called by the toolkit after what is chosen: after nothing, at first.
const name = (box) => {
  const field = box.closest(".select2")?.previousElementSibling;
  const label = field?.labels?.[0] ?? field?.closest("[class*=field-], li, div")?.querySelector("label, h2, h3, h4");
  if (!label) return;
  label.id ||= `${field.id || field.name}_label`;
  box.setAttribute("aria-labelledby", `${label.id} ${box.getAttribute("aria-labelledby") ?? ""}`.trim());
  box.dataset.named = "";
};
const nameAll = () => document.querySelectorAll(".select2-selection[role=combobox]:not([data-named])").forEach(name);
new MutationObserver(nameAll).observe(document.documentElement, { childList: true, subtree: true });
