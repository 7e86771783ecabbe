// The departures board: opens trains in place, and lets shipments be dragged onto other trains.
// Everything here is also a plain link or form, so the page works without this file.
"use strict";

(() => {
  const board = document.getElementById("board");
  const trains = document.getElementById("trains");
  if (!board || !trains) return;
  const said = document.getElementById("said");
  const dialog = document.getElementById("choosing");
  const query = trains.dataset.query;
  const words = board.querySelector("#words").dataset; // in the language of the page
  let dragged = null; // the shipment in hand: {element, choices}

  const say = (words, isBad) => {
    said.textContent = words;
    said.classList.toggle("bad", Boolean(isBad));
    if (isBad) said.focus({ preventScroll: true });
  };

  const told = (sentence, facts) => sentence.replace(/\{(\w+)\}/g, (_, name) => facts[name]);

  const join = (address, more) => address + (address.includes("?") ? "&" : "?") + more;

  const part = async (address) => {
    const answer = await fetch(join(address, "part=1"), { credentials: "same-origin" });
    if (answer.redirected || !answer.ok) throw new Error(answer.redirected ? words.signIn : told(words.server, { status: answer.status }));
    return answer.text();
  };

  const fill = async (place, address) => {
    place.setAttribute("aria-busy", "true");
    try {
      place.innerHTML = await part(address);
    } catch (error) {
      say(error.message, true);
    }
    place.removeAttribute("aria-busy");
  };

  // ---- opening trains and containers in place -------------------------------------------

  const opened = (link) => document.getElementById(link.dataset.opens);

  const toggle = async (link) => {
    const place = opened(link);
    const isOpen = link.getAttribute("aria-expanded") === "true";
    link.setAttribute("aria-expanded", String(!isOpen));
    place.hidden = isOpen;
    if (!isOpen) await fill(place, link.href);
  };

  const prepare = (root) => {
    for (const link of root.querySelectorAll("a.open[data-opens]")) {
      link.setAttribute("role", "button");
      link.setAttribute("aria-controls", link.dataset.opens);
      if (!link.hasAttribute("aria-expanded")) link.setAttribute("aria-expanded", "false");
    }
  };

  // ---- showing anew what has changed ----------------------------------------------------

  const renew = async (id) => {
    const row = document.getElementById(`train-${id}`);
    if (!row) return;
    const inside = row.querySelector(":scope > .inside");
    const open = [...row.querySelectorAll("a.open[aria-expanded=true]")].map((link) => link.dataset.opens);
    const fresh = document.createElement("template");
    fresh.innerHTML = await part(join(row.dataset.row, query));
    for (const name of ["head", "legs"]) {
      row.querySelector(`:scope > .${name}`).replaceWith(fresh.content.querySelector(`.${name}`));
    }
    row.className = fresh.content.firstElementChild.className;
    const link = row.querySelector(":scope > .head a.open");
    prepare(row);
    if (inside.hidden) return;
    link.setAttribute("aria-expanded", "true");
    await fill(inside, link.href);
    for (const slot of inside.querySelectorAll("a.open[data-opens]")) {
      if (open.includes(slot.dataset.opens)) await toggle(slot);
    }
  };

  const waiting = document.getElementById("waiting");

  const renewAll = async (ids) => {
    await Promise.all([...ids.map(renew), waiting && fill(waiting, waiting.dataset.address)]);
    board.dataset.renewed = String(Number(board.dataset.renewed || 0) + 1);
  };

  // ---- moving ---------------------------------------------------------------------------

  const send = async (address, body) => {
    const token = document.querySelector("#token input");
    body.set("csrfmiddlewaretoken", token ? token.value : "");
    const answer = await fetch(address, {
      method: "POST", body, credentials: "same-origin", headers: { Accept: "application/json" },
    });
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    if (!isJson) throw new Error(answer.status === 403 ? words.forbidden : told(words.server, { status: answer.status }));
    return { ok: answer.ok, status: answer.status, ...(await answer.json()) };
  };

  const move = async (address, body, from) => {
    try {
      const answer = await send(address, body);
      say(answer.said, !answer.ok);
      await renewAll([...new Set([...(from ? [from] : []), ...answer.trains])]);
      return answer;
    } catch (error) {
      say(error.message, true);
      return { ok: false, status: 0 };
    }
  };

  const mark = (row, verdict) => {
    const words = row.querySelector(".verdict");
    row.classList.add(verdict.possible ? "may-take" : "refuses");
    row.classList.toggle("breaks", verdict.possible && verdict.promise === false);
    words.textContent = verdict.said;
    words.title = verdict.said;
    words.hidden = false;
  };

  const unmark = () => {
    for (const row of trains.querySelectorAll(".train")) {
      row.classList.remove("may-take", "refuses", "breaks", "is-over-it");
      row.querySelector(".verdict").hidden = true;
    }
  };

  const ask = async (element) => {
    const { choices, version, from } = element.dataset;
    const answer = await fetch(join(choices, `${query}&version=${version}`), { credentials: "same-origin" });
    const found = await answer.json();
    if (answer.status === 409) {
      say(found.said, true);
      await renewAll([...new Set([...(from ? [from] : []), ...found.trains])]);
      return;
    }
    if (!dragged || dragged.element !== element) return;
    dragged.choices = found;
    for (const row of trains.querySelectorAll(".train")) {
      const otherwise = row.dataset.way === found.way
        ? words.outside
        : told(words.otherWay, { train: row.dataset.way, shipment: found.way });
      mark(row, found.trains[row.dataset.train] || { possible: false, said: otherwise });
    }
  };

  document.addEventListener("dragstart", (event) => {
    const element = event.target.closest?.(".parcel[draggable=true]");
    if (!element) return;
    dragged = { element, choices: null };
    element.classList.add("is-dragged");
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", element.dataset.number);
    say(told(words.where, { shipment: element.dataset.number }));
    ask(element).catch(() => say(words.notAsked, true));
  });

  const target = (event) => {
    const row = event.target.closest?.(".train");
    return dragged && dragged.choices && row && row.classList.contains("may-take") ? row : null;
  };

  document.addEventListener("dragover", (event) => {
    const row = target(event);
    for (const other of trains.querySelectorAll(".is-over-it")) if (other !== row) other.classList.remove("is-over-it");
    if (!row) return;
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    row.classList.add("is-over-it");
  });

  document.addEventListener("drop", (event) => {
    const row = target(event);
    if (!row) return;
    event.preventDefault();
    const { move: address, version, from } = dragged.element.dataset;
    const body = new FormData();
    body.set("departure", row.dataset.train);
    body.set("version", version);
    move(address, body, from);
  });

  document.addEventListener("dragend", () => {
    if (dragged) dragged.element.classList.remove("is-dragged");
    if (dragged && said.textContent === told(words.where, { shipment: dragged.element.dataset.number })) say("");
    dragged = null;
    unmark();
  });

  // ---- the same by a form ---------------------------------------------------------------

  const choose = async (link) => {
    const parcel = link.closest(".parcel");
    await fill(dialog, link.href);
    // The version is what this tab shows, which may be older than what the form was made from.
    dialog.querySelector("[name=version]").value = parcel.dataset.version;
    dialog.dataset.from = parcel.dataset.from;
    dialog.showModal();
  };

  document.addEventListener("click", (event) => {
    const link = event.target.closest?.("a");
    if (!link || event.ctrlKey || event.metaKey || event.shiftKey || event.button) return;
    if (link.matches("#trains a.open[data-opens]")) {
      event.preventDefault();
      toggle(link);
    } else if (link.matches(".parcel a.move")) {
      event.preventDefault();
      choose(link);
    } else if (link.matches("#choosing a.close")) {
      event.preventDefault();
      dialog.close();
    } else if (link.matches("#trains a.turn, #waiting a.turn")) {
      event.preventDefault();
      const place = link.closest(".inside, #waiting");
      if (place === waiting) waiting.dataset.address = link.href;
      fill(place, link.href).then(() => prepare(place));
    }
  });

  trains.addEventListener("keydown", (event) => {
    if (event.key === " " && event.target.matches("a.open[data-opens]")) {
      event.preventDefault();
      toggle(event.target);
    }
  });

  dialog.addEventListener("submit", async (event) => {
    event.preventDefault();
    const form = event.target;
    const answer = await move(form.action, new FormData(form), dialog.dataset.from);
    if (answer.ok || answer.status === 409) dialog.close();
    else form.querySelector(".said").textContent = said.textContent;
  });

  new MutationObserver((changes) => {
    for (const change of changes) {
      for (const node of change.addedNodes) if (node.nodeType === 1) prepare(node);
    }
  }).observe(trains, { childList: true, subtree: true });
  prepare(trains);
  board.dataset.ready = "true";
})();
