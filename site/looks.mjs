// Runs inside a page: finds what a reader would trip over. These functions cannot use anything else of this module.

/** Words that are too small or too faint to read, each with its place and its defect. */
export function unreadable({ smallest, faintest, faintestLarge }) {
  const canvas = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const known = new Map();

  /** Any CSS colour as red, green, blue and opacity. */
  function partsOf(colour) {
    if (!known.has(colour)) {
      canvas.clearRect(0, 0, 1, 1);
      canvas.fillStyle = colour;
      canvas.fillRect(0, 0, 1, 1);
      const [red, green, blue, alpha] = canvas.getImageData(0, 0, 1, 1).data;
      known.set(colour, [red, green, blue, alpha / 255]);
    }
    return known.get(colour);
  }

  const over = ([r, g, b, a], [r2, g2, b2]) => [r * a + r2 * (1 - a), g * a + g2 * (1 - a), b * a + b2 * (1 - a), 1];

  const backgrounds = new Map([[null, [255, 255, 255, 1]]]);

  function backgroundOf(element) {
    const own = backgrounds.get(element) ?? partsOf(getComputedStyle(element).backgroundColor);
    if (!backgrounds.has(element))
      backgrounds.set(element, own[3] === 1 ? own : over(own, backgroundOf(element.parentElement)));
    return backgrounds.get(element);
  }

  /** Letters of a picture, on the rectangle of their group. */
  function drawnOn(element) {
    const box = element instanceof SVGElement && element.closest("g")?.querySelector(":scope > rect");
    return box ? over(partsOf(getComputedStyle(box).fill), backgroundOf(document.body)) : undefined;
  }

  function luminance(colour) {
    const [r, g, b] = colour.map((part) => {
      const share = part / 255;
      return share <= 0.03928 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
    });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  }

  function contrast(one, other) {
    const [dark, light] = [luminance(one), luminance(other)].sort((a, b) => a - b);
    return (light + 0.05) / (dark + 0.05);
  }

  const isShown = (element) => element.checkVisibility({ opacityProperty: true, visibilityProperty: true });

  const found = new Map();
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const element = walker.currentNode.parentElement;
    const text = walker.currentNode.textContent.trim();
    if (!/[\p{L}\p{N}]/u.test(text) || !isShown(element) || element.getClientRects().length === 0) continue;
    if (element.closest("style, script, noscript")) continue;
    const style = getComputedStyle(element);
    const size = Number.parseFloat(style.fontSize);
    const background = drawnOn(element) ?? backgroundOf(element);
    const colour = element instanceof SVGElement ? style.fill : style.color;
    const ratio = contrast(over(partsOf(colour), background), background);
    const isLarge = size >= 24 || (size >= 18.6 && Number(style.fontWeight) >= 700);
    const where = `${element.tagName.toLowerCase()}.${element.getAttribute("class") ?? ""} "${text.slice(0, 30)}"`;
    if (size < smallest) found.set(`${where}: ${size}px`, true);
    if (ratio < (isLarge ? faintestLarge : faintest)) found.set(`${where}: contrast ${ratio.toFixed(2)}`, true);
  }
  return [...found.keys()];
}

/** The page's width beyond the window. */
export function overhang() {
  const beyond = document.documentElement.scrollWidth - window.innerWidth;
  if (beyond <= 0) return [];
  const wide = [...document.querySelectorAll(".vp-doc *")].filter(
    (element) => element.getBoundingClientRect().right > window.innerWidth && !element.closest("table, pre"),
  );
  return [`${beyond}px: ${wide.slice(0, 3).map(({ tagName, className }) => `${tagName}.${className}`)}`];
}

/** The page's links, and the places in it that links may lead to. */
export function linksAndPlaces() {
  const links = [...document.querySelectorAll("a[href]")].map(({ href }) => href);
  const places = [...document.querySelectorAll("[id]")].map(({ id }) => id);
  return { links: [...new Set(links)], places, title: document.querySelector(".vp-doc h1")?.textContent ?? "" };
}

/** The displayed size of the letters in pictures. */
export async function pictures() {
  const images = [...document.querySelectorAll(".vp-doc img")].filter(({ src }) => src.startsWith(location.origin));
  return Promise.all(
    images.map(async (image) => {
      await image.decode().catch(() => {});
      const text = await (await fetch(image.src)).text();
      const sizes = [...text.matchAll(/font-size="([\d.]+)"/g)].map(([, size]) => Number(size));
      const scale = image.clientWidth / image.naturalWidth;
      return { name: image.src.split("/").at(-1), alt: image.alt, smallest: Math.min(...sizes) * scale };
    }),
  );
}
