import { dueCommand } from "../../src/cli/due-command";
import { revokeCommand } from "../../src/cli/revoke-command";
import { scheduleCommand } from "../../src/cli/schedule-command";
import type { Values } from "../../src/core/definition";
import { inProcess } from "./in-process";
import { rotatedRecord, stackExport } from "./recorded-keys";

// Bugs: a field that a program marks as secret ended the command, or was shown.

const SIGNATURE = { "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270" };
const closed = { ...SIGNATURE, ciphertext: "AAABAK" };
const opened = (value: unknown) => ({ ...SIGNATURE, plaintext: JSON.stringify(value) });
const { rotation, clientKeyId, previous } = rotatedRecord;
const env = { KEYSMITH_AS_OF: "2026-12-10T00:00:00Z" };

async function call(command: typeof dueCommand, more: Values, ...words: readonly string[]) {
  const input = stackExport("shop", "prod", { orders: { ...rotatedRecord, ...more }, other: rotatedRecord });
  const warned: string[] = [];
  const made = (terminal: Parameters<typeof command>[0] & object) =>
    command({ ...terminal, warn: (text) => void warned.push(text) });
  try {
    return { ...(await inProcess(made, words, { input, env })), warned, code: process.exitCode ?? 0 };
  } finally {
    process.exitCode = undefined;
  }
}

const WHY = "it can't be judged: the program marks `rotation` as secret; use `pulumi stack export --show-secrets`";

it("due says of which resource it can't tell, and answers for the others", async () => {
  const { out, code } = await call(dueCommand, { rotation: closed });
  expect(out).toMatch(/^unknown {2}ClientKey "orders": /m);
  expect(out).toContain(WHY);
  expect(out).toMatch(/^due {6}ClientKey "other": the overlap is over/m);
  expect(out).toMatch(/^1 of 2 resources due at .*, 1 can't be judged$/m);
  expect(code).toBe(2);
});

it("due judges what --show-secrets shows, and doesn't show it", async () => {
  const [first] = previous as readonly Values[];
  const marked = {
    rotation: opened(rotation),
    clientKeyId: opened(clientKeyId),
    previous: [{ ...first, clientKeyId: opened("KAAP.secret") }],
  };
  const { out } = await call(dueCommand, marked, "--json");
  const [orders] = JSON.parse(out);
  expect(orders).toMatchObject({ name: "orders", status: "due" });
  expect(orders.reasons.join()).toMatch(/the overlap is over: \[secret\]/);
  expect(orders.moments.map(({ about }: Values) => about)).toEqual(["[secret]", "[secret]", "[secret]"]);
});

it("schedule warns of which resource it can't tell", async () => {
  const { out, warned } = await call(scheduleCommand, { rotation: closed });
  expect(warned).toEqual([`ClientKey "orders": ${WHY}`]);
  expect(out).toContain('next  now: ClientKey "other": ');
});

it.each(["orders", "other"])("revoke %s refuses, as either may hand out what has leaked", async (name) => {
  const { out, error } = await call(revokeCommand, { clientKeyId: closed }, name);
  expect(out).toBe("");
  expect(error).toMatch(/ClientKey "orders": it can't be judged: the program marks `clientKeyId` as secret/);
});

it("takes a name with `::` in it as it is", async () => {
  const input = stackExport("shop", "prod", { "a::b": rotatedRecord });
  const { out } = await inProcess((terminal) => dueCommand(terminal), ["--all"], { input, env });
  expect(out).toContain('ClientKey "a::b"');
  process.exitCode = undefined;
});
