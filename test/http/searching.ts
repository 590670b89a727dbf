import { inspect } from "node:util";

/** Everything that a program could print of an error: message, stack, JSON, `inspect`, and its causes. */
export function printed(error: unknown): string {
  const parts = [String(error), JSON.stringify(error), inspect(error, { depth: 20, showHidden: true })];
  if (error instanceof Error) parts.push(error.message, error.stack ?? "", printed(error.cause ?? ""));
  return parts.join("\n");
}

/** What `pending` is rejected with; a success fails the test. */
export async function rejection(pending: Promise<unknown>): Promise<unknown> {
  const outcome = await pending.then(
    (value) => ({ value }),
    (error: unknown) => ({ error }),
  );
  if ("value" in outcome) throw new Error(`expected a failure, got ${inspect(outcome.value)}`);
  return outcome.error;
}
