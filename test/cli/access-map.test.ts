import { createHash } from "node:crypto";
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { accessCommand } from "../../src/cli/access-command";
import type { Values } from "../../src/core/definition";
import byPulumi from "../recorded/0.1-pulumi.json";
import { inProcess, type Outcome } from "./in-process";
import {
  APP,
  changed,
  exported,
  FLAGS,
  KEY,
  OFFICE,
  ORDERS,
  PROGRAM,
  type RecordedOne,
  shown,
} from "./recorded-access";
import { fleetOf } from "./recorded-fleet";
import { rotatedRecord } from "./recorded-keys";

const ENV = { KEYSMITH_AS_OF: "2026-06-01T00:00:00Z" };

let folder: string;

beforeAll(() => {
  folder = mkdtempSync(path.join(tmpdir(), "keysmith-map-"));
});

afterAll(() => rmSync(folder, { recursive: true, force: true }));

function run(words: readonly string[], input: string): Promise<Outcome> {
  return inProcess((terminal) => accessCommand(terminal), ["map", ...words], { env: ENV, input });
}

/** The page that is drawn of a state. */
async function pageOf(input: string): Promise<string> {
  const { out, error } = await run(["--html", "-"], input);
  expect(error).toBeUndefined();
  return out;
}

/** What its boxes say, without those that stand in several pictures once more. */
function boxesIn(page: string): string[] {
  return [...new Set([...page.matchAll(/<title>([^<]*: [^<]*)<\/title>/g)].map(([, text = ""]) => text))];
}

function picturesIn(page: string): string[] {
  return [...page.matchAll(/<h3 id="p\d+">([^<]*)<\/h3>/g)].map(([, text = ""]) => text);
}

function rowsIn(page: string): string[] {
  const [, table = ""] = /<table class="rotations">(.*?)<\/table>/s.exec(page) ?? [];
  return [...table.matchAll(/<tr data-row.*?<\/tr>/gs)].map(([row]) => row.replaceAll(/<[^>]*>/g, " ").trim());
}

