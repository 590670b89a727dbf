import { PermissionError } from "../../src/core/errors";
import { DefinitionProvider } from "../../src/pulumi/provider";
import { Session } from "../../src/pulumi/session";
import { UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { ASLEEP, configOf, startToy } from "../toy/harness";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { token, tokenText } from "../toy/token";

const SIGNATURE = "4dabf18193072939515e22adb298388d";
const PROVIDER = { __provider: "exports.handler = …" };
const shelfInputs = { name: "orders", colour: "red", region: "north", adopt: false };
const tokenInputs = { shelf: "orders", friends: [], limits: { days: 10 }, label: "p/s/t", region: "north" };

/** What the engine records of a reply and sends later: the marks are gone. */
function recorded(properties: Record<string, unknown> | undefined): Record<string, unknown> {
  const plain = (value: unknown): unknown =>
    typeof value === "object" && value !== null && SIGNATURE in value && "value" in value ? value.value : value;
  return Object.fromEntries(Object.entries({ ...properties, ...PROVIDER }).map(([k, v]) => [k, plain(v)]));
}

function secretsIn(properties: Record<string, unknown> | undefined): string[] {
  return Object.entries(properties ?? {}).flatMap(([name, value]) =>
    typeof value === "object" && value !== null && SIGNATURE in value ? [name] : [],
  );
}

/** A shelf that another process has made. */
async function madeEarlier(): Promise<{ service: ToyService; outs: Record<string, unknown> | undefined }> {
  const { provider, service } = startToy(shelf);
  const { outs } = await provider.create({ ...shelfInputs });
  return { service, outs };
}

describe("check", () => {
  it("fills in defaults and settings: the configuration's before the environment's", async () => {
    const { provider } = startToy(shelf, { env: { TOY_REGION: "south" } });
    const news = { ...PROVIDER, name: "orders" };
    expect(await provider.check({}, news)).toMatchObject({ inputs: { region: "south", colour: "red" }, failures: [] });
    await provider.configure(configOf({ "keysmith:region": "north", "other:region": "west" }));
    expect(await provider.check({}, news)).toMatchObject({ inputs: { region: "north" } });
    expect(await provider.check({}, { ...news, region: "east" })).toMatchObject({ inputs: { region: "east" } });
  });

  it("has the configuration even for a call that does not wait for configure", async () => {
    const { provider } = startToy(shelf);
    const [, checked] = await Promise.all([
      provider.configure(configOf({ "keysmith:region": "north" })),
      provider.check({}, { name: "orders" }),
    ]);
    expect(checked.inputs).toMatchObject({ region: "north" });
  });

  it("says how to give a setting that nobody gave", async () => {
    const { provider } = startToy(shelf);
    const { failures } = await provider.check({}, { name: "orders" });
    expect(failures).toEqual([
      { property: "", reason: expect.stringMatching(/^region: .*keysmith:region.*TOY_REGION/) },
    ]);
  });

  it("names the field in the reason and no property, as the engine prints the value of one", async () => {
    const { provider } = startToy(token, { env: { TOY_REGION: "north" } });
    const news = { ...tokenInputs, pin: "12", shelv: "orders", limits: { days: -1 } };
    const { failures = [] } = await provider.check({}, news);
    expect(failures.map(({ property }) => property)).toEqual(["", "", ""]);
    expect(failures.map(({ reason }) => reason).sort()).toEqual([
      "limits.days: -1 is no number of days",
      expect.stringMatching(/^pin: .*at least 4/),
      expect.stringMatching(/^shelv: is no field here; did you mean shelf\?/),
    ]);
  });

  it("keeps unknown values, and secrets plain", async () => {
    const { provider } = startToy(token);
    const news = { ...tokenInputs, ...PROVIDER, pin: "1234", friends: ["a", UNKNOWN_TEXT], limits: UNKNOWN_TEXT };
    const { inputs, failures } = await provider.check({}, news);
    expect(failures).toEqual([]);
    expect(inputs).toEqual({ ...tokenInputs, pin: "1234", friends: ["a", UNKNOWN_TEXT], limits: UNKNOWN_TEXT });
  });

  it("gives advice, once", async () => {
    const { provider, lines } = startToy(token);
    const news = { ...tokenInputs, limits: { days: 3 } };
    await provider.check({}, news);
    await provider.check(news, news);
    expect(lines.filter((line) => line.includes("Token"))).toEqual(['Token "p/s/t": 3 days are few']);
  });
});

describe("diff", () => {
  const state = { ...shelfInputs, address: "north/orders", ...PROVIDER };

  it("finds nothing where nothing changed, whatever the provider's text", async () => {
    const { provider } = startToy(shelf);
    const news = { ...shelfInputs, __provider: "another" };
    expect(await provider.diff("orders", state, news)).toEqual({
      changes: false,
      replaces: [],
      deleteBeforeReplace: false,
    });
  });

  it("says why it updates, in one line and once in a process", async () => {
    const { provider, lines } = startToy(shelf);
    const news = { ...shelfInputs, colour: "green" };
    for (let run = 0; run < 2; run++) {
      expect(await provider.diff("orders", state, news)).toMatchObject({ changes: true, replaces: [] });
    }
    expect(lines.filter((line) => line.includes("Shelf"))).toEqual([
      'Shelf "orders" changes in place: colour changes from "red" to "green"',
    ]);
  });

  it("replaces for an immutable field, deleting first where the name stays", async () => {
    const { provider, lines } = startToy(shelf);
    const renamed = await provider.diff("orders", state, { ...shelfInputs, name: "billing" });
    expect(renamed).toEqual({ changes: true, replaces: ["name"], deleteBeforeReplace: false });
    expect(lines.join()).toContain("tokens on the shelf fall off");
  });

  it("never replaces for a value that isn't known", async () => {
    const { provider } = startToy(shelf);
    const planned = await provider.diff("orders", state, { ...shelfInputs, name: UNKNOWN_TEXT });
    expect(planned).toMatchObject({ changes: true, replaces: [] });
  });

  it("finds what time asks for though no input changed", async () => {
    const made = await startToy(token).provider.create({ ...tokenInputs, ...PROVIDER });
    const later = startToy(token, { env: { KEYSMITH_AS_OF: "2026-01-11T00:00:00Z" } });
    expect(await later.provider.diff("p/s/t", recorded(made.outs), tokenInputs)).toMatchObject({ changes: true });
    expect(later.lines).toContain('Token "p/s/t" changes in place: due since 2026-01-11T00:00:00Z');
  });

  it("takes an input that is an output too for what it was made to be", async () => {
    const { provider } = startToy(token);
    const made = await provider.create({ ...tokenInputs, ...PROVIDER });
    expect(await provider.diff("p/s/t", recorded(made.outs), tokenInputs)).toMatchObject({ changes: false });
    expect(await provider.diff("p/s/t", recorded(made.outs), { ...tokenInputs, pin: "9999" })).toMatchObject({
      changes: true,
    });
  });

  it("is the same for a refresh, which compares the fresh state with the recorded inputs", async () => {
    const { provider, service } = startToy(shelf);
    const { outs } = await provider.create({ ...shelfInputs, ...PROVIDER });
    service.objects.set("shelf/orders", { colour: "green", tags: undefined });
    const { props = {} } = await provider.read("orders", recorded(outs));
    expect(await provider.diff("orders", props, shelfInputs)).toMatchObject({ changes: true, replaces: [] });
  });

  it("shows no secret", async () => {
    const { provider, lines } = startToy(token);
    const made = await provider.create({ ...tokenInputs, ...PROVIDER, pin: "4321" });
    await provider.diff("p/s/t", recorded(made.outs), { ...tokenInputs, pin: "9876" });
    expect(lines.join()).toContain("pin changes");
    expect(lines.join()).not.toMatch(/4321|9876/);
  });

  it("asks no service", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = new Error("asked");
    await provider.diff("orders", state, { ...shelfInputs, colour: "green" });
    await provider.check({}, shelfInputs);
    expect(service.calls).toEqual([]);
  });
});

