import { ConfigurationError } from "../core/errors";
import { Secret } from "../core/secret";
import { isPlainObject } from "../core/unknown";

/** Of what is sealed. It changes only when an older Keysmith could misread the contents. */
const FORMAT_VERSION = 1;

/** What is sealed: `{"version":1,"values":{"private_key":"…"}}`, with the names that the engine knows. */
export function writeContents(values: Readonly<Record<string, Secret>>): string {
  const revealed = Object.entries(values).map(([name, value]) => [name, value.reveal()] as const);
  return JSON.stringify({ version: FORMAT_VERSION, values: Object.fromEntries(revealed) });
}

/**
 * The values that were sealed. No error shows anything of the contents.
 * @throws ConfigurationError for the contents of a newer version of Keysmith, or of another program
 */
export function readContents(text: string): Readonly<Record<string, Secret>> {
  const contents = parsed(text);
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
  return Object.fromEntries(entries.map(([name, value]) => [name, new Secret(value)]));
}

/** The parser's own error would show a part of the text. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw notOurs();
  }
}

function notOurs(): ConfigurationError {
  return new ConfigurationError(
    "what is in the sealed text was not sealed by Keysmith",
    "Give the `sealed` attribute of a resource, or open other files with `age --decrypt`.",
  );
}
