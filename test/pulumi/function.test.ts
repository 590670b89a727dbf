import * as pulumi from "@pulumi/pulumi";
import { ConfigurationError, InvalidInputError } from "../../src/core/errors";
import { ask, askOutput } from "../../src/pulumi/function";
import { KeysmithResource } from "../../src/pulumi/resource";
import { getShelf, listCrates, openCrate } from "../toy/functions";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";
import { answerOf, runProgram, settled } from "./program";

jest.mock("../../src/catalog", () => jest.requireActual("../toy/catalog"));

class Shelf extends KeysmithResource {
  constructor(name: string) {
    super("Shelf", name);
  }
}

class Crate extends KeysmithResource {
  constructor(name: string, given: object) {
    super("Crate", name, given);
  }
}

const service = new ToyService();
service.objects.set("shelf/orders", { colour: "green" });
const vendor = toyVendor(service);
const config = { "keysmith:region": "north" };

describe("a function as a promise", () => {
  it("asks with checked inputs and with settings filled in", async () => {
    const answer = { colour: "green", key: "key of north/orders" };
    const { result } = await runProgram(() => ask(vendor, getShelf, { shelf: "orders" }), { config });
    expect(result).toEqual(answer);
    const own = await runProgram(() => ask(vendor, getShelf, { shelf: "orders", region: "east" }), { config });
    expect(own.result).toEqual({ ...answer, key: "key of east/orders" });
  });

  it("refuses bad inputs before it asks, without a stack for people", async () => {
    const before = service.calls.length;
    const given = { shelf: "x", colour: "red" };
    const error = await runProgram(() => ask(vendor, getShelf, given)).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(InvalidInputError);
    expect(error).toMatchObject({
      message: expect.stringMatching(/colour: is not a field.*shelf: "x" has 1 character: at least/),
    });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(service.calls).toHaveLength(before);
  });

  it("refuses a misspelt name in an object of the configuration before it asks", async () => {
    const misspelt = { ...config, "keysmith:toy": JSON.stringify({ sped: "fast" }) };
    const asked = runProgram(() => ask(vendor, getShelf, { shelf: "orders" }), { config: misspelt });
    await expect(asked).rejects.toThrow(
      "getShelf: keysmith:toy.sped is not a setting; did you mean keysmith:toy.speed?",
    );
  });
});

describe("a function as an output", () => {
  it("takes outputs and resources, and is secret when part of the answer is", async () => {
    const body = (): pulumi.Output<unknown> =>
      askOutput(vendor, getShelf, { shelf: new Shelf("orders"), region: pulumi.output("west") });
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
      () => askOutput(vendor, getShelf, { shelf: pulumi.unknown as unknown as string }),
      { config, preview: true },
    );
    expect((await settled(result)).known).toBe(false);
    expect(service.calls).toHaveLength(before);
  });
});

describe("an answer with lists and objects in it", () => {
  const sizes = [{ atLeast: 1 }, { atLeast: 2, strict: true }];
  const answer = (code: unknown): object => ({
    crates: [
      { crateId: "C1", size: 1, sealed: false, tags: ["attic"], lid: undefined, code },
      { crateId: "C2", size: 2, sealed: true, tags: ["attic"], lid: undefined, code },
    ],
    total: 2,
    complete: true,
    newest: { colour: "red", locked: true },
  });
  const asOutput = async (): Promise<unknown> => {
    const given = { room: pulumi.output("attic"), sizes: [{ atLeast: pulumi.output(1) }, sizes[1]] };
    return settled((await runProgram(() => askOutput(vendor, listCrates, given))).result);
  };

  beforeEach(() => void service.objects.delete("code of attic"));

  it("comes as it is, and is no secret while there is none in it", async () => {
    const { result } = await runProgram(() => ask(vendor, listCrates, { room: "attic", sizes }));
    expect(result).toEqual(answer(undefined));
    expect(await asOutput()).toEqual({ value: answer(undefined), secret: false, known: true });
  });

  it("comes with its secrets in clear, however deep, and as an output is secret as a whole", async () => {
    service.objects.set("code of attic", { code: "hunter2" });
    const { result } = await runProgram(() => ask(vendor, listCrates, { room: "attic", sizes }));
    expect(result).toEqual(answer("hunter2"));
    expect(await asOutput()).toEqual({ value: answer("hunter2"), secret: true, known: true });
  });

  it("says what is wrong deep inside the arguments", async () => {
    const error = runProgram(() => ask(vendor, listCrates, { room: "attic", sizes: [{ atleast: 1 }] }));
    await expect(error).rejects.toThrow(
      /sizes\[0\]\.atleast: is not a field; did you mean atLeast\?.*sizes\[0\]\.atLeast/,
    );
  });
});

