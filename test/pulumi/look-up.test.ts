import * as pulumi from "@pulumi/pulumi";
import { InvalidInputError } from "../../src/core/errors";
import { ask, askOutput } from "../../src/pulumi/look-up";
import { KeysmithResource } from "../../src/pulumi/resource";
import { Session } from "../../src/pulumi/session";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";
import { runProgram, settled } from "./program";

jest.mock("../../src/catalog", () => jest.requireActual("../toy/catalog"));

class Shelf extends KeysmithResource {
  constructor(name: string) {
    super("Shelf", name);
  }
}

const service = new ToyService();
service.objects.set("shelf/orders", { colour: "green" });
const vendor = toyVendor(service);
const [getShelf] = vendor.lookUps;
if (!getShelf) throw new Error("the toy has lost its look-up");
const session = new Session({ TOY_REGION: "south" }, { warn: () => undefined });
const config = { "keysmith:region": "north" };

describe("a look-up as a promise", () => {
  it("asks with checked inputs and with settings filled in", async () => {
    const answer = { colour: "green", key: "key of north/orders" };
    const { result } = await runProgram(() => ask(vendor, getShelf, { shelf: "orders" }, session), { config });
    expect(result).toEqual(answer);
    const own = await runProgram(() => ask(vendor, getShelf, { shelf: "orders", region: "east" }, session), { config });
    expect(own.result).toEqual({ ...answer, key: "key of east/orders" });
  });

  it("refuses bad inputs before it asks, without a stack for people", async () => {
    const before = service.calls.length;
    const given = { shelf: "x", colour: "red" };
    const error = await runProgram(() => ask(vendor, getShelf, given, session)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({ message: expect.stringMatching(/colour: is no field here.*shelf: 1 is too few/) });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(service.calls).toHaveLength(before);
  });
});

describe("a look-up as an output", () => {
  it("takes outputs and resources, and is secret when part of the answer is", async () => {
    const body = (): pulumi.Output<unknown> =>
      askOutput(vendor, getShelf, { shelf: new Shelf("orders"), region: pulumi.output("west") }, session);
    const { result } = await runProgram(body, { config });
    expect(await settled(result)).toEqual({
      value: { colour: "green", key: "key of west/orders" },
      secret: true,
      known: true,
    });
  });

  it("asks nothing while an argument isn't known", async () => {
    const before = service.calls.length;
    const { result } = await runProgram(
      () => askOutput(vendor, getShelf, { shelf: pulumi.unknown as unknown as string }, session),
      { config, preview: true },
    );
    expect((await settled(result)).known).toBe(false);
    expect(service.calls).toHaveLength(before);
  });
});
