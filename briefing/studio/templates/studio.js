"use strict";
// The page is whole without this: it saves reloads, plays clips in place and watches the job.
(() => {
  const one = (selector) => document.querySelector(selector);
  const sound = new Audio();
  let heard = null, address = "";

  const quiet = () => {
    sound.pause();
    if (heard) heard.classList.remove("playing", "waiting");
    heard = null;
  };
  const hear = async (link) => {
    if (heard === link) { quiet(); return; }
    quiet();
    heard = link;
    link.classList.add("waiting");
    one(".heard").hidden = true;
    try {
      const answer = await fetch(link.href);
      if (!answer.ok) throw new Error(await answer.text());
      if (heard !== link) return;
      URL.revokeObjectURL(address);
      sound.src = address = URL.createObjectURL(await answer.blob());
      await sound.play();
      link.classList.replace("waiting", "playing");
    } catch (error) {
      if (heard !== link) return;
      quiet();
      one(".heard").textContent = error.message;
      one(".heard").hidden = false;
    }
  };
  sound.addEventListener("ended", quiet);

  // What a form answers with is the page as it is now; its main part takes the place of this one.
  const take = (text, focus) => {
    quiet();
    const fresh = new DOMParser().parseFromString(text, "text/html").querySelector("main");
    if (!fresh) { location.reload(); return; }
    const before = one("main").getBoundingClientRect().top;
    one("main").replaceWith(fresh);
    scrollBy(0, fresh.getBoundingClientRect().top - before);
    const trouble = one("main > .trouble:not([hidden])");
    const place = fresh.dataset.at && document.getElementById("p" + fresh.dataset.at);
    if (trouble) trouble.scrollIntoView({ block: "center" });
    else if (place) {
      place.classList.add("fresh");
      const box = place.getBoundingClientRect();
      if (box.top < 150 || box.top > innerHeight - 120) place.scrollIntoView();
      const button = focus && place.querySelector(`:scope > .tools [id^="${focus}"], :scope > .over [id^="${focus}"]`);
      (button || place).focus({ preventScroll: true });
    }
    watch();
  };
  document.addEventListener("submit", async (event) => {
    const form = event.target, button = event.submitter;
    event.preventDefault();
    const body = new URLSearchParams(new FormData(form, button));
    const verb = (body.get("do") || "").split(" ")[0];
    if (button) button.disabled = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body });
      take(await answer.text(), verb);
    } catch {
      if (button) button.disabled = false;
      one(".heard").textContent = "لا جواب من الاستوديو. هل ما زال يعمل؟";
      one(".heard").hidden = false;
    }
  });
  document.addEventListener("click", (event) => {
    const link = event.target.closest(".hear");
    if (link) { event.preventDefault(); hear(link); }
    document.querySelectorAll(".act[open]").forEach((act) => { if (!act.contains(event.target)) act.open = false; });
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { quiet(); document.querySelectorAll("details[open]").forEach((part) => { part.open = false; }); }
  });

  let timer = 0;
  const editing = () => document.querySelector(".sentence[open], .title[open]");
  const look = async () => {
    const main = one("main");
    try {
      const { job, version } = await (await fetch("state")).json();
      if (main !== one("main")) return;
      const ended = main.dataset.job === "running" && job && job.state !== "running";
      if (ended && !editing()) { take(await (await fetch("./")).text()); return; }
      if (job && job.state === "running") {
        const bar = one(".job progress"), list = one(".job ul");
        if (bar && job.total) { bar.max = job.total; bar.value = job.done; }
        if (list) list.replaceChildren(...job.lines.map((line) => {
          const item = document.createElement("li");
          item.textContent = line;
          return item;
        }));
        if (main.dataset.job !== "running" && !editing()) { take(await (await fetch("./")).text()); return; }
      } else if (version !== main.dataset.version) one(".stale").hidden = false;
    } catch { /* the studio was stopped; the next form says so */ }
    watch();
  };
  const watch = () => {
    clearTimeout(timer);
    timer = setTimeout(look, one("main").dataset.job === "running" ? 400 : 4000);
  };
  watch();
})();
