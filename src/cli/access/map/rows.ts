import { Html, html } from "./html";
import type { Row, Timeline } from "./timeline";

const WIDTH = 520;
const HEIGHT = 22;
/** Room for half of a label at both ends. */
const SIDE = 26;

/** Credentials, keys and secrets with their times, in words and on a line. */
export function timelineTable({ rows, now, ticks }: Timeline): Html {
  const labels = ticks.map(
    ({ at, label }) => html`<text x="${across(at)}" y="15" text-anchor="middle">${label}</text>`,
  );
  const lines = ticks.map(({ at }) => html`<path class="tick" d="M${across(at)} 0V${HEIGHT}"/>`);
  const present = html`<path class="now" d="M${across(now)} 0V${HEIGHT}"/>`;
  const body = rows.map(
    (
      row,
    ) => html`<tr data-row${row.isDue ? new Html(' class="due"') : ""}><th scope="row">${row.who}</th><td>${row.what}</td><td>${row.validity}</td><td>${row.next}</td><td class="times"><svg width="${WIDTH}" height="${HEIGHT}" aria-hidden="true">${lines}${bar(row)}${row.marks.map(mark)}${present}</svg></td></tr>
`,
  );
  return html`<table class="rotations"><thead><tr><th scope="col">Whose</th><th scope="col">Credential, key or secret</th><th scope="col">Valid</th><th scope="col">Next</th><th scope="col" class="times"><svg width="${WIDTH}" height="${HEIGHT}" role="img" aria-label="Time line; each row says the same in words">${labels}</svg></th></tr></thead><tbody>
${body}</tbody></table>`;
}

function across(at: number): number {
  return Math.round(SIDE + at * (WIDTH - 2 * SIDE));
}

function bar({ from, until }: Row): Html {
  if (from === undefined || until === undefined) return html``;
  const width = Math.max(2, across(until) - across(from));
  return html`<rect class="bar" x="${across(from)}" y="7" width="${width}" height="8" rx="2"/>`;
}

function mark({ what, at }: Row["marks"][number]): Html {
  const x = across(at);
  switch (what) {
    case "rotate":
      return html`<path class="rotate" d="M${x} 3l8 8l-8 8l-8 -8z"/>`;
    case "retire":
      return html`<circle class="retire" cx="${x}" cy="11" r="6"/>`;
    case "end":
      return html`<path class="end" d="M${x} 2V20"/>`;
  }
}
