import type { Definition, Values } from "../../../src/core/definition";
import { fieldsOf } from "../../../src/core/fields";
import type { FunctionDefinition } from "../../../src/core/function";
import { withDefaults } from "../../../src/core/left-out";
import { advise, plan } from "../../../src/core/plan";
import type { Context } from "../../../src/core/run";
import { UNKNOWN } from "../../../src/core/unknown";
import { ibm } from "../../../src/ibm";
import { hpcsWarnings } from "../../../src/ibm/platform/hpcs";
import { everyKind } from "../../support/every-kind";
import { keyCrn } from "../iam/authorization/samples";
import { MADE } from "../kms/key/samples";
import { crnOf } from "../support";

const NOW = new Date("2026-11-29T00:00:00Z");
const END = "deletes all instances of Hyper Protect Crypto Services on 2027-03-28, in 119 days";
const NO_NEW = "no new instances of Hyper Protect Crypto Services since 2026-03-28";

/** What may name an instance, in the words of each kind. */
function inputsIn(service: string, definition: Definition): Values {
  const [instance, key] = [crnOf(service), keyCrn(undefined, crnOf(service))];
  const kind = everyKind.find(({ type }) => type === definition.name);
  return withDefaults(fieldsOf(definition.inputs), { instance, ...kind?.inputs(() => key), rootKey: key });
}

const texts = (lines: readonly unknown[]): string => lines.map(String).join("\n");

describe.each(ibm.definitions.map((definition) => [definition.name, definition] as const))("a %s", (_, definition) => {
  it("of Hyper Protect Crypto Services warns of its end, and where it is to be made that there are no new ones", () => {
    const inputs = inputsIn("hs-crypto", definition);
    const made = texts(advise(definition, inputs, NOW));
    expect(made).toContain(END);
    expect(made).toContain(NO_NEW);
    const recorded = texts(plan(definition, { ...inputs, createdAt: MADE }, inputs, NOW).warnings);
    expect(recorded).toContain(END);
    expect(recorded).not.toContain(NO_NEW);
  });

  it("of Key Protect, or of an instance that isn't known yet, warns of nothing", () => {
    const inputs = inputsIn("kms", definition);
    const open = { ...inputs, instance: UNKNOWN, target: UNKNOWN, rootKey: UNKNOWN };
    for (const given of [inputs, open]) expect(texts(advise(definition, given, NOW))).not.toContain("Hyper");
  });
});

describe.each(ibm.functions.map((fn) => [fn.name, fn] as const))("the function %s", (_, fn) => {
  it.each([
    ["hs-crypto", [expect.stringContaining(END)]],
    ["kms", []],
  ])("called in an instance of %s says what there is to say", async (service, said) => {
    expect(await warningsOf(fn, { instance: crnOf(service), key: "payments" })).toEqual(said);
    const byKey = { instance: crnOf("kms"), key: keyCrn(undefined, crnOf(service)) };
    if ("key" in fn.inputs.shape) expect(await warningsOf(fn, byKey)).toEqual(said);
  });
});

/** The service needn't answer: what there is to say is said before. */
async function warningsOf(fn: FunctionDefinition, given: Values): Promise<readonly string[]> {
  const warnings: string[] = [];
  const keys = new Proxy({}, { get: () => () => Promise.reject(new Error("called")) });
  const context = {
    client: { keys: () => keys },
    clock: { now: () => NOW },
    log: { warn: (line: unknown) => void warnings.push(String(line)) },
  } as unknown as Context<unknown>;
  await expect((async () => fn.call(context, { aad: [], ciphertext: "x", ...given }))()).rejects.toThrow("called");
  return warnings;
}

it.each([
  ["2027-03-27T12:00:00Z", "on 2027-03-28, in 1 day:"],
  ["2027-03-28T00:00:00Z", "since 2027-03-28:"],
])("at %s the end is %s", (now, when) => {
  expect(hpcsWarnings("hs-crypto", false, new Date(now))[0]).toContain(when);
});
