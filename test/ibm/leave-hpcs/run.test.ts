import { existsSync, readdirSync, readFileSync } from "node:fs";
import { hostname } from "node:os";
import path from "node:path";
import { findSecrets } from "../../support/secrets";
import { guidOf, keyCrn } from "../iam/authorization/samples";
import { FROM, MATERIAL, Move, NOW, STANDARD_SECRET, TO } from "./move";
import { everything, keysIn, likenessOf, openedWithTwins, policiesOf, type Stored, sourceOf } from "./world";

interface Left {
  readonly kind: string;
  readonly id: string;
  readonly name?: string;
  readonly why: string;
}
interface Answer {
  readonly rings: number;
  readonly keys: number;
  readonly authorizations: number;
  readonly ciphertexts: number;
  readonly files: readonly string[];
  readonly left: readonly Left[];
}

let move: Move;

beforeEach(async () => {
  move = await Move.start();
});

afterEach(() => move.stop());

const written = (name: string): string => readFileSync(path.join(move.folder, "work", name), "utf8");

it("moves keys of all kinds with their rings, aliases, policies, authorizations and ciphertexts, and changes nothing old", async () => {
  const { words, wrapped, names } = await everything(move);
  const before = sourceOf(await move.emulator.state());
  const answer = await move.json<Answer>("run", words);
  expect(answer).toMatchObject({ rings: 2, keys: names.length, authorizations: 3, ciphertexts: wrapped.length });
  expect(answer.left).toEqual([]);
  expect(sourceOf(await move.emulator.state())).toEqual(before);
  const alike = (keys: readonly Stored[]) =>
    keys.map(likenessOf).sort((a, b) => (String(a["name"]) < String(b["name"]) ? -1 : 1));
  expect(alike(await keysIn(move, TO))).toEqual(alike(await keysIn(move, FROM)));
  expect(await openedWithTwins(move, written("ciphertexts/orders.jsonl"))).toEqual(
    wrapped.map(({ plaintext }) => plaintext),
  );
  expect(await policiesOf(move, TO)).toHaveLength(3);
});

it("keeps the secret of a standard key and the given material, and lets neither out, nor a data key", async () => {
  const { words, wrapped } = await everything(move);
  await move.json<Answer>("run", words);
  const webhook = (await keysIn(move, TO)).find(({ name }) => name === "webhook");
  const shown = (await move.ask("GET", `/api/v2/keys/${webhook?.id}`, undefined, TO)) as {
    resources: readonly { readonly payload: string }[];
  };
  expect(shown.resources[0]?.payload).toBe(STANDARD_SECRET);
  const secrets = [MATERIAL, STANDARD_SECRET, ...wrapped.map(({ plaintext }) => plaintext)];
  const files = readdirSync(path.join(move.folder, "work"), { recursive: true, encoding: "utf8" })
    .map((file) => path.join(move.folder, "work", file))
    .filter((file) => file.endsWith(".json") || file.endsWith(".jsonl"));
  expect(files.length).toBeGreaterThan(2);
  expect(findSecrets(secrets, files, { printed: move.printed })).toEqual([]);
});

it("does nothing twice, and nothing when all is done", async () => {
  const { words } = await everything(move);
  await move.json<Answer>("run", words);
  const after = await move.emulator.state();
  const files = written("map.json");
  await move.emulator.clearCalls();
  expect((await move.json<Answer>("run", words)).left).toEqual([]);
  expect(await move.emulator.state()).toEqual(after);
  expect(written("map.json")).toBe(files);
  const operations = (await move.emulator.calls()).map(({ operation }) => operation);
  expect(operations.filter((operation) => !/^(get|list)/.test(operation))).toEqual([]);
});

it("writes each file of ciphertexts as it was given, with the new keys, and leaves the given one as it is", async () => {
  const key = await move.key({ name: "orders", aliases: ["orders"] });
  const one = { ...(await move.wrap(key, "one", ["a", "b"])), row: 7 };
  const { plaintext: _, ...given } = one;
  const list = move.file("list.json", [{ ...given, key: "orders" }]);
  const before = readFileSync(list, "utf8");
  await move.emulator.clock.set(NOW);
  await move.json<Answer>("run", ["--ciphertexts", list]);
  expect(readFileSync(list, "utf8")).toBe(before);
  const { keys } = JSON.parse(written("map.json")) as { readonly keys: Record<string, string> };
  const anew = JSON.parse(written("ciphertexts/list.json")) as readonly unknown[];
  expect(anew).toEqual([
    { ...given, key: keyCrn(keys[key], TO), ciphertext: expect.not.stringContaining(given.ciphertext) },
  ]);
  expect(await openedWithTwins(move, JSON.stringify(anew[0]))).toEqual(["one"]);
});

