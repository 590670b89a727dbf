import type * as pulumi from "@pulumi/pulumi";
import { KeysmithResource } from "../../src/pulumi/resource";
import { UNKNOWN_TEXT } from "../../src/pulumi/wire";
import { crate } from "../toy/crate";
import { startToy } from "../toy/harness";
import { shelf } from "../toy/shelf";
import { type Registered, runProgram, settled } from "./program";

jest.mock("../../src/catalog", () => jest.requireActual("../toy/catalog"));

class Crate extends KeysmithResource {
  declare readonly room: pulumi.Output<string>;

  constructor(name: string, given: object = {}) {
    super("Crate", name, given);
  }
}

class Seal extends KeysmithResource {
  declare readonly crate: pulumi.Output<string>;

  constructor(name: string, given: object) {
    super("Seal", name, given);
  }
}

const given = { name: "orders", size: 2, room: "attic" };

function inputsOf(registered: readonly Registered[], name: string): Record<string, unknown> {
  return registered.find((each) => each.name === name && each.type.endsWith(":Seal"))?.inputs ?? {};
}

describe("the engine's id of a resource", () => {
  it("is what the service calls it, where it has an id of its own", async () => {
    const { provider } = startToy(crate);
    expect(await provider.create(given)).toMatchObject({ id: "C1", outs: { crateId: "C1", name: "orders" } });
    expect((await provider.create(given)).id).toBe("C2");
  });

  it("is its name otherwise", async () => {
    const made = await startToy(shelf).provider.create({ name: "orders", region: "north" });
    expect(made.id).toBe("orders");
  });

  it("is the service's also for what is made and not finished", async () => {
    const error = startToy(crate).provider.create({ ...given, name: "dented" });
    await expect(error).rejects.toMatchObject({ id: "C1", properties: { crateId: "C1", name: "dented" } });
  });

  it("is the name as long as nobody knows what the service calls it, until a refresh finds out", async () => {
    const { provider, service } = startToy(crate);
    const error = provider.create({ ...given, name: "lost" });
    await expect(error).rejects.toMatchObject({ id: "lost", properties: { name: "lost" } });
    service.objects.set("crate/C9", { size: 2 });
    expect(await provider.read("lost", { ...given, name: "lost", crateId: "C9" })).toMatchObject({ id: "C9" });
  });

  it("stays what it was when an update is not finished", async () => {
    const { provider } = startToy(crate);
    const made = await provider.create(given);
    expect(await provider.read("C1", made.outs)).toMatchObject({ id: "C1", props: { size: 2 } });
  });
});

describe("a reference to a resource that the service gives an id", () => {
  const body = (): Seal => {
    const made = new Crate("orders");
    return new Seal("s", { crate: made, checks: [{ crate: made }, { crate: "C7" }] });
  };

  it("becomes the engine's id, also in lists of objects, and a dependency", async () => {
    const { registered } = await runProgram(body);
    expect(inputsOf(registered, "s")).toMatchObject({
      crate: "orders-id",
      checks: [{ crate: "orders-id" }, { crate: "C7" }],
    });
    const { request } = registered.find(({ name }) => name === "s") as Registered;
    expect(request.dependencies.map((urn) => urn.split("::").at(-1))).toEqual(["orders"]);
  });

  it("is known while the outputs of the resource aren't, as in the preview of an update", async () => {
    const { registered } = await runProgram(body, { preview: true, outputs: { crateId: UNKNOWN_TEXT } });
    expect(inputsOf(registered, "s")).toMatchObject({ crate: "orders-id" });
  });

  it("takes a text or an output for the id too", async () => {
    const { registered, result } = await runProgram(() => new Seal("s", { crate: Promise.resolve("C3") }));
    expect(inputsOf(registered, "s")).toMatchObject({ crate: "C3" });
    expect((await settled(result.crate)).value).toBe("C3");
  });
});

describe("what a program leaves open", () => {
  const seal = async (ofCrate: object, own: object = {}): Promise<Record<string, unknown>> => {
    const { registered } = await runProgram(() => new Seal("s", { crate: new Crate("c", ofCrate), ...own }));
    const { room, roomNumber, door } = inputsOf(registered, "s");
    return JSON.parse(JSON.stringify({ room, roomNumber, door })) as Record<string, unknown>;
  };

  it("is that of the resource referred to, where it is a setting or said to be inherited", async () => {
    expect(await seal({ room: "attic", door: "north" })).toEqual({ room: "attic", door: "north" });
    expect(await seal({ roomNumber: "4" })).toEqual({ roomNumber: "4" });
  });

  it("is not that of the resource referred to where something else is given in its place", async () => {
    expect(await seal({ room: "attic" }, { roomNumber: "4" })).toEqual({ roomNumber: "4" });
    expect(await seal({ roomNumber: "4" }, { room: "attic", door: "east" })).toEqual({ room: "attic", door: "east" });
  });

  it("is inherited from one that inherited it", async () => {
    const { registered } = await runProgram(() => {
      const first = new Crate("first", { door: "north", room: "attic" });
      return new Seal("s", { crate: "C1", checks: [{ crate: first }] });
    });
    expect(inputsOf(registered, "s")).toMatchObject({ door: "north", room: "attic" });
  });
});
