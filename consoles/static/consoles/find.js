// Which keys lead to the search box? Ctrl K from anywhere, a slash where nothing is being written.
window.addEventListener(
  "keydown",
  (event) => {
    const box = document.getElementById("find-box");
    const writing = event.target.closest("input, textarea, select, [contenteditable]");
    const slash = event.key === "/" && !writing && !document.getElementById("searchbar");
    const chord = event.code === "KeyK" && (event.ctrlKey || event.metaKey) && !event.altKey && !event.shiftKey;
    if (!box || !(slash || chord)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    if (box.offsetParent) {
      box.focus();
      box.select();
    } else {
      document.querySelector("a.find-link").click();
    }
  },
  true,
);
