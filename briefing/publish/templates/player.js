"use strict";
(() => {
  const one = (selector) => document.querySelector(selector);
  const all = (selector) => [...document.querySelectorAll(selector)];
  const root = document.documentElement;
  root.classList.add("live");
  if (location.hash === "#embed") root.classList.add("embed");

  const clock = (seconds) => {
    const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600);
    const two = (number) => String(number).padStart(2, "0");
    const minutes = Math.floor(whole / 60) % 60;
    return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60);
  };

  const player = () => {
    const audio = one("audio");
    if (!audio) return;
    const seek = one(".seek"), now = one(".now"), play = one(".play"), box = one(".controls");
    const marks = all(".chapters a[data-t]"), lines = all(".transcript span[data-t]");
    const follow = one(".follow input");
    const times = (nodes) => nodes.map((node) => Number(node.dataset.t));
    const markTimes = times(marks), lineTimes = times(lines);
    const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(document.body.dataset.seconds));
    let dragging = false, mark = -1, line = -1, scrolled = 0;

    audio.controls = false;
    box.hidden = false;
    if (lines.length) follow.parentElement.hidden = false;

    const last = (starts, at) => {
      let low = 0, high = starts.length;
      while (low < high) {
        const middle = (low + high) >> 1;
        if (starts[middle] <= at + 0.02) low = middle + 1; else high = middle;
      }
      return low - 1;
    };
    const show = () => {
      const at = audio.currentTime;
      if (!dragging) seek.value = at;
      seek.setAttribute("aria-valuetext", clock(at) + " / " + clock(length()));
      now.textContent = clock(at);
      const nextMark = last(markTimes, at);
      let nextLine = last(lineTimes, at);
      if (nextLine >= 0 && at > Number(lines[nextLine].dataset.e) + 0.5) nextLine = -1;
      if (nextMark !== mark) {
        if (marks[mark]) marks[mark].removeAttribute("aria-current");
        if (marks[nextMark]) marks[nextMark].setAttribute("aria-current", "true");
        mark = nextMark;
      }
      if (nextLine === line) return;
      if (lines[line]) lines[line].classList.remove("said");
      line = nextLine;
      const node = lines[line];
      if (!node || (audio.paused && at === 0)) { line = -1; return; }
      node.classList.add("said");
      if (follow.checked && !audio.paused && performance.now() - scrolled > 4000) {
        const place = node.getBoundingClientRect();
        if (place.top < 120 || place.bottom > innerHeight - 60) node.scrollIntoView({ block: "center" });
      }
    };
    const state = () => {
      const playing = !audio.paused;
      root.classList.toggle("playing", playing);
      play.setAttribute("aria-label", playing ? "إيقاف" : "تشغيل");
    };
    const start = () => { const promise = audio.play(); if (promise) promise.catch(() => {}); };
    const go = (seconds) => {
      audio.currentTime = Math.min(Math.max(0, seconds), length());
      show();
    };

    play.addEventListener("click", () => { if (audio.paused) start(); else audio.pause(); });
    all(".jump").forEach((button) => button.addEventListener("click", () => go(audio.currentTime + Number(button.dataset.by))));
    one(".speed select").addEventListener("change", (event) => { audio.playbackRate = Number(event.target.value); });
    seek.addEventListener("input", () => { dragging = true; now.textContent = clock(Number(seek.value)); });
    seek.addEventListener("change", () => { dragging = false; go(Number(seek.value)); });
    ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, state));
    ["timeupdate", "seeked"].forEach((name) => audio.addEventListener(name, show));
    audio.addEventListener("loadedmetadata", () => { seek.max = length(); one(".all").textContent = clock(length()); });
    audio.addEventListener("error", () => { one(".trouble").hidden = false; });
    ["wheel", "touchmove"].forEach((name) => addEventListener(name, () => { scrolled = performance.now(); }, { passive: true }));

    document.addEventListener("click", (event) => {
      const target = event.target.closest("[data-t]");
      if (!target || String(getSelection())) return;
      event.preventDefault();
      if (target.matches("a")) history.replaceState(null, "", target.getAttribute("href"));
      go(Number(target.dataset.t));
      start();
    });
    document.addEventListener("keydown", (event) => {
      if (event.target.closest("input,select,button,textarea,a,summary") || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === " " || event.key === "k") { event.preventDefault(); play.click(); }
      else if (event.key === "ArrowLeft") go(audio.currentTime - 5);
      else if (event.key === "ArrowRight") go(audio.currentTime + 5);
    });
    const fromHash = () => {
      const match = /^#t=([0-9]+(?:\.[0-9]+)?)$/.exec(location.hash);
      if (match) go(Number(match[1]));
    };
    addEventListener("hashchange", fromHash);
    if (audio.readyState) fromHash(); else audio.addEventListener("loadedmetadata", fromHash, { once: true });
  };

  const subscribe = () => {
    const copy = one(".copy");
    if (!copy) return;
    copy.hidden = false;
    copy.addEventListener("click", async () => {
      const field = copy.previousElementSibling, before = copy.textContent;
      field.select();
      try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
      copy.textContent = copy.dataset.done;
      setTimeout(() => { copy.textContent = before; }, 2000);
    });
  };

  const search = () => {
    const field = one(".search input");
    if (!field) return;
    const rows = one(".rows"), found = one(".found"), before = [...rows.children];
    let entries = null, asked = null;
    one(".search").hidden = false;
    const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u064b-\u065f\u0670\u0640]/g, "")
      .replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/ؤ/g, "و").replace(/ئ/g, "ي")
      .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
    const load = () => asked || (asked = fetch("search.json").then((answer) => answer.json()).then((list) => {
      entries = list.map((entry) => ({ ...entry, plain: plain(entry.title + " " + entry.date + " " + entry.words) }));
    }).catch(() => { asked = null; found.textContent = "تعذّر البحث الآن."; }));
    const make = (entry) => {
      const item = document.createElement("li"), link = document.createElement("a");
      const title = document.createElement("span"), small = document.createElement("small");
      link.href = entry.href;
      title.textContent = entry.title;
      small.dir = "ltr";
      small.textContent = entry.date + " · " + entry.length;
      link.append(title, small);
      item.append(link);
      return item;
    };
    const look = async () => {
      const words = plain(field.value).split(/\s+/).filter(Boolean);
      if (!words.length) { rows.replaceChildren(...before); found.textContent = ""; return; }
      await load();
      if (!entries || plain(field.value).split(/\s+/).filter(Boolean).join(" ") !== words.join(" ")) return;
      const hits = entries.filter((entry) => words.every((word) => entry.plain.includes(word)));
      found.textContent = hits.length ? "النتائج: " + hits.length : "لا نتائج.";
      rows.replaceChildren(...hits.slice(0, 100).map(make));
    };
    field.addEventListener("focus", load);
    field.addEventListener("input", look);
  };

  player();
  subscribe();
  search();
})();
