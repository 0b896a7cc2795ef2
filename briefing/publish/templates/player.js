"use strict";
const one = (selector, from = document) => from.querySelector(selector);
const all = (selector) => [...document.querySelectorAll(selector)];
const clock = (seconds) => {
  const whole = Math.max(0, Math.floor(seconds)), hours = Math.floor(whole / 3600);
  const two = (number) => String(number).padStart(2, "0");
  const minutes = Math.floor(whole / 60) % 60;
  return (hours ? hours + ":" + two(minutes) : minutes) + ":" + two(whole % 60);
};
// The number of the last start that is not after a moment; -1 before the first.
const last = (starts, at) => {
  let low = 0, high = starts.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if (starts[middle] <= at + 0.02) low = middle + 1; else high = middle;
  }
  return low - 1;
};
document.documentElement.classList.add("live");
if (location.hash === "#embed") document.documentElement.classList.add("embed");

// The transcript: which sentence and which word is heard, and where a click leads.
const transcript = () => {
  const lines = all(".transcript [data-t][data-e]");
  const starts = lines.map((line) => Number(line.dataset.t));
  const wordStarts = lines.map((line, number) => {
    if (!line.dataset.w) return [];
    const words = line.textContent.split(/(\s+)/), times = line.dataset.w.split(" ").map(Number);
    line.replaceChildren(...words.map((word, place) => {
      if (place % 2) return word;
      const node = document.createElement("span");
      node.className = "word";
      node.textContent = word;
      node.dataset.at = starts[number] + times[place / 2] / 1000;
      return node;
    }));
    return [...line.children].map((word) => Number(word.dataset.at));
  });
  let line = -1, word = null;
  const mark = (node) => {
    if (node === word) return;
    if (word) word.classList.remove("now");
    if (node) node.classList.add("now");
    word = node;
  };
  return {
    lines,
    at: (seconds) => last(starts, seconds),
    start: (number) => starts[number],
    // Marks what is heard; returns the sentence when it is another one than before.
    show: (seconds) => {
      let next = last(starts, seconds);
      if (next >= 0 && seconds > Number(lines[next].dataset.e) + 0.5) next = -1;
      const changed = next !== line;
      if (changed && lines[line]) lines[line].classList.remove("said");
      if (changed && lines[next]) lines[next].classList.add("said");
      line = next;
      mark(lines[line] && wordStarts[line].length ? lines[line].children[Math.max(0, last(wordStarts[line], seconds))] : null);
      return changed ? lines[line] : null;
    },
  };
};

