// The toolkit hides a page until its script has run, and what is hidden takes no focus: it is given afterwards.
document.addEventListener("alpine:initialized", () => requestAnimationFrame(() => {
  if (document.activeElement === document.body) document.querySelector("#content [autofocus], #login-form [autofocus], #code-form [autofocus]")?.focus();
}));
