import { vendors } from "../../src/catalog";
import { dynamicType, providerLiteral } from "../../src/pulumi/wire";

describe("the text that is stored with every resource", () => {
  it("is frozen: states that hold it are read for ever", () => {
    expect(providerLiteral("ClientKey")).toBe('exports.handler = () => require("keysmith/dynamic").ClientKey;');
  });

  it("is short, as each state holds it twice per resource", () => {
    const names = vendors.flatMap(({ definitions }) => definitions.map(({ name }) => name));
    for (const name of names) expect(Buffer.byteLength(providerLiteral(name))).toBeLessThan(200);
  });

  it("names a type that needs no plugin", () => {
    expect(dynamicType("ClientKey")).toBe("pulumi-nodejs:dynamic/keysmith:ClientKey");
  });
});

describe("what that text asks for", () => {
  it("is there for every resource of every vendor", () => {
    const providers: Record<string, object> = jest.requireActual("../../src/pulumi/dynamic");
    const names = vendors.flatMap(({ definitions }) => definitions.map(({ name }) => name));
    for (const name of names) {
      for (const method of ["configure", "check", "diff", "create", "read", "update", "delete"]) {
        expect(providers[name]).toHaveProperty(method, expect.any(Function));
      }
    }
  });

  it("has kept the names of every release", () => {
    const providers = jest.requireActual("../../src/pulumi/dynamic");
    expect(Object.keys(providers)).toEqual(
      expect.arrayContaining(["NetworkRule", "Policy", "AccessPoint", "ClientKey"]),
    );
  });
});

describe("the catalog", () => {
  it("gives no name to two resources or two functions", () => {
    const names = vendors.flatMap(({ definitions, functions }) =>
      [...definitions, ...functions].map(({ name }) => name),
    );
    expect(new Set(names).size).toBe(names.length);
  });
});