describe("create, update, read and delete", () => {
  it("answer with the whole state, secrets marked each time", async () => {
    const { provider } = startToy(token);
    const made = await provider.create({ ...tokenInputs, ...PROVIDER });
    expect(made.id).toBe("p/s/t");
    expect(secretsIn(made.outs).sort()).toEqual(["pin", "token"]);
    expect(recorded(made.outs)).toMatchObject({ ...tokenInputs, token: tokenText(1), pin: "made-up-1", version: 1 });

    const updated = await provider.update("p/s/t", recorded(made.outs), { ...tokenInputs, ...PROVIDER, pin: "1234" });
    expect(secretsIn(updated.outs).sort()).toEqual(["pin", "token"]);
    expect(recorded(updated.outs)).toMatchObject({ token: tokenText(2), pin: "1234", previous: [{ tokenId: "T1" }] });

    const kept = await provider.update("p/s/t", recorded(updated.outs), { ...tokenInputs, pin: "1234" });
    expect(Object.keys(kept.outs ?? {}).sort()).toEqual(Object.keys(updated.outs ?? {}).sort());
    expect(recorded(kept.outs)).toMatchObject({ version: 2, token: tokenText(2) });
  });

  it("rotate when it is due, without a changed input", async () => {
    const service = new ToyService();
    const made = await startToy(token, { service }).provider.create({ ...tokenInputs });
    const later = startToy(token, { service, env: { KEYSMITH_AS_OF: "2026-01-11T00:00:00Z" } });
    const { outs } = await later.provider.update("p/s/t", recorded(made.outs), tokenInputs);
    expect(recorded(outs)).toMatchObject({ version: 2, rotateAt: "2026-01-21T00:00:00Z" });
  });

  it("keep a secret that only the creation told", async () => {
    const { provider } = startToy(token);
    const made = await provider.create({ ...tokenInputs });
    const { id, props } = await provider.read("p/s/t", recorded(made.outs));
    expect(id).toBe("p/s/t");
    expect(secretsIn(props).sort()).toEqual(["pin", "token"]);
    expect(recorded(props)).toEqual(recorded(made.outs));
  });

  it("say that a gone object is gone", async () => {
    const { provider } = startToy(shelf);
    expect(await provider.read("orders", { ...shelfInputs })).toEqual({});
  });

  it("delete", async () => {
    const { service } = await madeEarlier();
    await startToy(shelf, { service }).provider.delete("orders", { ...shelfInputs, ...PROVIDER });
    expect([...service.objects]).toEqual([]);
  });

  // A bug: what a replacement had left to be deleted, and a program took back, was deleted by a later run.
  it("leave alone what the program still has, and the state has a second time as replaced", async () => {
    const { service, outs = {} } = await madeEarlier();
    const state = recorded(outs);
    const { provider, lines } = startToy(shelf, { service, env: { TOY_REGION: "north" } });
    await provider.check({ ...shelfInputs }, { ...shelfInputs });
    await provider.diff("orders", state, { ...shelfInputs });
    await provider.delete("orders", state);
    expect([...service.objects]).toHaveLength(1);
    expect(lines).toContainEqual(expect.stringContaining("orders is not deleted, as the program still has it"));
  });

  it("delete what is compared by a refresh only, and what is to be replaced", async () => {
    for (const change of [{}, { region: "south" }]) {
      const { service, outs = {} } = await madeEarlier();
      const { provider } = startToy(shelf, { service });
      if ("region" in change) await provider.check({ ...shelfInputs }, { ...shelfInputs, ...change });
      await provider.diff("orders", recorded(outs), { ...shelfInputs, ...change });
      await provider.delete("orders", recorded(outs));
      expect([...service.objects]).toEqual([]);
    }
  });

  it("share one client and one memory per process", async () => {
    const connect = jest.fn(() => new ToyService());
    const vendor = { name: "toy", definitions: [shelf], lookUps: [], settings: [], connect };
    const session = new Session(ASLEEP, { warn: () => undefined });
    const providers = [new DefinitionProvider(vendor, shelf, session), new DefinitionProvider(vendor, token, session)];
    expect(connect).not.toHaveBeenCalled();
    await providers[0]?.create({ ...shelfInputs });
    await providers[1]?.create({ ...tokenInputs });
    expect(connect).toHaveBeenCalledTimes(1);
  });
});

