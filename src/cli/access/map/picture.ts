import { kept } from "../../../core/memo";
import type { Part, Route } from "./chart";
import { type Html, html } from "./html";
import { type Box, type Drawing, LINE_HEIGHT, shownLines } from "./layout";

/** Identifies parts to the page's script, in the same way in every picture. */
export class Numbers {
  readonly #numbers = new Map<Part, number>();

  of(part: Part): number {
    return kept(this.#numbers, part, () => this.#numbers.size);
  }
}

/** As numbers only: `[networks, who, policy, resources]`. */
export function routeInNumbers({ networks, who, policy, resources }: Route, numbers: Numbers): readonly unknown[] {
  const all = (parts: readonly Part[]): readonly number[] => parts.map((part) => numbers.of(part));
  return [all(networks), numbers.of(who), numbers.of(policy), all(resources)];
}

/** One picture as SVG, whose boxes can be chosen: the Tab key reaches one of them, and the arrow keys lead from there to the others. */
export function pictureSvg({ width, height, boxes, edges }: Drawing, label: string, numbers: Numbers): Html {
  return html`<svg width="${width}" height="${height}" viewBox="0 0 ${width} ${height}" role="group" aria-label="${label}"><g aria-hidden="true">${edges.map((edge) => edgeSvg(edge, numbers))}</g>${boxes.map((box, index) => boxSvg(box, index === 0, numbers))}</svg>`;
}

function edgeSvg([from, to]: readonly [Box, Box], numbers: Numbers): Html {
  const [x1, y1] = [from.x + from.width, from.y + from.height / 2];
  const [x2, y2] = [to.x, to.y + to.height / 2];
  const middle = (x1 + x2) / 2;
  const path = `M${x1} ${y1}C${middle} ${y1} ${middle} ${y2} ${x2} ${y2}`;
  return html`<path class="edge" data-from="${numbers.of(from.part)}" data-to="${numbers.of(to.part)}" d="${path}"/>`;
}

const INSET = 8;
const KIND_Y = 14;
const TITLE_Y = 29;

/** Text that doesn't fit is cut off at the side of the box, and stands whole in the title. */
function boxSvg({ part, x, y, width, height }: Box, isFirst: boolean, numbers: Numbers): Html {
  const { kind, title, lines, column, tone } = part;
  const whole = [`${kind}: ${title}`, ...lines].join("\n");
  const shown = shownLines(lines).map(
    (line, index) => html`<text class="line" x="${INSET}" y="${TITLE_Y + (index + 1) * LINE_HEIGHT}">${line}</text>`,
  );
  return html`<g class="part ${column} ${tone}" data-part="${numbers.of(part)}" data-column="${column}" role="button" aria-pressed="false" tabindex="${isFirst ? 0 : -1}" transform="translate(${x} ${y})"><title>${whole}</title><rect width="${width}" height="${height}" rx="5"/><svg width="${width - INSET / 2}" height="${height}" aria-hidden="true"><text class="kind" x="${INSET}" y="${KIND_Y}">${kind}${MARKS[tone]}</text><text class="title" x="${INSET}" y="${TITLE_Y}">${title}</text>${shown}</svg></g>`;
}

/** So that colour isn't the only sign. */
const MARKS: Readonly<Record<Part["tone"], string>> = { plain: "", open: " — open to all", doubt: " — look here" };
