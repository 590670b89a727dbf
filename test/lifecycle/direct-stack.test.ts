import { DirectStack } from "../../scripts/direct/stack";
import { ServiceError } from "../../src/core/errors";
import type { ToyService } from "../toy/service";
import type { Declared } from "./engine";

jest.mock("../../src/catalog", () => {
  const toyService = new (jest.requireActual("../toy/service").ToyService)();
  return { vendors: [jest.requireActual("../toy/vendor").toyVendor(toyService)], toyService };
});

const service: ToyService = jest.requireMock("../../src/catalog").toyService;
const crate = (name: string, more = {}): Declared => ({ type: "Crate", name: "one", args: { name, ...more } });
const shelf = (name: string): Declared => ({ type: "Shelf", name: "one", args: { name } });

let stack: DirectStack;

beforeEach(() => {
  service.objects.clear();
  stack = new DirectStack({ TOY_REGION: "north", TOY_ROOM: "cellar" }, "2026-01-01T00:00:00Z");
});
afterEach(() => jest.restoreAllMocks());

const objects = (): string[] => [...service.objects.keys()].filter((key) => key.includes("/"));
const calls = (): string[] => service.calls.splice(0);

/** A replacement of which the last call, the deletion of what was replaced, fails. */
async function replaceByHalf(from: Declared, to: Declared): Promise<void> {
  await stack.up([from]);
  jest.spyOn(service, "remove").mockImplementationOnce(() => {
    throw new ServiceError("the toys are asleep", "Come back tomorrow.");
  });
  await expect(stack.up([to])).rejects.toThrow("the toys are asleep");
}

it("What is half done is recorded, and the next run goes on from it", async () => {
  await expect(stack.up([crate("dented")])).rejects.toThrow("it has a dent");
  expect(await stack.state("Crate one")).toMatchObject({ name: "dented", crateId: "C1" });
  expect((await stack.preview([crate("dented")])).actions).toEqual({ "Crate one": "update" });
  expect((await stack.up([crate("dented")])).actions).toEqual({ "Crate one": "update" });
  expect((await stack.up([crate("dented")])).actions).toEqual({ "Crate one": "same" });
  expect(objects()).toEqual(["crate/C1"]);
});

it("What was replaced stays of record until it is deleted", async () => {
  await replaceByHalf(crate("orders"), crate("billing"));
  expect(objects()).toEqual(["crate/C1", "crate/C2"]);
  const { records } = stack;
  const next = new DirectStack({ TOY_REGION: "north", TOY_ROOM: "cellar" }, "2026-01-01T00:00:00Z", { records });
  expect((await next.up([crate("billing")])).actions).toEqual({ "Crate one": "replace" });
  expect(objects()).toEqual(["crate/C2"]);
  expect((await next.up([crate("billing")])).actions).toEqual({ "Crate one": "same" });
});

it("What was replaced is not deleted when the program has it again", async () => {
  await replaceByHalf(shelf("orders"), shelf("billing"));
  await stack.up([shelf("orders")]);
  expect(objects()).toEqual(["shelf/orders"]);
  expect(stack.records).toHaveLength(1);
});

it("Nothing is deleted before what refers to it, whatever a run that failed has come to", async () => {
  const seal: Declared = { type: "Seal", name: "two", args: { crate: { $type: "Crate", $name: "one" } } };
  await stack.up([crate("orders"), seal]);
  service.calls.splice(0);
  await stack.up([crate("orders", { size: 2 }), seal]);
  await stack.destroy();
  expect(calls()).toEqual(["get crate/C1", "put crate/C1", "remove seal/S1", "remove crate/C1"]);
});
