import { readFileSync } from "node:fs";
import { constants, gunzipSync } from "node:zlib";

/** The forms in which a secret could have been written by somebody who meant well. */
export function formsOf(secret: string): string[] {
  const bytes = Buffer.from(secret);
  return [
    secret,
    JSON.stringify(secret).slice(1, -1),
    bytes.toString("base64"),
    bytes.toString("base64url"),
    bytes.toString("hex"),
    encodeURIComponent(secret),
  ];
}

/** The places, files and texts by name, in which one of the secrets stands in any form. */
export function findSecrets(
  secrets: readonly string[],
  files: readonly string[],
  texts: Readonly<Record<string, string>>,
): string[] {
  const forms = [...new Set(secrets.flatMap(formsOf))];
  const holds = (content: Buffer | string): boolean => forms.some((form) => content.includes(form));
  return [
    ...files.filter((file) => holds(unpacked(readFileSync(file)))),
    ...Object.keys(texts).filter((name) => holds(texts[name] ?? "")),
  ];
}

/** The engine packs its logs. One that was killed leaves a log that is cut off, of which all that is there counts. */
function unpacked(content: Buffer): Buffer {
  const isPacked = content[0] === 0x1f && content[1] === 0x8b;
  return isPacked ? gunzipSync(content, { finishFlush: constants.Z_SYNC_FLUSH }) : content;
}
