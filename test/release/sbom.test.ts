import { Spec, Validation } from "@cyclonedx/cyclonedx-library";
import { type Release, Stage } from "./stage";

interface Bill {
  readonly specVersion: string;
  readonly serialNumber?: string;
  readonly metadata: {
    readonly timestamp?: string;
    readonly component: { readonly name: string; readonly purl: string };
  };
  readonly components: readonly {
    readonly purl: string;
    readonly hashes?: readonly { readonly alg: string; readonly content: string }[];
    readonly licenses: readonly object[];
  }[];
  readonly dependencies: readonly { readonly ref: string; readonly dependsOn?: readonly string[] }[];
}

let stage: Stage;
let made: Release;

beforeAll(() => {
  stage = new Stage();
  made = stage.release(stage.putEverything());
});

afterAll(() => stage.remove());

const billOf = (name: string): Bill => JSON.parse(String(made.files.get(name)));
const inside = (name: string): string[] => billOf(name).components.map(({ purl }) => purl);

describe("the bills of materials of a release", () => {
  it("are what the schema of CycloneDX 1.6 says", async () => {
    const bills = [...made.files.keys()].filter((name) => name.endsWith(".cdx.json"));
    expect(bills).toHaveLength(10);
    const validator = new Validation.JsonStrictValidator(Spec.Version.v1dot6);
    for (const name of bills) expect(await validator.validate(String(made.files.get(name)))).toBeNull();
    expect(
      await validator.validate(String(made.files.get(bills[0] ?? "")).replace('"library"', '"book"')),
    ).not.toBeNull();
  });

  it("of a package list what is installed with it, and nothing that it is built with", () => {
    expect(inside("keysmith-1.2.3.cdx.json")).toEqual([
      "pkg:npm/%40scope/inner@1.0.0",
      "pkg:npm/undici@7.0.0",
      "pkg:npm/zod@3.0.0",
      "pkg:npm/zod@4.0.0",
    ]);
    expect(inside("keysmith-emulator-1.2.3.cdx.json")).toEqual(["pkg:npm/luxon@3.0.0"]);
    const { metadata, components, dependencies } = billOf("keysmith-1.2.3.cdx.json");
    expect(metadata.component).toMatchObject({ name: "keysmith", purl: "pkg:npm/keysmith@1.2.3" });
    expect(components[3]).toMatchObject({
      hashes: [{ alg: "SHA-512", content: "01".repeat(64) }],
      licenses: [{ license: { id: "MIT" } }],
    });
    expect(components[0]?.licenses).toMatchObject([{ expression: "(ISC OR GPL-2.0)" }]);
    expect(dependencies).toContainEqual({ ref: "keysmith@1.2.3", dependsOn: ["undici@7.0.0", "zod@4.0.0"] });
    expect(dependencies).toContainEqual({ ref: "undici@7.0.0", dependsOn: ["@scope/inner@1.0.0", "zod@3.0.0"] });
  });

  it("of a bundle list what is inside of it", () => {
    expect(inside("terraform-provider-keysmith_1.2.3.cdx.json")).toEqual(["pkg:npm/zod@4.0.0"]);
    expect(billOf("terraform-provider-keysmith_1.2.3.cdx.json").metadata.component.purl).toBe(
      "pkg:generic/terraform-provider-keysmith@1.2.3",
    );
    expect(inside("keysmith_1.2.3_win32-x64.cdx.json")).toEqual(["pkg:npm/of-win32-x64@1.0.0"]);
  });

  it("name no time and no number that another build wouldn't have", () => {
    const { serialNumber, metadata } = billOf("keysmith-1.2.3.cdx.json");
    expect([serialNumber, metadata.timestamp]).toEqual([undefined, undefined]);
  });
});