const player = (audio) => {
  const seek = one(".seek"), now = one(".now"), play = one(".play"), box = one(".player"), speed = one(".speed select");
  const chapters = all(".chapters a[data-t]"), chapterStarts = chapters.map((link) => Number(link.dataset.t));
  const text = transcript(), follow = one(".follow input");
  const length = () => (Number.isFinite(audio.duration) ? audio.duration : Number(document.body.dataset.seconds));
  let dragging = false, chapter = -1, scrolled = -1e9, begun = false;

  audio.controls = false;
  one(".controls").hidden = false;
  if (text.lines.length) follow.parentElement.hidden = false;

  const bring = (node) => {
    if (!node || !follow.checked || audio.paused || performance.now() - scrolled < 4000) return;
    const place = node.getBoundingClientRect();
    if (place.top < 140 || place.bottom > innerHeight - 60) node.scrollIntoView({ block: "center" });
  };
  const show = () => {
    const at = audio.currentTime;
    if (!dragging) seek.value = at;
    seek.style.setProperty("--done", (100 * seek.value) / (length() || 1) + "%");
    seek.setAttribute("aria-valuetext", clock(at) + " / " + clock(length()));
    now.textContent = clock(dragging ? seek.value : at);
    const next = last(chapterStarts, at);
    if (next !== chapter) {
      if (chapters[chapter]) chapters[chapter].removeAttribute("aria-current");
      if (chapters[next]) chapters[next].setAttribute("aria-current", "true");
      chapter = next;
    }
    if (begun) bring(text.show(at));
  };
  const tick = () => { show(); if (!audio.paused) requestAnimationFrame(tick); };
  const state = () => {
    document.documentElement.classList.toggle("playing", !audio.paused);
    play.setAttribute("aria-label", audio.paused ? "تشغيل" : "إيقاف");
    if (!audio.paused) { begun = true; requestAnimationFrame(tick); }
  };
  const start = () => { const promise = audio.play(); if (promise) promise.catch(() => {}); };
  const toggle = () => { if (audio.paused) start(); else audio.pause(); };
  const go = (seconds) => {
    audio.currentTime = Math.min(Math.max(0, seconds), length());
    begun = begun || seconds > 0;
    show();
  };
  const step = (by) => {
    const number = text.at(audio.currentTime);
    if (text.lines.length) go(text.start(Math.min(Math.max(0, number + by), text.lines.length - 1)));
  };

  play.addEventListener("click", toggle);
  all(".jump").forEach((button) => button.addEventListener("click", () => go(audio.currentTime + Number(button.dataset.by))));
  seek.addEventListener("input", () => { dragging = true; show(); });
  seek.addEventListener("change", () => { dragging = false; go(Number(seek.value)); });
  speed.addEventListener("change", () => { audio.playbackRate = Number(speed.value); });
  ["play", "pause", "ended"].forEach((name) => audio.addEventListener(name, state));
  ["timeupdate", "seeked"].forEach((name) => audio.addEventListener(name, show));
  audio.addEventListener("loadedmetadata", () => { seek.max = length(); one(".all").textContent = clock(length()); });
  audio.addEventListener("error", () => { one(".trouble").hidden = false; });
  ["wheel", "touchmove"].forEach((name) => addEventListener(name, () => { scrolled = performance.now(); }, { passive: true }));

  document.addEventListener("click", (event) => {
    const target = event.target.closest("[data-at],[data-t]");
    if (!target || !getSelection().isCollapsed) return;
    event.preventDefault();
    if (target.matches("a")) history.replaceState(null, "", target.getAttribute("href"));
    go(Number(target.dataset.at || target.dataset.t));
    start();
  });
  // Only while the focus is in the player: elsewhere the keys belong to the page and to the screen reader.
  box.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.matches("select")) return;
    const by = (seconds) => () => go(audio.currentTime + seconds);
    const keys = { k: toggle, ArrowLeft: by(-5), ArrowRight: by(5), ArrowUp: () => step(-1), ArrowDown: () => step(1) };
    if (event.target === seek) Object.assign(keys, { ArrowUp: by(5), ArrowDown: by(-5), PageUp: by(30), PageDown: by(-30) });
    const does = keys[event.key];
    if (does) { event.preventDefault(); does(); }
  });
  const fromHash = () => {
    const match = /^#t=([0-9]+(?:\.[0-9]+)?)$/.exec(location.hash);
    if (match) go(Number(match[1]));
  };
  addEventListener("hashchange", fromHash);
  if (audio.readyState) fromHash(); else audio.addEventListener("loadedmetadata", fromHash, { once: true });
  if (audio.error) one(".trouble").hidden = false;

  // The lock screen and the keys of headphones.
  if ("mediaSession" in navigator) {
    const artwork = [{ src: new URL(one(".cover").getAttribute("src"), location.href).href, sizes: "480x480", type: "image/jpeg" }];
    navigator.mediaSession.metadata = new MediaMetadata({
      title: one("h1").textContent, artist: one(".brand span").textContent, artwork,
    });
    const next = (by) => () => { const to = chapterStarts[chapter + by]; if (to !== undefined) go(to); };
    Object.entries({
      seekbackward: () => go(audio.currentTime - 15), seekforward: () => go(audio.currentTime + 30),
      previoustrack: next(-1), nexttrack: next(1), seekto: (event) => go(event.seekTime),
    }).forEach(([name, act]) => { try { navigator.mediaSession.setActionHandler(name, act); } catch { /* an older browser */ } });
  }
};
if (one("audio")) player(one("audio"));
