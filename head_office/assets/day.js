// Keeps the day's figures up to date without a flash: only what changed is asked for and replaced.
"use strict";
(() => {
  const every = 2000;
  const day = document.getElementById("day");
  const live = document.getElementById("live");
  const words = document.body.dataset;
  let tag = "";
  let shown = new Date();

  const say = (text, lost) => {
    live.textContent = text.replace("{time}", shown.toLocaleTimeString("en-GB"));
    document.body.classList.toggle("lost", lost);
  };

  const replace = (html) => {
    const open = [...day.querySelectorAll("details[open]")].map((each) => each.id);
    const next = document.createElement("template");
    next.innerHTML = html;
    for (const id of open) {
      const found = next.content.getElementById(id);
      if (found) found.open = true;
    }
    const focused = document.activeElement?.closest?.("details")?.id;
    day.replaceChildren(next.content);
    if (focused) document.getElementById(focused)?.querySelector("summary")?.focus();
  };

  const look = async () => {
    if (!document.hidden) {
      try {
        const headers = tag ? { "If-None-Match": tag } : {};
        const answer = await fetch(day.dataset.part, { headers, signal: AbortSignal.timeout(8000) });
        if (answer.status === 200) {
          const first = tag === "";
          tag = answer.headers.get("ETag") ?? "";
          const html = await answer.text();
          if (!first || html.trim() !== day.innerHTML.trim()) replace(html);
        } else if (answer.status !== 304) {
          throw new Error(String(answer.status));
        }
        shown = new Date();
        say(words.updated, false);
      } catch {
        say(words.lost, true);
      }
    }
    setTimeout(look, every);
  };
  look();
})();
