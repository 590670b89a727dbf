import { AlreadyExistsError, PartialError, PermissionError } from "../../src/core/errors";
import { Run } from "../../src/core/run";
import { DefinitionProvider } from "../../src/pulumi/provider";
import { crate } from "../toy/crate";
import { ASLEEP, startToy } from "../toy/harness";
import { ToyService } from "../toy/service";
import { shelf } from "../toy/shelf";
import { token, tokenText } from "../toy/token";
import { toyVendor } from "../toy/vendor";

import { madeEarlier, PROVIDER, recorded, secretsIn, shelfInputs, tokenInputs } from "./provider-support";

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

  // A bug: what fell due between the two was done by an update that no preview had shown, or beside what it was called for.
  it("do what the diff of the same run has found, and leave what falls due after it to the next run", async () => {
    const service = new ToyService();
    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    let time = "2026-01-10T23:59:59Z";
    const start = (): DefinitionProvider => {
      const run = new Run({ env: {}, log: { warn: () => {} }, clock: { now: () => new Date(time) } });
      return new DefinitionProvider(toyVendor(service), token, run);
    };
    const provider = start();
    const changed = { ...tokenInputs, friends: ["office"] };
    expect(await provider.diff("p/s/t", made, changed)).toMatchObject({ changes: true });
    time = "2026-01-11T00:00:01Z";
    const updated = recorded((await provider.update("p/s/t", made, changed)).outs);
    expect(updated).toMatchObject({ version: 1, friends: ["office"], rotateAt: "2026-01-11T00:00:00Z" });
    const next = start();
    expect(await next.diff("p/s/t", updated, changed)).toMatchObject({ changes: true });
    expect(recorded((await next.update("p/s/t", updated, changed)).outs)).toMatchObject({ version: 2 });
  });

  it("say after a refresh what is due, and no more after an update", async () => {
    const service = new ToyService();
    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    expect(made).toMatchObject({ due: [] });
    const env = { KEYSMITH_AS_OF: "2026-01-11T00:00:00Z" };
    const { provider } = startToy(token, { service, env });
    const read = recorded((await provider.read("p/s/t", made)).props);
    expect(read).toEqual({ ...made, due: [{ code: "rotate", message: "due since 2026-01-11T00:00:00Z" }] });
    expect(await provider.diff("p/s/t", read, tokenInputs)).toMatchObject({ changes: true, replaces: [] });
    const { outs } = await provider.update("p/s/t", read, { ...tokenInputs, ...PROVIDER });
    expect(recorded(outs)).toMatchObject({ due: [], version: 2 });
  });

  it("say nothing of what is due in the state of a version that did not, as long as nothing is", async () => {
    const service = new ToyService();
    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    const { due: _, ...old } = made;
    const { provider } = startToy(token, { service });
    expect(recorded((await provider.read("p/s/t", old)).props)).toEqual(old);
    expect(await provider.diff("p/s/t", old, tokenInputs)).toMatchObject({ changes: false });
  });

  it("name the resource whose record somebody has edited, and say what to do", async () => {
    const service = new ToyService();
    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    const edited = { ...made, rotateAt: "soon", previous: 7 };
    const { provider } = startToy(token, { service });
    const words = 'Token "p/s/t": its record can\'t be used (not a time: "soon"). If the state was edited';
    await expect(provider.diff("p/s/t", edited, tokenInputs)).rejects.toThrow(words);
    await expect(provider.read("p/s/t", edited)).rejects.toThrow(words);
    const again = { ...tokenInputs, rotation: { trigger: "again" } };
    await expect(provider.update("p/s/t", edited, again)).rejects.toThrow(/Token "p\/s\/t": its record can't/);
  });

  it("say after an update that was not finished what is due still", async () => {
    const service = new ToyService();
    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    const early: typeof token = {
      ...token,
      update: async () => {
        throw new PartialError("there was no room", "Make some.", {}, undefined);
      },
    };
    const { provider } = startToy(early, { service, env: { KEYSMITH_AS_OF: "2026-01-11T00:00:00Z" } });
    const error: unknown = await provider.update("p/s/t", made, tokenInputs).catch((thrown: unknown) => thrown);
    expect(error).toMatchObject({ properties: { due: [{ code: "rotate" }] } });
  });

  it("keep a secret that only the creation told", async () => {
    const { provider } = startToy(token);
    const made = await provider.create({ ...tokenInputs });
    const { id, props } = await provider.read("p/s/t", recorded(made.outs));
    expect(id).toBe("p/s/t");
    expect(secretsIn(props).sort()).toEqual(["pin", "token"]);
    expect(recorded(props)).toEqual(recorded(made.outs));
  });

  // A bug: after a refresh, the engine took for ignored what the program once gave, and an update put it back.
  it("say what the inputs are by now, without what was made up for them, and with their secrets marked", async () => {
    const { service, outs = {} } = await madeEarlier();
    service.objects.set("shelf/orders", { colour: "green", tags: undefined });
    const { provider } = startToy(shelf, { service });
    const { props, inputs } = await provider.read("orders", recorded({ ...outs, tags: ["a"] }));
    expect(inputs).toEqual({ ...shelfInputs, colour: "green", __nonce: outs["__nonce"] });
    expect(await provider.diff("orders", recorded(props), recorded(inputs))).toMatchObject({ changes: false });

    const made = recorded((await startToy(token, { service }).provider.create({ ...tokenInputs })).outs);
    const tokenRead = await startToy(token, { service }).provider.read("p/s/t", made);
    expect(tokenRead.inputs).toEqual({ ...tokenInputs, __nonce: made["__nonce"] });
    const locked = { ...shelfInputs, crateId: "C1", code: "1234", size: 1, room: "attic", weight: 10 };
    service.objects.set("crate/C1", { size: 1 });
    const crateRead = await startToy(crate, { service }).provider.read("C1", locked);
    expect(secretsIn(crateRead.inputs)).toEqual(["code"]);
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

  // A bug: a first diff that said "update" kept what the engine then replaced all the same from being deleted.
  it("delete what was replaced although a diff before said that it would be updated", async () => {
    const { service, outs = {} } = await madeEarlier();
    const state = recorded(outs);
    const { provider } = startToy(shelf, { service, env: { TOY_REGION: "north" } });
    const { inputs = {} } = await provider.check({}, { ...shelfInputs, colour: "green" });
    expect(await provider.diff("orders", state, inputs)).toMatchObject({ changes: true, replaces: [] });
    await provider.delete("orders", state);
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
    expect(lines).toContainEqual(
      expect.stringContaining("orders is not deleted, because another resource of the program manages it"),
    );
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
    const vendor = { name: "toy", title: "Toys", definitions: [shelf], functions: [], settings: [], connect };
    const run = new Run({ env: ASLEEP, log: { warn: () => undefined } });
    const providers = [new DefinitionProvider(vendor, shelf, run), new DefinitionProvider(vendor, token, run)];
    expect(connect).not.toHaveBeenCalled();
    await providers[0]?.create({ ...shelfInputs });
    await providers[1]?.create({ ...tokenInputs });
    expect(connect).toHaveBeenCalledTimes(1);
  });
});

describe("failures", () => {
  it("of a name that is taken tell of the setting that makes names", async () => {
    const { provider, service } = startToy(shelf);
    service.failure = new AlreadyExistsError("there is such a shelf", "Give each stack names of its own.");
    await expect(provider.create({ ...shelfInputs })).rejects.toThrow(/names of its own\. .*keysmith:naming/);
  });

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
