import { createHash } from "node:crypto";
import { grantsOf } from "../../../core/access/grants";
import type { AccessMap } from "../../../core/access/map";
import { formatTime } from "../../../core/clock";
import { rowsOf } from "../list";
import { type Chart, chartOf, type Part } from "./chart";
import { Html, html } from "./html";
import { type Drawing, drawingsOf } from "./layout";
import { Numbers, pictureSvg, routeInNumbers } from "./picture";
import { type Picture, picturesOf } from "./pictures";
import { SCRIPT } from "./script";
import { STYLE } from "./style";
import { timelineTable } from "./timeline";

/**
 * One HTML file that needs nothing else and may make no request.
 * @param say returns what is shown of a text: without what programs mark as secret
 */
export async function mapPage(map: AccessMap, now: Date, say: (text: string) => string): Promise<string> {
  const chart = chartOf(map, now, say);
  const pictures = picturesOf(chart.routes);
  const drawings = await drawingsOf(pictures);
  const numbers = new Numbers();
  const routes = pictures.map(({ routes: own }) => own.map((route) => routeInNumbers(route, numbers)));
  const sections = pictures.map((picture, index) => section(picture, drawings[index], index, numbers));
  const body = html`${header(map, now)}
<main>
${overview(pictures)}
<section aria-labelledby="pictures"><h2 id="pictures">Who reaches what, from where</h2>
${legend()}
${sections}
${unused(chart)}</section>
<section aria-labelledby="rotations"><h2 id="rotations">Credentials and their rotations</h2>
${timelineLegend()}
<div class="scroll" tabindex="0" role="region" aria-labelledby="rotations">${timelineTable(map, now, say)}</div></section>
${list(map, say)}
</main>
<aside id="about" aria-live="polite" aria-label="What is chosen" hidden><button type="button" id="close">Close</button><div></div></aside>
<script type="application/json" id="routes">${new Html(JSON.stringify(routes))}</script>`;
  return document(body);
}

function document(body: Html): string {
  const hash = (text: string): string => `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
  const policy = [
    "default-src 'none'",
    `style-src ${hash(STYLE)}`,
    `script-src ${hash(SCRIPT)}`,
    "base-uri 'none'",
    "form-action 'none'",
  ].join("; ");
  return html`<!doctype html>
<html lang="en"><head><meta charset="utf-8"><meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="referrer" content="no-referrer">
<title>Access map</title><style>${new Html(STYLE)}</style></head><body>
${body}
<script>${new Html(SCRIPT)}</script></body></html>
`.text;
}

function header({ applications, policies, services, credentials, networks }: AccessMap, now: Date): Html {
  const counts = [
    [applications.length, "applications"],
    [policies.length, "policies"],
    [networks.length, "network rules"],
    [credentials.length, "credentials"],
    [services.length, "authorizations and integrations"],
  ];
  const text = counts.flatMap(([count, what]) => (count === 0 ? [] : [`${what}: ${count}`])).join(", ");
  return html`<a class="skip" href="#pictures">To the map</a>
<header><h1>Access map</h1><p>As states and plans say it, at ${formatTime(now)}. ${text}.</p>
<nav aria-label="Parts of this page"><a href="#pictures">Map</a> <a href="#rotations">Rotations</a> <a href="#list">List</a></nav>
<div role="search"><label for="search">Search</label> <input id="search" type="search" autocomplete="off" spellcheck="false" placeholder="an application, a policy, a key, an address …" aria-describedby="found keys"> <output id="found" aria-live="polite"></output></div>
<p id="keys"><kbd>/</kbd> searches; in a picture, the arrows go from box to box, <kbd>Enter</kbd> shows what one reaches, <kbd>Esc</kbd> ends it.</p></header>`;
}

/** The place of each application in the page. */
function overview(pictures: readonly Picture[]): Html {
  const entries = pictures.flatMap(({ who }, index) => who.map((part) => ({ part, index })));
  const items = entries.map(
    ({ part, index }) =>
      html`<li data-row><a href="#p${index}">${part.title}</a>${part.tone === "doubt" ? " (look here)" : ""}</li>`,
  );
  return html`<nav aria-label="Applications and services"><details${entries.length <= MOST_OPEN ? new Html(" open") : ""}><summary>All ${entries.length} applications and services</summary><ul class="all">${items}</ul></details></nav>`;
}

/** More names than these would hide the map. */
const MOST_OPEN = 150;

function section({ who }: Picture, drawing: Drawing | undefined, index: number, numbers: Numbers): Html {
  if (!drawing) throw new TypeError("a picture has a drawing");
  const names = who.map(({ title }) => title).join(", ");
  return html`<section class="picture" aria-labelledby="p${index}"><h3 id="p${index}">${names}</h3><div class="scroll">${pictureSvg(drawing, names, numbers)}</div></section>
`;
}

function legend(): Html {
  const entries = ["network", "who", "policy", "resource"].map(
    (column, index) =>
      html`<span class="key ${column}">${["Network", "Application or service", "Policy or authorization", "Key or secret"][index] ?? ""}</span>`,
  );
  return html`<p class="legend">${entries} From left to right: from where, who, by what, and what is reached. What several share is drawn in each picture; <code>*</code> stands for any end of a name.</p>`;
}

function timelineLegend(): Html {
  return html`<p class="legend"><svg width="20" height="22" aria-hidden="true"><path class="rotate" d="M10 3l8 8l-8 8l-8 -8z"/></svg> a run rotates it, <svg width="20" height="22" aria-hidden="true"><circle class="retire" cx="10" cy="11" r="6"/></svg> a run deletes what was replaced, <svg width="20" height="22" aria-hidden="true"><path class="end" d="M10 2V20"/></svg> it ends, <svg width="20" height="22" aria-hidden="true"><path class="now" d="M10 0V22"/></svg> now. All times are UTC.</p>`;
}

function unused({ unused: parts }: Chart): Html {
  if (parts.length === 0) return html``;
  const item = ({ kind, title, lines }: Part): Html =>
    html`<li data-row>${kind} ${title}${lines.length > 0 ? ` (${lines.join(", ")})` : ""}</li>`;
  return html`<h3>In use by nobody on record</h3><ul>${parts.map(item)}</ul>`;
}

const HEADS = {
  who: "Who",
  reaches: "Reaches",
  permission: "By the permission",
  at: "At",
  from: "From",
  until: "Until",
  by: "By",
} as const;

function list(map: AccessMap, say: (text: string) => string): Html {
  const grants = grantsOf(map);
  const names = Object.keys(HEADS) as (keyof typeof HEADS)[];
  const heads = names.map((name) => html`<th scope="col">${HEADS[name]}</th>`);
  const rows = rowsOf(grants).map((row) => {
    const cells = names.map((name, index) =>
      index === 0 ? html`<th scope="row">${say(row[name])}</th>` : html`<td>${say(row[name])}</td>`,
    );
    return html`<tr data-row>${cells}</tr>
`;
  });
  const open = grants.open.map((each) => html`<li data-row>${say(each)}</li>`);
  const unknown = open.length > 0 ? html`<h3>What isn't known</h3><ul>${open}</ul>` : html``;
  return html`<section aria-labelledby="list"><h2 id="list">The same as a list</h2><div class="scroll" tabindex="0" role="region" aria-labelledby="list"><table><thead><tr>${heads}</tr></thead><tbody>
${rows}</tbody></table></div>${unknown}</section>`;
}