describe("failures", () => {
  it("show the message of our errors and no stack", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = new PermissionError("the key may not write", "Ask for more.", { requestId: "R-1" });
    const error = await provider.delete("orders", { ...shelfInputs }).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ message: "the key may not write (RequestId R-1). Ask for more." });
    expect(`${error}: ${(error as Error).stack}`).toBe(
      "keysmith: the key may not write (RequestId R-1). Ask for more.",
    );
  });

  it("take the id from foreign errors, which would look like a created resource", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = Object.assign(new TypeError("odd"), { id: "request-7" });
    const error = await provider.create({ ...shelfInputs }).catch((thrown: unknown) => thrown);
    expect(error).not.toHaveProperty("id");
    expect(error).toMatchObject({ message: expect.stringContaining("TypeError: odd") });
  });

  it("repeat nothing that a parser quotes", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = new SyntaxError('Unexpected token in "hunter22"');
    const error = await provider.create({ ...shelfInputs }).catch((thrown: unknown) => thrown);
    expect((error as Error).message).not.toContain("hunter22");
  });

  it("record a half-done create with its secrets marked, and the next update goes on from there", async () => {
    const { provider } = startToy(token);
    const broken = { ...PROVIDER, ...tokenInputs, limits: { days: 10, note: "break off" } };
    const error = await provider.create(broken).catch((thrown: unknown) => thrown);
    const { id, properties, reasons, message } = error as Record<string, unknown> & Error;
    expect({ id, reasons }).toEqual({ id: "p/s/t", reasons: [message] });
    expect(message).toContain("the shelf shook");
    expect(properties).toMatchObject(PROVIDER);
    expect(secretsIn(properties as Record<string, unknown>).sort()).toEqual(["pin", "token"]);
    const state = recorded(properties as Record<string, unknown>);
    expect(await provider.diff("p/s/t", state, broken)).toMatchObject({ changes: false });
    const { outs } = await provider.update("p/s/t", state, broken);
    expect(recorded(outs)).toMatchObject({ version: 1, token: tokenText(1) });
  });

  it("repeat a bad setting of the clock at every call", async () => {
    const { provider } = startToy(shelf, { env: { KEYSMITH_AS_OF: "tomorrow" } });
    for (let run = 0; run < 2; run++) {
      await expect(provider.diff("orders", { ...shelfInputs }, { ...shelfInputs })).rejects.toThrow(/KEYSMITH_AS_OF/);
      await expect(provider.create({ ...shelfInputs })).rejects.toThrow(/KEYSMITH_AS_OF/);
    }
  });
});
