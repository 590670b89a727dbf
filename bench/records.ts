import { Buffer } from "node:buffer";
import type { ExportedResource } from "../test/pulumi/engine";
import type { DeclaredStack } from "./engine";
import { type Figure, figure, goal } from "./figure";

/** How the engine marks a value as secret, in clear and as ciphertext. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Bytes beside the secrets, and bytes of ciphertext for each byte of them. */
const GOAL = { plain: 1200, ciphertext: 1.34 };

/** A record of the checkpoint, as it is stored and with its secrets in clear. */
export interface BothForms {
  readonly sealed: ExportedResource;
  readonly clear: ExportedResource;
}

/** @param name of the resource in its program @throws Error when the checkpoint has none of it */
export async function recordOf(stack: DeclaredStack, resource: string, name?: string): Promise<BothForms> {
  const [sealed, clear] = [await stack.records(false), await stack.records(true)].map((records) =>
    records.find((each) => shortType(each) === resource && (!name || each.urn.endsWith(`::${name}`))),
  );
  if (!sealed || !clear) throw new Error(`the checkpoint has no ${resource} ${name ?? ""}`);
  return { sealed, clear };
}

/** What a record takes, with its secrets shown apart. */
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

/** The size of a record without its secrets: their ciphertext varies by a few bytes. */
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

/** Bytes that the secrets of a record take, as ciphertext or in clear. */
function secretBytes(value: unknown, form: "ciphertext" | "plaintext"): number {
  if (typeof value !== "object" || value === null) return 0;
  const text = (value as Record<string, unknown>)[form];
  if (SIGNATURE in value && typeof text === "string") return Buffer.byteLength(text);
  return Object.values(value).reduce((sum: number, part) => sum + secretBytes(part, form), 0);
}