describe("a function that acts", () => {
  const place = { room: "attic" };

  it("acts in an update, with a secret that is given plain or as an output", async () => {
    const plain = await runProgram(() => ask(vendor, openCrate, { crate: "C1", code: "1234", ...place }));
    expect(plain.result).toEqual({ content: "straw of C1", code: undefined });
    expect(service.objects.get("opened/C1")).toMatchObject({ by: "1234" });
    const given = { crate: "C2", code: pulumi.secret("5678"), ...place };
    const { result } = await runProgram(() => askOutput(vendor, openCrate, given));
    expect(await settled(result)).toMatchObject({ value: { content: "straw of C2" }, secret: true });
    expect(service.objects.get("opened/C2")).toMatchObject({ by: "5678" });
  });

  it("is secret for a secret argument that isn't marked, and for a secret in the answer, and not otherwise", async () => {
    const secrecy = async (given: object): Promise<boolean> => {
      const { result } = await runProgram(() => askOutput(vendor, openCrate, { crate: "C3", ...place, ...given }));
      return (await settled(result)).secret;
    };
    expect(await secrecy({ code: "1234" })).toBe(true);
    expect(await secrecy({})).toBe(true);
    service.objects.delete("code of attic");
    const { result } = await runProgram(() => askOutput(vendor, listCrates, place));
    expect((await settled(result)).secret).toBe(false);
  });

  it("needs no more than the resource that it is about: the rest is inherited", async () => {
    const { result } = await runProgram(() => {
      const crate = new Crate("c", { roomNumber: "4", door: "north" });
      return askOutput(vendor, openCrate, { crate });
    });
    expect((await settled(result)).value).toMatchObject({ content: "straw of c-id" });
    expect(service.objects.get("opened/c-id")).toMatchObject({ place: [undefined, "4", "north"] });
  });

  it("is not called in a preview: its answer isn't known there", async () => {
    const calls = service.calls.length;
    const { result } = await runProgram(() => askOutput(vendor, openCrate, { crate: "C1", ...place }), {
      preview: true,
    });
    expect((await settled(result)).known).toBe(false);
    expect((await settled(pulumi.output(result).apply((answer) => Object.keys(answer)))).known).toBe(false);
    expect(service.calls).toHaveLength(calls);
  });

  it("refuses a preview as a promise, and says what to use", async () => {
    const calls = service.calls.length;
    const error = await runProgram(() => ask(vendor, openCrate, { crate: "C1", ...place }), {
      preview: true,
    }).catch((thrown: unknown) => thrown);
    expect(error).toBeInstanceOf(ConfigurationError);
    expect(error).toMatchObject({ message: expect.stringMatching(/openCrate acts.*Use openCrateOutput/) });
    expect(pulumi.RunError.isInstance(error)).toBe(true);
    expect(service.calls).toHaveLength(calls);
  });

  it("has its arguments checked in a preview too", async () => {
    const given = { crate: "C1", code: "12", ...place };
    const body = async (): Promise<unknown> =>
      answerOf(askOutput(vendor, openCrate, given)).catch((thrown: unknown) => thrown);
    const { result } = await runProgram(body, { preview: true });
    expect(result).toMatchObject({ message: expect.stringMatching(/code: .*at least 4/) });
  });
});
