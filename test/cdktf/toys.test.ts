import { resourceConstructs } from "../../scripts/generate/construct-classes";
import { isDataSource, isEphemeral } from "../../src/terraform/function";
import { resourceType } from "../../src/terraform/names";
import { resourceSchema } from "../../src/terraform/resource-schema";
import { openCrate, weigh } from "../toy/functions";
import { ToyService } from "../toy/service";
import { toys, toyVendor } from "../toy/vendor";
import { libraries, only, STACK, stackOf, synthesized, tf } from "./libraries";
import { misfits } from "./misfits";
import { type ToyConstruct, toyConstructs, toyTexts } from "./toys";

function one(all: Readonly<Record<string, ToyConstruct>>, name: string): ToyConstruct {
  const found = all[name];
  if (!found) throw new Error(`there is no ${name}`);
  return found;
}

describe.each(libraries)("a new definition, for $name", (library) => {
  const all = toyConstructs(library.name);

  it("becomes a construct with no file written by hand, whose attributes fit its schema", () => {
    const stack = stackOf(library);
    const crate = new (one(all, "Crate"))(stack, "crate", { size: 2, codeWo: "1234", codeWoVersion: 1, door: "south" });
    const shelf = new (one(all, "Shelf"))(stack, "shelf");
    new (one(all, "Token"))(stack, "token", { shelf, friends: [shelf, "attic"], pin: "1234", limits: { days: 20 } });
    new (one(all, "Seal"))(stack, "seal", { crate, checks: [{ crate, every: 2 }, { crate: "C7" }] });
    const { resource } = synthesized(library, stack);
    for (const toy of toys) expect(misfits(resourceSchema(toy), only(resource, resourceType(toy)))).toEqual([]);
    expect(only(resource, "keysmith_crate")).toMatchObject({ name: "crate", code_wo: "1234", code_wo_version: 1 });
    expect(only(resource, "keysmith_token")).toMatchObject({
      shelf: tf("keysmith_shelf.shelf.name"),
      friends: [tf("keysmith_shelf.shelf.name"), "attic"],
      label: `${STACK}/token`,
    });
    expect(only(resource, "keysmith_seal")).toMatchObject({
      crate: tf("keysmith_crate.crate.id"),
      checks: [{ crate: tf("keysmith_crate.crate.id"), every: 2 }, { crate: "C7" }],
      door: "south",
    });
  });

  it("inherits nothing for what another input stands for", () => {
    const stack = stackOf(library);
    const crate = new (one(all, "Crate"))(stack, "crate", { room: "cellar" });
    new (one(all, "Seal"))(stack, "inherits", { crate });
    new (one(all, "Seal"))(stack, "own", { crate, roomNumber: "4" });
    const seals = synthesized(library, stack).resource?.["keysmith_seal"];
    expect(seals?.["inherits"]).toMatchObject({ room: "cellar" });
    expect(seals?.["own"]).not.toHaveProperty("room");
  });

  it("refuses a wrong resource inside a list of objects", () => {
    const stack = stackOf(library);
    const shelf = new (one(all, "Shelf"))(stack, "shelf");
    expect(() => new (one(all, "Seal"))(stack, "seal", { crate: "C1", checks: [{ crate: shelf }] })).toThrow(
      'Seal "stack/seal": checks[0].crate: takes a resource of type Crate, not Shelf',
    );
  });

  it("gives outputs of every type", () => {
    const stack = stackOf(library);
    const found = new (one(all, "DataCrates"))(stack, "found", { room: "cellar" });
    const { total, complete } = found;
    const { crates, newest } = found as unknown as {
      readonly crates: { get(index: number): Readonly<Record<string, unknown>> };
      readonly newest: Readonly<Record<string, unknown>>;
    };
    const values = {
      total,
      complete,
      locked: newest["locked"],
      tags: crates.get(1)["tags"],
      size: crates.get(0)["size"],
    };
    for (const [name, value] of Object.entries(values))
      new library.cdk.TerraformOutput(stack, name, { value, sensitive: true });
    const { output = {}, data } = synthesized(library, stack);
    expect(only(data, "keysmith_crates")).toEqual({ room: "cellar" });
    expect(
      Object.values(output)
        .map(({ value }) => value)
        .sort(),
    ).toEqual([
      tf("data.keysmith_crates.found.complete"),
      tf("data.keysmith_crates.found.crates[0].size"),
      tf("data.keysmith_crates.found.crates[1].tags"),
      tf("data.keysmith_crates.found.newest.locked"),
      tf("data.keysmith_crates.found.total"),
    ]);
  });

  it("becomes a data source or an ephemeral resource when it is a question, and neither when it acts", () => {
    expect([isDataSource(weigh), isEphemeral(weigh)]).toEqual([true, false]);
    expect([isDataSource(openCrate), isEphemeral(openCrate)]).toEqual([false, false]);
    const names = Object.keys(all).filter((name) => /^(Data|Ephemeral)/.test(name) && !/(List|Reference)$/.test(name));
    expect(names).toEqual(expect.arrayContaining(["DataWeigh", "EphemeralShelf"]));
    expect(names.filter((name) => name.endsWith("OpenCrate"))).toEqual([]);
  });
});

describe("the emitted text", () => {
  const text = (toyTexts("cdktf").get("resources.ts") ?? "").replaceAll(/(?:\s+\*(?!\/)|\s)+/g, " ");

  it("says what a property is when it is left out, and what a change of it does", () => {
    expect(text).toContain("Default: the id of the construct.");
    expect(text).toContain(
      "Default: `stack` of the provider, and the path of the construct below its stack, with slashes",
    );
    expect(text).toContain("Takes the resource itself, or its name. A change replaces the resource.");
    expect(text).toContain("Default: that of a referenced resource, `region` of the provider, or `TOY_REGION`.");
    expect(text).toContain("In place of `room`. Default: that of a referenced resource.");
    expect(text).toContain("when `pinWoVersion` changes. Secret.");
  });

  it("has the types of the definition, and a resource where it refers to one", () => {
    expect(text).toContain('readonly colour?: "red" | "green" | IResolvable | undefined;');
    expect(text).toContain("readonly shelf: string | Shelf | IResolvable;");
    expect(text).toContain("readonly friends?: readonly (string | Shelf | IResolvable)[] | IResolvable | undefined;");
    expect(text).toContain("readonly limits?: TokenLimits | IResolvable | undefined;");
    expect(text).toContain("config: ShelfConfig = {}");
    expect(text).toContain("config: TokenConfig)");
    expect(text).toContain("get pinWo(): TokenConfig");
    expect(text).not.toContain("resetShelf()");
  });

  it("is the same for the other library but for the library", () => {
    const second = toyTexts("cdktn").get("resources.ts") ?? "";
    expect(second).not.toContain("cdktf");
    expect(second.replaceAll("cdktn", "cdktf")).toBe(toyTexts("cdktf").get("resources.ts"));
  });

  it("is made anew for what a vendor adds", () => {
    const vendor = toyVendor(new ToyService());
    const [shelf] = toys;
    if (!shelf) throw new Error("there is no toy");
    const more = resourceConstructs([{ ...vendor, definitions: [...toys, { ...shelf, name: "Drawer" }] }]);
    expect(more).toContain("export class Drawer extends KeysmithResource<DrawerConfig>");
    expect(more).toContain('static readonly tfResourceType = "keysmith_drawer";');
  });
});
