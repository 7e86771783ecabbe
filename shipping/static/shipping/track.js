// The tracking page: tells each time by the reader's own clock too, unless another was chosen.
// Without this file the page says the same by a clock that it names.
"use strict";

(async () => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  const main = document.querySelector("main[data-zone]");
  if (!main || !own) return;

  // The server says the times, in the reader's language, by any clock that it is asked for.
  const tell = async () => {
    const address = new URL(location.href);
    address.searchParams.set("tz", own);
    const answer = await fetch(address, { credentials: "same-origin" });
    if (!answer.ok) return;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    const told = page.querySelector("main[data-chosen]");
    if (told && !main.contains(document.activeElement)) {
      main.replaceChildren(...told.children);
      main.dataset.zone = own;
    }
  };

  const mark = () => {
    const select = document.getElementById("tz");
    const known = [...select.options].find((option) => option.value === own);
    const option = known || new Option(own.split("/").pop().replaceAll("_", " "), own);
    if (!known) select.append(option);
    option.textContent += ` (${select.dataset.own})`;
  };

  if (!("chosen" in main.dataset) && main.dataset.zone !== own) {
    // Who is offline meanwhile has read the page already.
    await tell().catch(() => {});
  }
  mark();
  main.dataset.told = "";
})();
