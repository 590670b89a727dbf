import { Buffer } from "node:buffer";
import type { ExportedResource } from "../test/pulumi/engine";
import type { DeclaredStack } from "./engine";
import { type Figure, figure, goal } from "./figure";

/** The engine's mark of a secret value, in clear and as ciphertext. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Bytes without the secrets, and bytes of ciphertext for each byte of them. */
const GOAL = { plain: 1200, ciphertext: 1.34 };

/** A record of the checkpoint, as stored and with its secrets in clear. */
export interface BothForms {
  readonly sealed: ExportedResource;
  readonly clear: ExportedResource;
}

/** @param name of the resource in its program @throws Error when the checkpoint has no such record */
export async function recordOf(stack: DeclaredStack, resource: string, name?: string): Promise<BothForms> {
  const [sealed, clear] = [await stack.records(false), await stack.records(true)].map((records) =>
    records.find((each) => shortType(each) === resource && (!name || each.urn.endsWith(`::${name}`))),
  );
  if (!sealed || !clear) throw new Error(`the checkpoint has no ${resource} ${name ?? ""}`);
  return { sealed, clear };
}

/** The size of a record, with its secrets shown separately. */
export function recordFigures(what: string, { sealed, clear }: BothForms, note?: string): Figure[] {
  const ciphertext = secretBytes(sealed, "ciphertext");
  const plain = goal(`${what}: bytes beside the secrets`, plainBytes(sealed), GOAL.plain, note);
  if (ciphertext === 0) return [plain];
  const ratio = ciphertext / secretBytes(clear, "plaintext");
  return [
    plain,
    figure(`${what}: bytes of ciphertext`, ciphertext),
    goal(`${what}: ciphertext, as a ratio to the secrets`, ratio, GOAL.ciphertext),
  ];
}

/** The size of a record without its secrets, because their ciphertext varies by a few bytes. */
export function plainBytes(sealed: ExportedResource): number {
  return sizeOf(sealed) - secretBytes(sealed, "ciphertext");
}

/** As JSON without blanks, in bytes. */
export function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** `ClientKey` */
export function shortType({ type }: ExportedResource): string {
  return type.split(":").at(-1) ?? type;
}

/** The size of a record's secrets in bytes, as ciphertext or in clear. */
function secretBytes(value: unknown, form: "ciphertext" | "plaintext"): number {
  if (typeof value !== "object" || value === null) return 0;
  const text = (value as Record<string, unknown>)[form];
  if (SIGNATURE in value && typeof text === "string") return Buffer.byteLength(text);
  return Object.values(value).reduce((sum: number, part) => sum + secretBytes(part, form), 0);
}
