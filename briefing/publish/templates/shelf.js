// The front page: copying addresses, and the search over all episodes.
all(".copy").forEach((copy) => {
  const field = copy.previousElementSibling, before = copy.textContent, told = one(".copied");
  copy.hidden = false;
  copy.addEventListener("click", async () => {
    field.select();
    try { await navigator.clipboard.writeText(field.value); } catch { document.execCommand("copy"); }
    copy.textContent = told.textContent = copy.dataset.done;
    setTimeout(() => { copy.textContent = before; told.textContent = ""; }, 2000);
  });
});

const search = (field) => {
  const rows = one(".rows"), found = one(".found"), before = [...rows.children];
  let entries = null, asked = null;
  one(".search").hidden = false;
  // One spelling for what readers type in several: hamza, yaa, taa marbuta, vowel marks, tatweel, digits.
  const plain = (text) => text.normalize("NFKC").toLowerCase().replace(/[\u064b-\u065f\u0670\u0640]/g, "")
    .replace(/[أإآٱ]/g, "ا").replace(/ى/g, "ي").replace(/ة/g, "ه").replace(/ؤ/g, "و").replace(/ئ/g, "ي")
    .replace(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x660));
  const wanted = () => plain(field.value).split(/\s+/).filter(Boolean);
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
    const words = wanted();
    if (!words.length) { rows.replaceChildren(...before); found.textContent = ""; return; }
    await load();
    if (!entries || wanted().join(" ") !== words.join(" ")) return;
    const hits = entries.filter((entry) => words.every((word) => entry.plain.includes(word)));
    found.textContent = hits.length ? "النتائج: " + hits.length : "لا نتائج.";
    rows.replaceChildren(...hits.slice(0, 100).map(make));
  };
  field.addEventListener("focus", load);
  field.addEventListener("input", look);
};
if (one(".search input")) search(one(".search input"));
