// The site's few moving parts: light and dark, contents on a small screen, arrow keys, copying, search.
"use strict";

const root = document.documentElement;
const themes = ["system", "light", "dark"];

function kept(name, value) {
  try {
    if (value !== undefined) localStorage.setItem(name, value);
    return localStorage.getItem(name);
  } catch (error) {
    return null;
  }
}

function setTheme(theme) {
  if (theme === "light" || theme === "dark") root.dataset.theme = theme;
  else delete root.dataset.theme;
}

setTheme(kept("theme"));

addEventListener("DOMContentLoaded", () => {
  const byId = (id) => document.getElementById(id);
  byId("theme").addEventListener("click", () => {
    const next = themes[(themes.indexOf(kept("theme") || "system") + 1) % themes.length];
    kept("theme", next);
    setTheme(next);
    byId("theme").title = next;
  });
  byId("menu").addEventListener("click", () => {
    const isOpen = byId("contents").classList.toggle("open");
    byId("menu").setAttribute("aria-expanded", isOpen);
  });
  for (const table of document.querySelectorAll("main table")) {
    const box = document.createElement("div");
    box.className = "scrolls";
    table.replaceWith(box);
    box.append(table);
  }
  addCopyButtons();
  addSearch(byId("search"), byId("found"));
  addEventListener("keydown", (event) => {
    if (event.target.matches("input") || event.altKey || event.ctrlKey || event.metaKey) return;
    const relation = { ArrowLeft: "prev", ArrowRight: "next" }[event.key];
    const link = relation && document.querySelector(`.neighbors a[rel=${relation}]`);
    if (link) location.href = link.href;
    if (event.key === "/") {
      event.preventDefault();
      byId("search").focus();
    }
  });
});

function addCopyButtons() {
  for (const block of document.querySelectorAll("main div.sourceCode")) {
    const button = document.createElement("button");
    button.className = "copy";
    button.textContent = "copy";
    button.addEventListener("click", async () => {
      await navigator.clipboard.writeText(block.querySelector("pre").innerText);
      button.textContent = "copied";
      setTimeout(() => (button.textContent = "copy"), 1500);
    });
    block.append(button);
  }
}

// MARK: - Search

function loadIndex() {
  return new Promise((done, failed) => {
    const script = document.createElement("script");
    script.src = "search-index.js";
    script.onload = done;
    script.onerror = failed;
    document.head.append(script);
  });
}

const plain = (text) => text.toLowerCase().replace(/[‐-―−]/g, "-");
const wordsOf = (text) => text.toLowerCase().match(/[\p{L}\p{N}]+/gu) || [];

// The stems that a word may have: its own, or where the book doesn't have it those of all words that begin with it.
function stemsOf(word) {
  if (Object.hasOwn(book.words, word)) return [book.words[word]];
  return [...new Set(Object.keys(book.words).filter((w) => w.startsWith(word)).map((w) => book.words[w]))];
}

// Sections by what all words of the question say of them; first those that explain it, then those that hold it word
// for word, lists of sources last.
function search(question) {
  const scores = new Map();
  const words = wordsOf(question);
  for (const word of words) {
    const best = new Map();
    for (const stem of stemsOf(word)) {
      const list = book.lists[stem];
      for (let k = 0; k < list.length; k += 2) {
        best.set(list[k], Math.max(best.get(list[k]) || 0, list[k + 1]));
      }
    }
    for (const [section, weight] of best) {
      const found = scores.get(section) || { section, weight: 0, count: 0 };
      found.weight += weight;
      found.count += 1;
      scores.set(section, found);
    }
  }
  const phrase = plain(question.trim());
  const explain = new Set(book.explained[words.map((word) => book.words[word]).join(" ")]);
  for (const found of scores.values()) {
    const [, , title, text] = book.sections[found.section];
    const holdsIt = words.length > 1 && plain(title + " " + text).includes(phrase);
    found.rank = (explain.has(found.section) ? 4 : 0) + (holdsIt ? 2 : 0)
      + (found.count === words.length ? 1 : 0) + (plain(title).includes(phrase) ? 1 : 0)
      - (/^(References|Further reading)/.test(title) ? 4 : 0);
  }
  return [...scores.values()]
    .sort((a, b) => b.rank - a.rank || b.weight - a.weight || a.section - b.section)
    .slice(0, 12);
}

// The sentence of a section with most of the words, the words marked.
function snippet(text, question) {
  const words = new Set(wordsOf(question).flatMap(stemsOf));
  const phrase = plain(question.trim());
  const isWanted = (word) => stemsOf(word).some((stem) => words.has(stem));
  let [best, most] = ["", -1];
  for (const sentence of text.split(/(?<=[.!?:]) /)) {
    const count = new Set(wordsOf(sentence).filter((w) => Object.hasOwn(book.words, w) && words.has(book.words[w]))).size
      + (plain(sentence).includes(phrase) ? 10 : 0);
    if (count > most) [best, most] = [sentence, count];
  }
  if (best.length > 240) {
    const at = Math.max(0, plain(best).indexOf(wordsOf(question)[0] || "") - 80);
    best = (at > 0 ? "…" : "") + best.slice(at, at + 240) + "…";
  }
  const shown = document.createElement("p");
  for (const part of best.split(/([\p{L}\p{N}]+)/u)) {
    const isWord = /[\p{L}\p{N}]/u.test(part);
    if (isWord && Object.hasOwn(book.words, part.toLowerCase()) && isWanted(part.toLowerCase())) {
      const mark = document.createElement("mark");
      mark.textContent = part;
      shown.append(mark);
    } else {
      shown.append(part);
    }
  }
  return shown;
}

function addSearch(box, list) {
  let loading = null;
  const show = () => {
    const question = box.value;
    list.replaceChildren();
    list.hidden = !wordsOf(question).length;
    if (list.hidden) return;
    const found = search(question);
    for (const { section } of found) {
      const [file, id, title, text] = book.sections[section];
      const link = document.createElement("a");
      link.href = file + (id ? "#" + id : "");
      link.append(title, snippet(text, question));
      link.addEventListener("click", () => (list.hidden = true));
      list.append(link);
    }
    if (!found.length) list.append("Nothing found.");
  };
  const begin = () => {
    loading ||= loadIndex();
    return loading.then(show, () => {
      list.hidden = false;
      list.textContent = "The file search-index.js is missing beside this page.";
    });
  };
  box.addEventListener("focus", () => (loading ||= loadIndex()));
  box.addEventListener("input", begin);
  box.addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      box.value = "";
      list.hidden = true;
    }
    if (event.key === "Enter") {
      const first = list.querySelector("a");
      if (first) first.click();
    }
  });
  const asked = new URLSearchParams(location.search).get("q");
  if (asked) {
    box.value = asked;
    begin();
  }
}
