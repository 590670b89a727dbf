import { Buffer } from "node:buffer";
import type { ExportedResource } from "../test/engines/types";
import { MADE, pulumiEngine, StandardStack } from "./engine";
import { type Figure, figure, goal, promise, type Section } from "./figure";

/** Few enough for the version to keep its one digit. */
const ROTATIONS = 8;
const KEY_TYPE = "pulumi-nodejs:dynamic/keysmith:ClientKey";
/** How the engine marks a value as secret, in clear and as ciphertext. */
const SIGNATURE = "4dabf18193072939515e22adb298388d";

/** Bytes beside the secrets, and bytes of ciphertext for each byte of them. */
const GOAL = { plain: 1200, ciphertext: 1.34 };

/** What the engine's state holds for each resource. */
export const state: Section = {
  name: "state",
  title: `bytes of the checkpoint (${pulumiEngine().name}), as JSON without blanks`,
  async measure() {
    const stack = await StandardStack.open();
    try {
      await stack.run("up");
      const made = (await stack.records(false)).map((record) => figure(`${shortType(record)}: record`, sizeOf(record)));
      await rotate(stack, 1);
      const early = await keyRecord(stack, false);
      const clear = await keyRecord(stack, true);
      await rotate(stack, ROTATIONS);
      return [...made, ...keyFigures(early, clear), ...growth(early, await keyRecord(stack, false))];
    } finally {
      await stack.close();
    }
  },
};

/** Runs on every date of rotation until the key has been rotated so many times. The run that rotates retires too. */
async function rotate(stack: StandardStack, times: number): Promise<void> {
  for (let key = await keyRecord(stack, false); versionOf(key) <= times; key = await keyRecord(stack, false)) {
    await stack.at(String(key.outputs?.["rotateAt"] ?? MADE));
    const calls = await stack.run("up");
    if (!calls.includes("CreateClientKey")) throw new Error("the key was due, and was not rotated");
  }
}

function keyFigures(sealed: ExportedResource, clear: ExportedResource): Figure[] {
  const ciphertext = secretBytes(sealed, "ciphertext");
  const secret = secretBytes(clear, "plaintext");
  const literal = Buffer.byteLength(String(sealed.inputs?.["__provider"] ?? ""));
  return [
    goal("ClientKey, rotated once: bytes beside the secrets", sizeOf(sealed) - ciphertext, GOAL.plain),
    figure("ClientKey, rotated once: bytes of ciphertext", ciphertext),
    goal("ClientKey: ciphertext, as a ratio to the secrets", ciphertext / secret, GOAL.ciphertext),
    figure("text that names the provider, in inputs and in outputs", 2 * literal),
  ];
}

/** Ciphertext varies by a few bytes, as keys do; all else must not. */
function growth(early: ExportedResource, late: ExportedResource): Figure[] {
  const [before, after] = [early, late].map((record) => sizeOf(record) - secretBytes(record, "ciphertext"));
  const what = `ClientKey: bytes beside the secrets that ${ROTATIONS - 1} more rotations add`;
  return [promise(what, (after ?? 0) - (before ?? 0), 0, `version ${versionOf(early)} and version ${versionOf(late)}`)];
}

async function keyRecord(stack: StandardStack, showSecrets: boolean): Promise<ExportedResource> {
  const found = (await stack.records(showSecrets)).find(({ type }) => type === KEY_TYPE);
  if (!found) throw new Error("the checkpoint has no client key");
  return found;
}

function versionOf({ outputs }: ExportedResource): number {
  return Number(outputs?.["version"]);
}

function shortType({ type }: ExportedResource): string {
  return type.split(":").at(-1) ?? type;
}

function sizeOf(value: unknown): number {
  return Buffer.byteLength(JSON.stringify(value));
}

/** Bytes that the secrets of a record take, as ciphertext or in clear. */
function secretBytes(value: unknown, form: "ciphertext" | "plaintext"): number {
  if (typeof value !== "object" || value === null) return 0;
  const text = (value as Record<string, unknown>)[form];
  if (SIGNATURE in value && typeof text === "string") return Buffer.byteLength(text);
  return Object.values(value).reduce((sum: number, part) => sum + secretBytes(part, form), 0);
}
