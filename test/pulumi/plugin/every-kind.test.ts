import { vendors } from "../../../src/catalog";
import { type EmulatedServices, EXAMPLE_INSTANCES, startEmulated } from "../../lifecycle/services";
import { everyKind, idsOf } from "../../support/every-kind";
import type { Properties } from "../dynamic-process";
import { withoutMarks } from "../provider-support";
import { AskedPlugin, urnOf } from "./asked-plugin";

// One resource of every definition, by the calls that the engine makes. Nothing in it knows a kind but the ids to import by.

const MADE = "2026-01-01T00:00:00Z";
const NONE = 1;

interface Recorded {
  readonly type: string;
  readonly urn: string;
  readonly given: Properties;
  readonly id: string;
  readonly inputs: Properties;
  readonly properties: Properties;
}

let services: EmulatedServices;
let all: readonly Recorded[];
const started: AskedPlugin[] = [];

async function start(): Promise<AskedPlugin> {
  const env = { ...services.env, KEYSMITH_AS_OF: MADE };
  // Some of the vendors' own libraries look there.
  Object.assign(process.env, services.env);
  const plugin = await AskedPlugin.start({ vendors, env });
  started.push(plugin);
  return plugin;
}

beforeAll(async () => {
  services = await startEmulated(MADE);
  const plugin = await start();
  const made: Recorded[] = [];
  for (const { type, inputs } of everyKind) {
    const given = { ...inputs((kind) => made.find((each) => each.type === kind)?.id ?? "") };
    const urn = urnOf(
      type,
      String(given["label"] ?? given["name"] ?? type)
        .split("/")
        .at(-1),
    );
    made.push({ type, urn, given, ...(await plugin.made(urn, given)) });
  }
  all = made;
}, 60_000);
afterEach(async () => {
  for (const plugin of started.splice(0)) await plugin.stop();
});
afterAll(() => services?.emulator.close());

const of = (type: string): Recorded => {
  const found = all.find((each) => each.type === type);
  if (!found) throw new Error(`no ${type} was made`);
  return found;
};

describe.each(everyKind.map(({ type }) => type))("a %s", (type) => {
  it("is checked the second time as the first, and differs in nothing", async () => {
    const { urn, given, inputs, properties } = of(type);
    const again = await (await start()).check(urn, given, inputs);
    expect(again).toEqual({ inputs, failures: [] });
    expect(await (await start()).diff(urn, properties, again.inputs)).toMatchObject({ changes: NONE, details: {} });
  });

  it("is read as it is recorded, also without the mark of the package, and differs in nothing then", async () => {
    const { urn, id, given, inputs, properties } = of(type);
    const { __provider: _provider, ...unmarked } = properties;
    for (const state of [properties, unmarked]) {
      const plugin = await start();
      const read = await plugin.read(urn, id, state, inputs);
      expect(read.id).toBe(id);
      expect(withoutMarks(read.properties)).toEqual(properties);
      const checked = await plugin.check(urn, given, withoutMarks(read.inputs));
      expect(await plugin.diff(urn, withoutMarks(read.properties), checked.inputs)).toMatchObject({ changes: NONE });
    }
  });

  it("is imported by an id of each form, and differs in nothing from the program that declares it so", async () => {
    const { urn, id, given, properties } = of(type);
    // When a key rotates is the program's, and nobody can tell it.
    const { rotation: _rotation, payload: _payload, ...declared } = given;
    for (const text of idsOf(type, properties)) {
      const plugin = await start();
      const read = await plugin.read(urn, text);
      expect([text, read.id]).toEqual([text, id]);
      // As the engine does: it checks what was read as both, then what the generated program gives.
      const olds = withoutMarks(read.inputs);
      expect(await plugin.check(urn, olds, olds)).toMatchObject({ failures: [] });
      const { inputs, failures } = await plugin.check(urn, declared, olds);
      expect(failures).toEqual([]);
      const diff = await plugin.diff(urn, withoutMarks(read.properties), inputs);
      expect([text, diff.details]).toEqual([text, {}]);
      const refreshed = await plugin.read(urn, id, withoutMarks(read.properties), inputs);
      // The service still has the label of the record by which it was made.
      const { label: _label, ...unlabelled } = withoutMarks(read.properties);
      expect(withoutMarks(refreshed.properties)).toMatchObject(unlabelled);
    }
  });

  it("is got by what a program says beside its id", async () => {
    const { urn, id, properties } = of(type);
    const [text = ""] = idsOf(type, properties);
    const said = { region: properties["region"], instance: properties["instance"] };
    const given = Object.fromEntries(Object.entries(said).filter(([, value]) => value !== undefined));
    const read = await (await start()).read(urn, text, given, given);
    expect(read.id).toBe(id);
  });

  it("is not imported by what is of another form, nor of what isn't there", async () => {
    const { urn, properties } = of(type);
    const plugin = await start();
    await expect(plugin.read(urn, "a//b c::")).rejects.toThrow(/is not of the form/);
    const [text = ""] = idsOf(type, properties);
    const other = text.replace(/[0-9a-z]$/, (last) => (last === "0" ? "1" : "0"));
    const read = await plugin.read(urn, other).catch((error: unknown) => String(error));
    if (typeof read === "string") expect(read).toMatch(new RegExp(`${type}|not|no `));
    else expect(read).toEqual({ id: "", properties: {}, inputs: {} });
  });
});

it("What a program gets is looked for where it says that it is", async () => {
  const { urn, id, properties } = of("KeyRing");
  const read = async (instance: unknown) =>
    (await (await start()).read(urn, "payments", { instance }, { instance })).id;
  expect(await read(properties["instance"])).toBe(id);
  const [other] = EXAMPLE_INSTANCES;
  expect(await read(String(properties["instance"]).replace(/[^:]+::$/, `${other?.id}::`))).toBe("");
});
