// A scenario that is being worked out: shows how far it is until there is an answer.
// Without this file the page has to be loaded again to know.
"use strict";

(() => {
  const place = document.getElementById("answer");
  if (!place) return;
  const EVERY_MS = 2000;

  const renew = async () => {
    if (!place.querySelector("[data-open]")) return;
    try {
      const answer = await fetch(`${location.pathname}?part=1`, { credentials: "same-origin" });
      if (answer.redirected || !answer.ok) return;
      const fresh = await answer.text();
      if (fresh !== place.innerHTML) place.innerHTML = fresh;
    } catch {
      // Away for a moment: the next round asks again.
    }
    setTimeout(renew, EVERY_MS);
  };

  setTimeout(renew, EVERY_MS);
})();
