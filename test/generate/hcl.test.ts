import { execFileSync } from "node:child_process";
import { referencePages } from "../../scripts/generate/reference-pages";
import { vendors } from "../../src/catalog";
import { Expression, hclBlock } from "../../src/terraform/hcl";
import { describeOnOne, needsWriteOnly } from "../terraform/engines";
import { attachedProvider } from "../terraform/engines/providers";
import { Workspace } from "../terraform/engines/workspace";
import { ToyService } from "../toy/service";
import { toyVendor } from "../toy/vendor";

/** The HCL of all pages, by page. */
function programs(): readonly (readonly [page: string, code: string])[] {
  return [...referencePages(vendors)].flatMap(([page, text]) =>
    [...text.matchAll(/^```hcl\n(.*?)^```$/gms)].map(([, code = ""]) => [page, code] as const),
  );
}

describe("a block of HCL", () => {
  it("aligns neighbours that take one line each, and a block in lines of its own", () => {
    const long = { name: "n".repeat(60), description: "d".repeat(60) };
    const block = hclBlock('resource "keysmith_crate" "example"', {
      a: 1,
      "long-name": true,
      lid: long,
      tags: ["x"],
      n: "y",
    });
    expect(block).toBe(`resource "keysmith_crate" "example" {
  a         = 1
  long-name = true
  lid {
    name        = "${"n".repeat(60)}"
    description = "${"d".repeat(60)}"
  }
  tags = ["x"]
  n    = "y"
}
`);
  });

  it("has texts that look like templates stay what they are, and expressions stand for themselves", () => {
    const block = hclBlock('provider "keysmith"', {
      naming: `\${name}-%{x}`,
      key: new Expression("var.key"),
      odd: "a\b\u2028\u{e0001}🔑",
      none: {},
    });
    // A bug: a backspace was written as in JSON, and HCL has no \b.
    expect(block).toContain('odd    = "a\\u0008\\u2028\\U000e0001🔑"');
    expect(block).toContain(`naming = "$\${name}-%%{x}"`);
    expect(block).toContain("key    = var.key");
    expect(block).toContain("none {\n  }");
  });
});

describe("the HCL of the pages", () => {
  const pages = referencePages([toyVendor(new ToyService())]);

  it("gives the name that programs in TypeScript leave out, and nested values by the attributes' names", () => {
    expect(pages.get("Shelf.md")).toMatch(/resource "keysmith_shelf" "example" \{\n {2}name\s+= "/);
  });

  // Once, the tables of attributes showed no default.
  it("show what an attribute is that is left out, nested ones too, and why a resource must change", () => {
    expect(pages.get("Shelf.md")).toContain('| `colour` | string | optional, default `"red"` |');
    expect(pages.get("Shelf.md")).toContain("| `region` | string | optional, computed |");
    expect(pages.get("Token.md")).toContain("| `limits.days` | number | optional, default `10` |");
    expect(pages.get("Seal.md")).toContain("| `checks[*].every` | number | optional, default `1` |");
    expect(pages.get("Token.md")).toContain("| `due[*].code` | string | read-only |");
  });

  it("says of what acts that it is an action, without its secrets, and of what tells secrets that nothing keeps them", () => {
    const action = 'action "keysmith_open_crate" "example" {\n  config {\n    crate = "C1"\n  }\n}\n';
    expect(pages.get("openCrate.md")).toContain(action);
    expect(pages.get("openCrate.md")).toContain("`code`, a secret, is not among it");
    expect(pages.get("getShelf.md")).toContain('ephemeral "keysmith_shelf" "example"');
    expect(pages.get("listCrates.md")).toContain('data "keysmith_crates" "example"');
  });

  it("is there for every resource, and never holds a secret", () => {
    const all = programs().map(([, code]) => code);
    for (const { definitions } of vendors)
      for (const { name } of definitions)
        expect(programs().filter(([page, code]) => page === `${name}.md` && code.startsWith("resource "))).toHaveLength(
          1,
        );
    expect(all.join("\n")).not.toMatch(/\b(payload|password|plaintext)\s*= "/);
  });
});

describeOnOne("the HCL of the pages", "terraform", (engine) => {
  it("is formatted as the engine's own formatter does it", () => {
    const all = programs()
      .map(([page, code]) => `# ${page}\n${code}`)
      .join("\n");
    const env = { PATH: process.env["PATH"], CHECKPOINT_DISABLE: "1" };
    expect(execFileSync(engine.command, ["fmt", "-"], { input: all, env, encoding: "utf8" })).toBe(all);
  });
});

describeOnOne(
  "the HCL of the pages",
  "terraform",
  (engine) => {
    it("is a valid program, all of it together", async () => {
      // What a `moved` names comes from a provider that isn't here, and not every engine has actions.
      const blocks = programs().flatMap(([, code]) => (/^(moved|action) /.test(code) ? [] : [code]));
      const texts = ["sealed", "secret"].map((name) => `variable "${name}" { type = string }\n`);
      const variables = `variable "recipients" { type = list(string) }\n${texts.join("")}`;
      const source = await attachedProvider(engine, {});
      const workspace = await Workspace.open(engine, source, { "main.tf": `${variables}${blocks.join("\n")}` });
      const { stdout } = await workspace.command(["validate", "-json"]);
      await workspace.close();
      expect(JSON.parse(stdout)).toMatchObject({ valid: true, error_count: 0, diagnostics: [] });
    }, 30_000);
  },
  needsWriteOnly,
);
