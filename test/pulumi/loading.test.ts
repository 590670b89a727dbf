import { execFileSync } from "node:child_process";
import path from "node:path";

const ROOT = path.resolve(__dirname, "../..");

/** The packages that a process of its own has loaded after it ran `code` in the project's folder. */
function packagesLoadedBy(code: string): string[] {
  const script = `
    (async () => {
      ${code}
      const inside = Object.keys(require.cache).map((file) => file.split("/node_modules/").pop());
      const names = inside.filter((file) => !file.startsWith("/")).map((file) => file.match(/^(@[^/]+\\/)?[^/]+/)[0]);
      process.stdout.write(JSON.stringify([...new Set(names)]));
    })();`;
  return JSON.parse(execFileSync(process.execPath, ["-e", script], { cwd: ROOT, encoding: "utf8" }));
}

const HEAVY = ["undici", "@alicloud/credentials", "node-forge"];

describe("what is loaded", () => {
  it("for a plan has no client, no credentials and no engine in it", () => {
    const loaded = packagesLoadedBy(`
      const { NetworkRule } = require("keysmith/dynamic");
      await NetworkRule.configure({ config: { get: () => "cn-hangzhou" } });
      const { inputs } = await NetworkRule.check({}, { name: "a", sourcePrivateIps: ["10.0.0.0/8"], region: "cn-hangzhou" });
      await NetworkRule.diff("a", { ...inputs, arn: "acs:" }, inputs);
    `);
    expect(loaded).toContain("zod");
    for (const name of [...HEAVY, "@pulumi/pulumi"]) expect(loaded).not.toContain(name);
  });

  it("for a program has no client and no credentials in it", () => {
    const loaded = packagesLoadedBy('require("keysmith/pulumi");');
    expect(loaded).toContain("@pulumi/pulumi");
    for (const name of HEAVY) expect(loaded).not.toContain(name);
  });
});
