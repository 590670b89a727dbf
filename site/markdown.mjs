// A page in the form of the site: its links lead to the site's pages.
import { placeOf } from "./pages.mjs";

const FENCE = /^( *)(`{3,}).*?^\1\2 *$/gms;

/** Changes a text outside its code blocks. */
function outsideCode(text, change) {
  const parts = [];
  let from = 0;
  for (const match of text.matchAll(FENCE)) {
    parts.push(change(text.slice(from, match.index)), match[0]);
    from = match.index + match[0].length;
  }
  return [...parts, change(text.slice(from))].join("");
}

/** A target that the site has no page for, such as a source file, is named without a link. */
function linked(page, whole, label, target) {
  if (/^(https?:|\/)/.test(target) || target.endsWith(".svg")) return whole;
  const place = placeOf(page, target);
  return place === undefined ? label : `[${label}](${place})`;
}

// Text that looks like a template of the generator is shown as written, not evaluated.
const asWritten = (text) => text.replaceAll("{{", "&#123;&#123;");

export function forSite(page, text) {
  const body = outsideCode(text, (part) =>
    asWritten(part).replaceAll(/(?<!!)\[((?:[^[\]]|\[[^\]]*\])*)\]\(([^)\s]+)\)/g, (whole, label, target) =>
      linked(page, whole, label, target),
    ),
  );
  return body;
}

/** Anchors in the form that forges give to headings, so that a link leads to the same place here and there. */
export const anchorOf = (title) =>
  title
    .toLowerCase()
    .replaceAll(/[^\w\- ]/g, "")
    .replaceAll(" ", "-");

/** Lets a long name in a text or a table wrap where one of its words ends. */
export function breakNames(markdown) {
  markdown.renderer.rules.code_inline = (tokens, index, _options, _env, renderer) => {
    const words = markdown.utils
      .escapeHtml(tokens[index].content)
      .replaceAll(/(?<=[\w\]][_./])(?=\w)|(?<=[a-z])(?=[A-Z])/g, "<wbr>");
    return `<code v-pre${renderer.renderAttrs(tokens[index])}>${words}</code>`;
  };
}
