/** The script of the page: searches, and shows what a chosen box reaches. The page can be read without it. */
export const SCRIPT = `
"use strict";
(() => {
  const all = (selector, within = document) => [...within.querySelectorAll(selector)];
  const byId = (id) => document.getElementById(id);
  const routes = JSON.parse(byId("routes").textContent);
  const [search, found, about] = ["search", "found", "about"].map(byId);
  const texts = new Map();
  const pictures = all(".picture").map((element, index) => ({
    element,
    svg: element.querySelector("svg"),
    routes: routes[index],
    parts: all(".part", element),
    edges: all(".edge", element),
  }));
  const numberOf = (part) => Number(part.dataset.part);
  const wordsOf = (part) => part.querySelector("title").textContent;
  for (const { parts } of pictures) for (const part of parts) texts.set(numberOf(part), wordsOf(part).toLowerCase());
  const rows = all("[data-row]").map((element) => ({ element, text: element.textContent.toLowerCase() }));
  let words = [];
  let chosen;

  /** The parts of a route that go with the chosen part: a network or a key brings no other network or key along. */
  function ofChosen([networks, who, policy, resources]) {
    if (chosen === undefined || chosen === who || chosen === policy) return [networks, who, policy, resources];
    if (networks.includes(chosen)) return [[chosen], who, policy, resources];
    return resources.includes(chosen) ? [networks, who, policy, [chosen]] : undefined;
  }

  const hasAll = (text) => words.every((word) => text.includes(word));
  const textOf = ([networks, who, policy, resources]) =>
    [...networks, who, policy, ...resources].map((number) => texts.get(number)).join("\\n");

  function show(picture) {
    const lit = new Set();
    const joined = new Set();
    for (const route of picture.routes) {
      const shown = hasAll(textOf(route)) ? ofChosen(route) : undefined;
      if (!shown) continue;
      const [networks, who, policy, resources] = shown;
      for (const number of [...networks, who, policy, ...resources]) lit.add(number);
      for (const network of networks) joined.add(network + " " + who);
      joined.add(who + " " + policy);
      for (const resource of resources) joined.add(policy + " " + resource);
    }
    picture.element.hidden = words.length > 0 && chosen === undefined && lit.size === 0;
    picture.svg.classList.toggle("some", words.length > 0 || chosen !== undefined);
    for (const part of picture.parts) {
      const number = numberOf(part);
      part.classList.toggle("lit", lit.has(number));
      part.classList.toggle("hit", words.some((word) => texts.get(number).includes(word)) && lit.has(number));
      part.setAttribute("aria-pressed", String(number === chosen));
    }
    for (const edge of picture.edges)
      edge.classList.toggle("lit", joined.has(edge.dataset.from + " " + edge.dataset.to));
  }

  function update() {
    words = search.value.toLowerCase().split(/\\s+/).filter(Boolean);
    for (const picture of pictures) show(picture);
    for (const { element, text } of rows) element.hidden = !hasAll(text);
    const shown = pictures.filter(({ element }) => !element.hidden).length;
    found.textContent = words.length > 0 ? shown + " of " + pictures.length + " pictures" : "";
  }

  function choose(part) {
    const number = part && numberOf(part);
    chosen = number === chosen ? undefined : number;
    about.hidden = chosen === undefined;
    about.querySelector("div").textContent = chosen === undefined ? "" : wordsOf(part);
    update();
  }

  const middleOf = (part) => {
    const { top, height } = part.getBoundingClientRect();
    return top + height / 2;
  };

  /** The box to which an arrow key leads: up and down within the column, left and right along the lines. */
  function next(part, key) {
    const { parts, edges } = pictures.find((picture) => picture.parts.includes(part));
    const here = middleOf(part);
    const nearest = (candidates) =>
      candidates.sort((one, other) => Math.abs(middleOf(one) - here) - Math.abs(middleOf(other) - here))[0];
    if (key === "ArrowUp" || key === "ArrowDown") {
      const column = parts.filter((each) => each !== part && each.dataset.column === part.dataset.column);
      return nearest(column.filter((each) => (key === "ArrowUp" ? middleOf(each) < here : middleOf(each) > here)));
    }
    const [near, far] = key === "ArrowRight" ? ["from", "to"] : ["to", "from"];
    const ends = edges.filter((edge) => edge.dataset[near] === part.dataset.part).map((edge) => edge.dataset[far]);
    return nearest(parts.filter((each) => ends.includes(each.dataset.part)));
  }

  function go(part, target) {
    part.setAttribute("tabindex", "-1");
    target.setAttribute("tabindex", "0");
    target.focus();
  }

  document.addEventListener("click", ({ target }) => {
    const part = target.closest(".part");
    if (part) choose(part);
  });
  document.addEventListener("keydown", (event) => {
    const { key, target } = event;
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const part = target.closest(".part");
    if (key === "/" && target !== search) search.focus();
    else if (key === "Escape" && chosen !== undefined) choose();
    else if (key === "Escape" && search.value !== "") {
      search.value = "";
      update();
    } else if (part && (key === "Enter" || key === " ")) choose(part);
    else if (part && /^Arrow/.test(key)) {
      const to = next(part, key);
      if (to) go(part, to);
    } else return;
    event.preventDefault();
  });
  byId("close").addEventListener("click", () => choose());
  search.addEventListener("input", update);
  // A browser that comes back to the page restores the text of the search.
  update();
})();
`;
