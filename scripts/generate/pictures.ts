import { parseTime } from "../../src/core/clock";
import type { Vendor } from "../../src/core/definition";
import { addDuration } from "../../src/core/duration";
import { type Field, fieldsOf } from "../../src/core/fields";
import { markedDescription, type Ownership, whose } from "../../src/core/ownership";
import { type RotationTerms, retirementTime, rotationTime } from "../../src/core/rotation";
import { arrow, bar, box, line, picture, text, WIDTH } from "./svg";

/** The pictures of the pages about concepts, drawn from data of the definitions and the core. */
export function pictures(vendors: readonly Vendor[]): ReadonlyMap<string, string> {
  const definitions = vendors.flatMap((vendor) => vendor.definitions);
  const rotating = definitions.map(({ inputs }) => termsIn(fieldsOf(inputs))).find((terms) => terms !== undefined);
  const sealed = definitions.find(({ outputs }) => secretsIn(fieldsOf(outputs)).length > 1);
  return new Map([
    ...(rotating ? [["rotation.svg", rotationPicture(rotating, false)] as const] : []),
    ...(rotating ? [["taking-over.svg", rotationPicture(rotating, true)] as const] : []),
    ...(sealed ? [["sealing.svg", sealingPicture(sealed.name, secretsIn(fieldsOf(sealed.outputs)))] as const] : []),
    ["ownership.svg", ownershipPicture()],
  ]);
}

interface Terms extends RotationTerms {
  readonly validity: string;
}

/** The default times of a credential that rotates by itself. */
function termsIn(fields: readonly Field[]): Terms | undefined {
  const validity = fields.find(({ name }) => name === "validity")?.defaultValue;
  const rotation = fields.find(({ name }) => name === "rotation")?.type;
  if (typeof validity !== "string" || rotation?.kind !== "object") return undefined;
  const given = (name: string): unknown => rotation.fields.find((field) => field.name === name)?.defaultValue;
  const [renewBefore, overlap] = [given("renewBefore"), given("overlap")];
  return typeof renewBefore === "string" && typeof overlap === "string"
    ? { validity, renewBefore, overlap }
    : undefined;
}

function secretsIn(fields: readonly Field[]): string[] {
  return fields.filter(({ meta }) => meta.secret === true).map(({ name }) => name);
}

const MADE = "2026-01-01T00:00:00Z";
const CURRENT = "#9cc3ea";
const PREVIOUS = "#d0d7de";
const day = (time: string): string => time.slice(0, 10);
const end = (from: string, duration: string): string => addDuration(parseTime(from), duration).toISOString();

/** Two credentials over time. The axis is not to scale: an overlap of days would be too narrow to see in a year. */
function rotationPicture(terms: Terms, madeElsewhere: boolean): string {
  const expires = end(MADE, terms.validity);
  const rotates = rotationTime(expires, terms);
  const retires = retirementTime(parseTime(rotates), terms);
  const [first, next] = madeElsewhere ? ["the key that was there", "Keysmith's own"] : ["version 1", "version 2"];
  const moments: readonly (readonly [x: number, time: string, what: string])[] = [
    [14, MADE, madeElsewhere ? "somebody else made the first" : "a run makes the first"],
    [128, rotates, `${terms.renewBefore} before its end: the next is made`],
    [206, retires, `${terms.overlap} later: a run deletes the first`],
    [278, expires, "the first would have ended"],
  ];
  const [start = 0, rotate = 0, retire = 0] = moments.map(([x]) => x);
  const lines = moments.map(([, time, what]) => `${day(time)} ${what}`);
  return picture(`${first}, then ${next}: ${lines.join("; ")}`, 204, [
    ...moments.flatMap(([x], index) => [
      line([x, 26], [x, 108], true),
      text(x, 20, `${index + 1}`, { anchor: "middle", weight: "bold" }),
    ]),
    bar(start, 36, retire - start, PREVIOUS),
    text(start + 6, 48, first, { size: 11 }),
    text(rotate + 6, 70, "both work", { size: 11 }),
    bar(rotate, 82, WIDTH - 8 - rotate, CURRENT),
    text(rotate + 6, 94, next, { size: 11 }),
    ...lines.map((words, index) => text(12, 134 + index * 19, `${index + 1}  ${words}`, { size: 11 })),
  ]);
}

/** The path of a secret, from its maker to its users. */
function sealingPicture(resource: string, secrets: readonly string[]): string {
  const steps: readonly (readonly [title: string, what: string, colour: string])[] = [
    [`A new ${resource}`, `has ${secrets.join(" and ")}`, "#fff4d6"],
    ["Keysmith", "encrypts them to your age recipients", "#fff4d6"],
    ["State, plan, backup", "have only the sealed text", "#dbeafe"],
    ["Keysmith, with an identity", "opens it, for as long as a run lasts", "#fff4d6"],
    ["The application's vault", "gets them by a write-only attribute", "#fff4d6"],
  ];
  const parts = steps.flatMap(([title, what, colour], index) => {
    const y = 8 + index * 62;
    return [
      box(y, 44, colour),
      text(WIDTH / 2, y + 18, title, { anchor: "middle", weight: "bold" }),
      text(WIDTH / 2, y + 35, what, { size: 11, anchor: "middle" }),
      ...(index < steps.length - 1 ? [arrow(WIDTH / 2, y + 44, 18)] : []),
    ];
  });
  return picture(steps.map(([title, what]) => `${title} ${what}`).join("; "), 8 + steps.length * 62 - 10, parts);
}

const MEANING: Readonly<Record<Ownership, readonly [what: string, colour: string]>> = {
  ours: ["a run of this resource made it: it goes on with it", "#d9f2dd"],
  found: ["has the label; nobody can tell: named, left alone", "#fff4d6"],
  foreign: ["somebody else's: left alone", "#eceff2"],
};

/** Objects at a service, and how a resource treats each of them. */
function ownershipPicture(): string {
  const [label, own, other] = ["shop/prod/office", "0t8d5c0a1b2c3", "0t8d5c0z9y8x7"];
  const marks = [
    { label, nonce: own },
    { label, nonce: other },
    { label: "shop/dev/office", nonce: other },
    { label: undefined },
  ];
  const rows = marks.map((mark) => {
    const kind = whose(mark, label, { own });
    return { shown: markedDescription(mark) || "no mark", kind, what: MEANING[kind] };
  });
  const parts = rows.flatMap(({ shown, kind, what: [what, colour] }, index) => {
    const y = 46 + index * 62;
    return [
      box(y, 54, colour),
      text(16, y + 17, shown, { size: 11 }),
      text(16, y + 33, kind, { weight: "bold" }),
      text(16, y + 47, what, { size: 11 }),
    ];
  });
  const title = [
    text(12, 18, `A resource with the label ${label}`, { weight: "bold" }),
    text(12, 35, `records the text ${own}. What it sees:`, { size: 11 }),
  ];
  return picture(rows.map(({ shown, kind }) => `${shown}: ${kind}`).join("; "), 46 + rows.length * 62, [
    ...title,
    ...parts,
  ]);
}