// A bug: numbers were rounded, or became null, and members with numbers for names changed places; check said that nothing is left.
it.each([
  ["lines", "%\n%\n", (one: string) => `${one}\n${one}\n`],
  ["a list", " [%,\n\t%] ", (one: string) => `[\n  ${one},\n  ${one}\n]\n`],
])("keeps the other fields of ciphertexts in %s as they are written", async (_, form, expected) => {
  const key = await move.key({ name: "orders", aliases: ["orders"] });
  const { ciphertext } = await move.wrap(key, "one", ["a"]);
  const rest = String.raw`"row" : 9007199254740993, "b":{"key":[1e400,-0.0]}, "2":"\u00e9\"}", "1":[]`;
  const record = (of: string, text: string) => `{${rest}, "k\\u0065y": "${of}","ciphertext" :"${text}", "aad": ["a"] }`;
  const given = move.file("orders.json", form.replaceAll("%", record("orders", ciphertext)));
  await move.emulator.clock.set(NOW);
  await move.json<Answer>("run", ["--ciphertexts", given]);
  const { keys } = JSON.parse(written("map.json")) as { readonly keys: Record<string, string> };
  const anew = written("ciphertexts/orders.json");
  const [, wrapped = ""] = /"ciphertext" :"(.*?)"/.exec(anew) ?? [];
  expect(anew).toBe(expected(record(keyCrn(keys[key], TO), wrapped)));
  expect(await openedWithTwins(move, record(keyCrn(keys[key], TO), wrapped))).toEqual(["one"]);
});

it("goes on past what fails, says what is left and why, and ends with exit code 2", async () => {
  const [good, other] = [await move.key({ name: "good" }), await move.key({ name: "other" })];
  const disabled = await move.key({ name: "disabled" });
  await move.key({ name: "imported", payload: MATERIAL });
  const lines = [
    await move.wrap(good, "one"),
    { ...(await move.wrap(other, "two")), key: good },
    { ...(await move.wrap(good, "three", ["aad"])), aad: ["another"] },
    await move.wrap(disabled, "four"),
  ].map(({ plaintext: _, ...line }) => JSON.stringify(line));
  await move.act(disabled, "disable");
  await move.emulator.clock.set(NOW);
  const file = move.file("mixed.jsonl", lines.join("\n"));
  const { out, code, error } = await move.call("run", ["--ciphertexts", file, "--json"]);
  expect(error).toBeUndefined();
  const { left, ciphertexts, keys } = JSON.parse(out) as Answer;
  expect({ code, ciphertexts, keys }).toEqual({ code: 2, ciphertexts: 1, keys: 3 });
  expect(left.map(({ kind, id, name, why }) => [kind, name ?? id.replace(/^.*: /, ""), why])).toEqual([
    ["key", "imported", expect.stringContaining("--material")],
    ["ciphertext", "line 2", expect.stringContaining("UNPROCESSABLE_CIPHERTEXT_ERR")],
    ["ciphertext", "line 3", expect.stringContaining("additional data")],
    ["ciphertext", "line 4", expect.stringContaining("enable it for the move")],
  ]);
  expect(written("ciphertexts/mixed.jsonl").trim().split("\n")).toHaveLength(1);
});

it("makes another twin, and wraps anew with it, where the first was deleted and it is told to", async () => {
  const key = await move.key({ name: "orders", aliases: ["orders"] });
  const { plaintext, ...line } = await move.wrap(key, "one");
  await move.emulator.clock.set(NOW);
  const words = ["--ciphertexts", move.file("list.json", [line])];
  await move.json<Answer>("run", words);
  const [first] = await keysIn(move, TO);
  await move.ask("DELETE", `/api/v2/keys/${first?.id}/aliases/orders`, undefined, TO);
  await move.ask("DELETE", `/api/v2/keys/${first?.id}`, undefined, TO);
  expect((await move.json<Answer>("run", words)).left).toMatchObject([{ why: expect.stringContaining("was deleted") }]);
  expect(await keysIn(move, TO)).toEqual([]);
  expect((await move.json<Answer>("run", [...words, "--twin", "orders=new"])).left).toEqual([]);
  const [second, ...others] = await keysIn(move, TO);
  expect(others).toEqual([]);
  expect(second).toMatchObject({ name: "orders", aliases: ["orders"] });
  const [anew] = JSON.parse(written("ciphertexts/list.json")) as readonly unknown[];
  expect(anew).toMatchObject({ key: keyCrn(second?.id, TO) });
  expect(await openedWithTwins(move, JSON.stringify(anew))).toEqual([plaintext]);
});

