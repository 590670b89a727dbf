import { startToy } from "../toy/harness";
import type { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";

export const SIGNATURE = "4dabf18193072939515e22adb298388d";
export const PROVIDER = { __provider: "exports.handler = …" };
export const shelfInputs = { name: "orders", colour: "red", region: "north", adopt: false };
export const tokenInputs = { shelf: "orders", friends: [], limits: { days: 10 }, label: "p/s/t", region: "north" };

/** What the engine records of a reply and sends later: the marks are gone. */
export function recorded(properties: Record<string, unknown> | undefined): Record<string, unknown> {
  return withoutMarks({ ...properties, ...PROVIDER });
}

export function withoutMarks(properties: Record<string, unknown> | undefined): Record<string, unknown> {
  const plain = (value: unknown): unknown =>
    typeof value === "object" && value !== null && SIGNATURE in value && "value" in value ? value.value : value;
  return Object.fromEntries(Object.entries(properties ?? {}).map(([k, v]) => [k, plain(v)]));
}

export function secretsIn(properties: Record<string, unknown> | undefined): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && SIGNATURE in value ? [name] : [],
  );
}

/** A shelf that another process has made. */
export async function madeEarlier(): Promise<{ service: ToyService; outs: Record<string, unknown> | undefined }> {
  const { provider, service } = startToy(shelf);
  const { outs } = await provider.create({ ...shelfInputs });
  return { service, outs };
}