describe("access map", () => {
  // A bug: it ended in `RangeError: not a time`, without a word of which resource that is about.
  it.each(["createdAt", "notBefore", "notAfter"])("names the resource with a damaged %s", async (field) => {
    const damaged = changed(KEY, { [field]: "soon" });
    const { error } = await run(["--html", "-"], exported([...PROGRAM.slice(0, 3), damaged]));
    expect(String(error)).toMatch(/ClientKey "key": its record can't be used/);
  });

  it.each([
    ["an export of Pulumi", exported([...PROGRAM, FLAGS])],
    ["a state of Terraform", JSON.stringify(shown([...PROGRAM, FLAGS]))],
  ])("draws of %s from where who reaches what by which policy, with the times of credentials", async (_kind, input) => {
    const page = await pageOf(input);
    expect(boxesIn(page)).toEqual(
      expect.arrayContaining([
        "network rule: office\n10.20.0.0/16",
        "application: orders-app\nKAAP.1\nuntil 2026-12-31, next rotation 2026-12-02",
        "policy: orders\nCryptoServiceKeyUser\nCryptoServiceSecretUser\nat kst-1",
        "key: key-a",
        "secret: orders/*",
        "service: apprapp 0a1b0000-0004-4000-8000-00000000e001",
        "key: 11111111-1111-4111-8111-111111111111",
      ]),
    );
    expect(picturesIn(page)).toEqual(["orders-app", "apprapp 0a1b0000-0004-4000-8000-00000000e001"]);
    expect(rowsIn(page)).toEqual([
      expect.stringMatching(
        /^orders-app\s+KAAP\.1\s+2025-12-20 until 2026-12-31\s+rotation 2026-12-02, by 2026-12-31$/,
      ),
    ]);
  });

  it("draws all that engines have recorded, with the keys that rotate, and without their secrets", async () => {
    const { half: _half, ...kinds } = byPulumi;
    const recorded = Object.entries(kinds).map(([type, { state }]) => ({ type, name: "it", values: state }));
    const page = await pageOf(exported(recorded));
    expect(picturesIn(page)).toEqual(["orders-app", "apprapp 0a1b0000-0004-4000-8000-00000000e001"]);
    const { keyId } = byPulumi.RootKey.state;
    expect(boxesIn(page)).toEqual(
      expect.arrayContaining([
        expect.stringMatching(/^service authorization: ServiceAuthorization &quot;it&quot;\nReader\nat kms /),
        expect.stringMatching(/^app config integration: AppConfigIntegration &quot;it&quot;\nintegration\nat kms /),
        `key: ${keyId}\nRootKey &quot;it&quot;`,
      ]),
    );
    expect(rowsIn(page)[0]).toMatch(
      /^RootKey &quot;it&quot;\s+key\/\S+\s+no end on record\s+rotation due since 2026-04-01/,
    );
    expect(page).toContain(`key StandardKey &quot;it&quot; (key/${byPulumi.StandardKey.state.keyId}`);
    const { password } = byPulumi.ClientKey.state;
    for (const secret of [
      password,
      password.replaceAll("&", "&amp;"),
      "PrivateKeyData",
      byPulumi.StandardKey.state.payload,
    ])
      expect(page).not.toContain(secret);
  });

  it("says what a replaced credential still is, and what is due", async () => {
    const input = exported([...PROGRAM.slice(0, 3), { ...KEY, values: rotatedRecord }]);
    const { out } = await inProcess((terminal) => accessCommand(terminal), ["map", "--html", "-"], {
      env: { KEYSMITH_AS_OF: "2026-12-10T00:00:00Z" },
      input,
    });
    const [first, second] = rowsIn(out);
    expect(first).toMatch(/KAAP\.1\s+until 2026-12-31\s+deletion due since 2026-12-09/);
    expect(second).toMatch(/KAAP\.2\s+.* until 2027-12-01\s+rotation 2027-11-02/);
    expect(out.match(/<tr data-row class="due">/g)).toHaveLength(1);
  });

  it("shows what isn't known as that, and never as nothing", async () => {
    const page = await pageOf(exported([changed(APP, { policies: ["orders", "elsewhere"] }), ORDERS]));
    expect(boxesIn(page)).toEqual(
      expect.arrayContaining([
        "network rule: office\nnetwork rule &quot;office&quot; is in none of the states",
        "policy: elsewhere\npolicy &quot;elsewhere&quot; is in none of the states",
        "reaches: what it allows is unknown",
        "application: orders-app\nno credential on record",
      ]),
    );
  });

  it("shows a policy that admits everybody, one without applications, and a rule without policies", async () => {
    const open = { ...changed(ORDERS, { name: "open", networkRules: [], secrets: ["*"] }), name: "open" };
    const page = await pageOf(exported([open, OFFICE]));
    expect(boxesIn(page)).toEqual(
      expect.arrayContaining([
        "network: any address\nno rule",
        "application: nobody on record",
        "secret: all: secret/*",
      ]),
    );
    expect(page).toContain("network rule office (10.20.0.0/16)");
  });

  it("shows a credential whose application is recorded elsewhere", async () => {
    const page = await pageOf(exported([KEY]));
    expect(boxesIn(page)).toContain(
      "application: orders-app\nin none of the states\nKAAP.1\nuntil 2026-12-31, next rotation 2026-12-02",
    );
  });

  it("draws together who shares something, and no thicket", async () => {
    const page = await pageOf(exported(fleetOf(100)));
    const pictures = picturesIn(page);
    expect(pictures).toContain("app-12, app-13, app-14, app-16, app-17");
    const sizes = pictures.map((names) => names.split(", ").length);
    expect(Math.max(...sizes)).toBeLessThanOrEqual(8);
    expect(sizes.reduce((all, size) => all + size, 0)).toBe(101);
  });

  it("is one file whose policy lets in nothing but its own style and program", async () => {
    const page = await pageOf(exported(PROGRAM));
    const [, policy = ""] = /http-equiv="Content-Security-Policy" content="([^"]*)"/.exec(page) ?? [];
    const hashOf = (element: string): string => {
      const [, text = ""] = new RegExp(`<${element}>(.*?)</${element}>`, "s").exec(page) ?? [];
      expect(text).not.toBe("");
      return `'sha256-${createHash("sha256").update(text).digest("base64")}'`;
    };
    expect(policy.replaceAll("&#39;", "'").split("; ")).toEqual([
      "default-src 'none'",
      `style-src ${hashOf("style")}`,
      `script-src ${hashOf("script")}`,
      "base-uri 'none'",
      "form-action 'none'",
    ]);
    expect(page).not.toMatch(/(?:src|href)="(?!#)|url\(|@import|https?:/);
  });

  it("takes every name for text", async () => {
    const evil = `</script></title></svg><img src=x onerror="alert('x')">&lt;\u202e\u0007`;
    const named = (one: RecordedOne, more: Values): RecordedOne => ({
      ...changed(one, more),
      name: `${one.name}${evil}`,
    });
    const page = await pageOf(
      exported([
        named(OFFICE, { name: evil }),
        named(ORDERS, { name: evil, networkRules: [evil], secrets: [evil], kmsInstance: evil, keys: [`${evil}*`] }),
        named(APP, { name: evil, policies: [evil, `other${evil}`] }),
        named(KEY, { accessPoint: evil, clientKeyId: evil }),
        named(FLAGS, { roles: [evil] }),
      ]),
    );
    expect(page).not.toContain("<img");
    expect(page).not.toContain("\u0007");
    expect(page.match(/<\/script>/g)).toHaveLength(2);
    expect(page).toContain("&lt;/script&gt;");
  });

  it("has no secret in it, neither of a kind nor of a program", async () => {
    const secrets = { clientKeyContent: "content-of-the-key", password: "password-of-the-key" };
    const marked = (value: string) => ({
      "4dabf18193072939515e22adb298388d": "1b47061264138c4ac30d75fd1eb44270",
      plaintext: JSON.stringify(value),
    });
    const page = await pageOf(
      exported([
        OFFICE,
        changed(ORDERS, { name: marked("hidden-policy") }),
        changed(APP, { policies: ["hidden-policy"] }),
        changed(KEY, secrets),
      ]),
    );
    expect(page).toContain("orders-app");
    expect(page).toContain("[secret]");
    for (const secret of [...Object.values(secrets), "hidden-policy"]) expect(page).not.toContain(secret);
  });

  it("writes the file that it is told, and says so", async () => {
    const file = path.join(folder, "map.html");
    expect((await run(["--html", file], exported(PROGRAM))).out).toBe(`wrote ${file}\n`);
    expect(readFileSync(file, "utf8")).toMatch(/^<!doctype html>.*<\/html>\n$/s);
  });

  it("writes over no state for which the page was forgotten", async () => {
    const file = path.join(folder, "prod.json");
    writeFileSync(file, exported(PROGRAM));
    const { error } = await run(["--html", file], exported(PROGRAM));
    expect(error).toMatch(/prod\.json" doesn't name a page: it doesn't end in \.html\. .*Nothing was written/s);
    expect(readFileSync(file, "utf8")).toBe(exported(PROGRAM));
  });

  it("refuses a state without resources of Keysmith, and a folder that isn't there", async () => {
    const file = path.join(folder, "none.html");
    expect((await run(["--html", file], exported([]))).error).toMatch(/records no resource of Keysmith/);
    expect(existsSync(file)).toBe(false);
    const { error } = await run(["--html", path.join(folder, "no", "map.html")], exported(PROGRAM));
    expect(error).toMatch(
      /map\.html" can't be written: ENOENT.*Name a file in an existing folder that you can write to/s,
    );
  });
});
