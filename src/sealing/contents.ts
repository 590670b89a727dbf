import { ConfigurationError } from "../core/errors";
import { parseJson } from "../core/json";
import { Secret } from "../core/secret";
import { isPlainObject } from "../core/unknown";

/** The version of sealed contents. It changes only when an older Keysmith could misread them. */
const FORMAT_VERSION = 1;

/** The owner of the secrets: a sealed text that was put in the place of another's is refused. */
export interface SealOwner {
  /** The type of the resource, as the engine calls it. */
  readonly type: string;
  /** The service's id of the object to which the secrets belong; undefined when it isn't known. */
  readonly id?: string | undefined;
}

/** The text to seal: `{"version":1,"of":{"type":"…","id":"…"},"values":{"private_key":"…"}}`, with the names that the engine knows. */
export function writeContents(values: Readonly<Record<string, Secret>>, of?: SealOwner): string {
  const revealed = Object.entries(values).map(([name, value]) => [name, value.reveal()] as const);
  return JSON.stringify({ version: FORMAT_VERSION, of, values: Object.fromEntries(revealed) });
}

/**
 * The values that were sealed. No error shows anything of them.
 * @param asked the owner that they must have; a text of a version that named no owner is taken for theirs
 * @throws ConfigurationError for the contents of a newer version of Keysmith, of another program, or of another resource
 */
export function readContents(text: string, asked: Partial<SealOwner> = {}): Readonly<Record<string, Secret>> {
  const contents = parseJson(text);
  const version = isPlainObject(contents) ? contents["version"] : undefined;
  if (typeof version === "number" && Number.isInteger(version) && version > FORMAT_VERSION) {
    throw new ConfigurationError(
      `the secrets were sealed by a newer version of Keysmith, in format ${version}; this one knows format ${FORMAT_VERSION}`,
      "Update Keysmith.",
    );
  }
  const values = isPlainObject(contents) && version === FORMAT_VERSION ? contents["values"] : undefined;
  const entries = isPlainObject(values) ? Object.entries(values) : undefined;
  if (!entries?.every((entry): entry is [string, string] => typeof entry[1] === "string")) throw notOurs();
  refuseSwapped(contents, asked);
  return Object.fromEntries(entries.map(([name, value]) => [name, new Secret(value)]));
}

function refuseSwapped(contents: unknown, asked: Partial<SealOwner>): void {
  const of = isPlainObject(contents) && isPlainObject(contents["of"]) ? contents["of"] : {};
  const differs = (name: keyof SealOwner): boolean =>
    asked[name] !== undefined && of[name] !== undefined && of[name] !== asked[name];
  if (!differs("type") && !differs("id")) return;
  throw new ConfigurationError(
    `the sealed text is another resource's: it belongs to ${JSON.stringify(of["type"])} ${JSON.stringify(of["id"])}, not to ${JSON.stringify(asked.id ?? asked.type)}`,
    "Somebody has put it in the place of the right one: restore the state from a backup, or rotate both resources.",
  );
}

function notOurs(): ConfigurationError {
  return new ConfigurationError(
    "the content of the sealed text was not sealed by Keysmith",
    "Give the `sealed` attribute of a resource, or open other files with `age --decrypt`.",
  );
}