it("uses the key that it is told to for what an expired one has wrapped, and leaves that key as it is", async () => {
  const old = await move.key({ name: "old", expirationDate: "2026-06-01T00:00:00Z", aliases: ["old"] });
  const { plaintext, ...line } = await move.wrap(old, "one");
  const twin = await move.key({ name: "its own", aliases: ["mine"] }, { instance: TO });
  await move.emulator.clock.set(NOW);
  const words = ["--ciphertexts", move.file("list.json", [line]), "--twin", `old=${twin}`];
  const before = await keysIn(move, TO);
  expect((await move.json<Answer>("run", words)).left).toEqual([]);
  expect(await keysIn(move, TO)).toEqual(before);
  const [anew] = JSON.parse(written("ciphertexts/list.json")) as readonly unknown[];
  expect(anew).toMatchObject({ key: keyCrn(twin, TO) });
  expect(await openedWithTwins(move, JSON.stringify(anew))).toEqual([plaintext]);
  expect(await move.json("check", words)).toMatchObject({ left: [] });
});

it("gives a key its fifth alias once the service has let go of the one by which it was made", async () => {
  await move.key({ name: "five", aliases: ["a1", "a2", "a3", "a4", "a5"] });
  await move.emulator.clock.set(NOW);
  await move.emulator.ibm.setLags({ aliasDelete: "PT5M" });
  const { left } = await move.json<Answer>("run");
  expect(left).toMatchObject([{ name: "five", why: expect.stringContaining("five minutes") }]);
  await move.emulator.clock.advance("PT6M");
  expect((await move.json<Answer>("run")).left).toEqual([]);
  const alike = (await keysIn(move, TO)).map(likenessOf);
  expect(alike).toMatchObject([{ name: "five", aliases: ["a1", "a2", "a3", "a4", "a5"] }]);
});

// A bug: what was named was ignored without a word.
it("refuses another twin than the one that the journal has, and names both", async () => {
  const key = await move.key({ name: "orders", aliases: ["orders"] });
  const other = await move.key({ name: "other" }, { instance: TO });
  await move.emulator.clock.set(NOW);
  await move.json<Answer>("run");
  const { keys } = JSON.parse(written("map.json")) as { readonly keys: Record<string, string> };
  expect((await move.call("run", ["--twin", `orders=${other}`])).error).toContain(
    `twin: ${other} is named for ${key}, but the journal has ${keys[key]}`,
  );
  for (const same of [keys[key], "new"]) await move.json<Answer>("run", ["--twin", `orders=${same}`]);
  expect(await keysIn(move, TO)).toHaveLength(2);
});

it("lets no second run write to its folder, and takes over what one that was killed has left", async () => {
  const lock = move.file("work/lock", { pid: 1, host: "elsewhere", since: "2026-11-27T08:00:00.000Z" });
  await move.key({ name: "orders" });
  const { error } = await move.call("run");
  expect(error).toContain("another run, process 1 on elsewhere, has been at work on");
  expect(error).toContain(`delete ${lock}`);
  expect(await keysIn(move, TO)).toEqual([]);
  await move.emulator.clock.set(NOW);
  move.file("work/lock", { pid: process.pid, host: hostname(), began: "before", since: "2026-11-27T08:00:00.000Z" });
  expect((await move.call("run")).warned).toContain(`process ${process.pid}, has ended and left`);
  expect(await keysIn(move, TO)).toHaveLength(1);
  expect(existsSync(lock)).toBe(false);
});

it("stops at once where nothing can go on, and names what the caller lacks", async () => {
  await move.stop();
  const reads = [
    "kms.*.list",
    "kms.secrets.readmetadata",
    "kms.secrets.list",
    "kms.keyrings.list",
    "kms.registrations.list",
  ];
  move = await Move.start([{ apiKey: "reader", actions: [...reads, "iam.*"] }]);
  await move.key({ name: "payments" });
  const { out, code } = await move.call("run", ["--json"], "reader");
  expect(code).toBe(2);
  expect((JSON.parse(out) as Answer).left).toMatchObject([
    { name: "payments", why: expect.stringContaining(`the role Writer on Key Protect instance ${guidOf(TO)}`) },
  ]);
  expect(await keysIn(move, TO)).toEqual([]);
});

it("refuses material that can't be a root key's, before anything is written, and shows nothing of it", async () => {
  const key = await move.key({ name: "imported", payload: MATERIAL });
  for (const [content, problem] of [
    ["not base64!", "is not base64"],
    [Buffer.from("too short").toString("base64"), "9 bytes"],
  ] as const) {
    const { error } = await move.call("run", ["--material", `${key}=${move.file("material", content)}`]);
    expect(error).toContain(problem);
    expect(error).not.toContain(content);
  }
  expect(existsSync(path.join(move.folder, "work"))).toBe(false);
  expect(await keysIn(move, TO)).toEqual([]);
});

it("names its version beside a line of the journal that it doesn't know", async () => {
  await move.emulator.clock.set(NOW);
  await move.json<Answer>("run");
  move.file("work/journal.jsonl", `${written("journal.jsonl")}{"vaulted":"k1"}\n`);
  expect((await move.call("run")).error).toContain("line 2 is not an entry of a journal of version 1");
});
