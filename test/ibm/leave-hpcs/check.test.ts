import { readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { guidOf } from "../iam/authorization/samples";
import { COS, FROM, Move, TO } from "./move";
import { everything, keysIn } from "./world";

interface Answer {
  readonly opened: number;
  readonly left: readonly {
    readonly kind: string;
    readonly id: string;
    readonly name?: string;
    readonly why: string;
  }[];
}

let move: Move;
let words: readonly string[];
let wrapped: number;

beforeEach(async () => {
  move = await Move.start();
  const made = await everything(move);
  words = made.words;
  wrapped = made.wrapped.length;
});

afterEach(() => move.stop());

async function checked(...more: readonly string[]): Promise<Answer & { readonly code: number }> {
  const { out, error, code } = await move.call("check", [...words, ...more, "--json"]);
  expect(error).toBeUndefined();
  return { ...(JSON.parse(out) as Answer), code };
}

/** The id of the twin of the key of that name. */
async function twin(name: string): Promise<string> {
  return (await keysIn(move, TO)).find((key) => key.name === name)?.id ?? "";
}

it("ends with exit code 0 once all has gone over, and not before", async () => {
  const before = await checked();
  expect(before).toMatchObject({ code: 2, opened: 0 });
  expect(new Set(before.left.map(({ kind }) => kind))).toEqual(new Set(["ring", "key", "authorization", "ciphertext"]));
  await move.json("run", words);
  const state = await move.emulator.state();
  expect(await checked()).toMatchObject({ code: 0, opened: wrapped, left: [] });
  expect(await move.emulator.state()).toEqual(state);
});

it("finds what has become of the twins since", async () => {
  await move.json("run", words);
  const [payments, five, marked] = [await twin("payments"), await twin("five"), await twin("marked")];
  await move.ask("DELETE", `/api/v2/keys/${payments}/aliases/pay`, undefined, TO);
  await move.ask("POST", `/api/v2/keys/${five}/actions/disable`, undefined, TO);
  await move.ask("DELETE", `/api/v2/keys/${marked}`, undefined, TO);
  const { policies } = JSON.parse(readFileSync(path.join(move.folder, "work/map.json"), "utf8")) as {
    readonly policies: Record<string, string>;
  };
  const [[old, policy] = ["", ""]] = Object.entries(policies);
  await move.ask("DELETE", `/v2/policies/${policy}`);
  const { left, code } = await checked();
  expect(code).toBe(2);
  const why = (kind: string, name: string) =>
    left.filter((each) => each.kind === kind && [each.name, each.id].includes(name)).map((each) => each.why);
  expect(why("key", "payments")).toEqual([`${payments} lacks the aliases pay`]);
  expect(why("key", "five")).toEqual([`${five} is in another state`]);
  expect(why("key", "marked")).toEqual([expect.stringContaining(`its twin ${marked} was deleted: restore it`)]);
  expect(why("authorization", old)).toEqual([`the policy ${policy} is gone: run again`]);
  // Two were wrapped with each of the keys that can't open any more.
  expect(left.filter(({ kind }) => kind === "ciphertext")).toHaveLength(4);
});

it("compares what is in the ciphertexts", async () => {
  await move.json("run", words);
  const file = path.join(move.folder, "work/journal.jsonl");
  const marked = await twin("marked");
  const body = { plaintext: Buffer.from("something else").toString("base64") };
  const other = (await move.ask("POST", `/api/v2/keys/${marked}/actions/wrap`, body, TO)) as { ciphertext: string };
  const lines = readFileSync(file, "utf8").split("\n");
  const journal = lines.map((line) => line.replace(/"ciphertext":"[^"]+"/, `"ciphertext":"${other.ciphertext}"`));
  writeFileSync(file, journal.join("\n"));
  const { left, code } = await checked();
  expect(code).toBe(2);
  expect(left).toHaveLength(wrapped);
  expect(left.map(({ why }) => why)).toContain("the new ciphertext doesn't contain the same as the old one");
});

it("counts a service until it uses the twin, and says whether it may", async () => {
  const [payments, marked] = ["payments", "marked"].map(
    (name) => async () => (await keysIn(move, FROM)).find((key) => key.name === name)?.id ?? "",
  );
  await move.register((await payments?.()) ?? "");
  const postgres = COS.replace("cloud-object-storage", "databases-for-mongodb");
  await move.register((await marked?.()) ?? "", postgres);
  await move.json("run", words);
  const { left, code } = await checked();
  expect(code).toBe(2);
  expect(left).toMatchObject([
    { kind: "service", id: expect.any(String) },
    { kind: "service", id: expect.any(String) },
  ]);
  const why = (crn: string) => left.find(({ id }) => id === crn)?.why;
  expect(why(COS)).toBe(`let the service use the key ${await twin("payments")}: it is authorized to`);
  expect(why(postgres)).toContain("no authorization yet");
  for (const [name, resourceCrn] of [
    ["payments", COS],
    ["marked", postgres],
  ] as const) {
    await move.emulator.ibm.register({ instance: guidOf(TO), key: await twin(name), resourceCrn });
  }
  expect((await checked()).left).toEqual([]);
});

it("finds the old instance in any state of a program", async () => {
  await move.json("run", words);
  const resources = [
    { urn: "urn:pulumi:prod::shop::aws:s3/bucket:Bucket::logs", type: "aws:s3/bucket:Bucket", inputs: {}, outputs: {} },
    {
      urn: "urn:pulumi:prod::shop::ibm:index/kmsKey:KmsKey::cards",
      type: "ibm:index/kmsKey:KmsKey",
      inputs: { instanceId: guidOf(FROM).toUpperCase() },
    },
  ];
  const state = move.file("stack.json", { version: 3, deployment: { resources } });
  const { left, code } = await checked("--state", state);
  expect({ code, left }).toEqual({
    code: 2,
    left: [
      { kind: "program", id: resources[1]?.urn, name: state, why: expect.stringContaining("names the old instance") },
    ],
  });
});
