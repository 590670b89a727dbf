import { type Field, settingOf } from "../core/fields";
import { hasReferences } from "../core/words";

/** The value of an input that is left out; undefined if the input is then absent. */
export function valueLeftOut(field: Field, siblings: readonly Field[]): string | undefined {
  const { defaultValue, type, from } = field;
  if (from.includes("name")) return "the name of the resource in the program, through `keysmith:naming`";
  if (from.includes("label")) return "project, stack and name of the resource, with slashes between";
  const isInherited = from.includes("reference") && field.path === field.name && hasReferences(siblings);
  const inherited = isInherited ? "that of a referenced resource" : undefined;
  const setting = settingOf(field);
  const configured = setting && `the configuration \`keysmith:${setting.config}\`, or \`${setting.env}\``;
  if (configured) return inherited ? `${inherited}, ${configured}` : configured;
  if (inherited || type.kind === "object" || defaultValue === undefined) return inherited;
  return `\`${JSON.stringify(defaultValue)}\``;
}

/** How a preview treats an action: its promise form, and its output form. */
export function actingNotes(name: string): [string, string] {
  return [
    `It acts at the service, so a preview refuses it: use \`${name}Output\` where a program has previews.`,
    ACTING_DOC,
  ];
}

/** The same for both forms together. */
export function actingNote(name: string): string {
  return `It acts at the service, so a preview doesn't call it: the answer of \`${name}Output\` isn't known there, and \`${name}\` is refused.`;
}

/** The output of a Pulumi resource that says what is due. */
export const DUE_DOC =
  "Why the resource must change although the program did not, as of the last refresh; each with a code, such as `rotate`. An update empties it.";

/** How a preview treats an action, in any language. */
export const ACTING_DOC = "It acts at the service, so a preview doesn't call it: the answer isn't known there.";

const NAMING_WORDS = ["name", "stack", "project"].map((word) => `\`$\{${word}}\``).join(", ");

/** The setting that names objects whose resources give no name. */
export const NAMING_DOC = `The pattern for the name of an object whose resource gives none: a text with ${NAMING_WORDS} in it. The first of these, the name of the resource in the program, must be there. Default: that name alone.`;
