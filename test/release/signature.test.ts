import { existsSync } from "node:fs";
import path from "node:path";
import { describeOn } from "../support/describe-engine";
import { GPG, Keyring } from "./gpg";
import { Stage } from "./stage";

const SUMS = ["keysmith_1.2.3", "pulumi-resource-keysmith_1.2.3", "terraform-provider-keysmith_1.2.3"].map(
  (name) => `${name}_SHA256SUMS`,
);

describeOn("a signed release", GPG, () => {
  let stage: Stage;
  let keys: Keyring;
  const rings: Keyring[] = [];

  const ring = (kind: string): Keyring => {
    const made = new Keyring(kind);
    rings.push(made);
    return made;
  };

  beforeAll(() => {
    keys = ring("rsa2048");
  }, 60_000);

  beforeEach(() => {
    stage = new Stage();
  });

  afterEach(() => stage.remove());

  afterAll(() => {
    for (const each of rings) each.remove();
  });

  it("has a detached signature of each file of checksums, by the key that is named", () => {
    const { files, out, stderr } = stage.release([...stage.putEverything(), "--sign", keys.subkey], "signed", keys.env);
    expect(stderr).toBe("");
    expect([...files.keys()].filter((name) => name.endsWith(".sig"))).toEqual(SUMS.map((name) => `${name}.sig`));
    for (const name of SUMS) {
      const told = keys.gpg("--status-fd", "1", "--verify", path.join(out, `${name}.sig`), path.join(out, name));
      expect(told).toContain(`[GNUPG:] VALIDSIG ${keys.subkey} `);
      // Registries take no armored ones.
      expect(String(files.get(`${name}.sig`))).not.toContain("BEGIN PGP");
    }
  });

  it("has everything in the checksums of one of them, each once", () => {
    const { files } = stage.release([...stage.putEverything(), "--sign", keys.subkey], "signed", keys.env);
    const summed = SUMS.flatMap((name) =>
      [...String(files.get(name)).matchAll(/^\w{64} {2}(.+)$/gm)].map(([, file]) => file),
    );
    expect(summed.sort()).toEqual([...files.keys()].filter((name) => !/_SHA256SUMS(\.sig)?$/.test(name)).sort());
  });

  it("is refused where something is missing, and nothing is written", () => {
    stage.putExecutable("linux-x64");
    stage.putPackage("keysmith");
    stage.write("CHANGELOG.md", "# Changelog\n\n## 1.2.2\n\n- Another one.\n");
    stage.write(".changes/unreleased/late.md", "kind: fixed\n\nSomething.\n");
    const { status, stderr, out } = stage.release(
      ["--executables", stage.executables, "--packages", stage.packages, "--sign", keys.subkey],
      "signed",
      keys.env,
    );
    expect(status).toBe(1);
    for (const target of ["linux-arm64", "linux-x64-musl", "darwin-arm64", "win32-x64"])
      expect(stderr).toContain(`- the executable for ${target} (`);
    expect(stderr).not.toContain("for linux-x64 (");
    expect(stderr).toContain("- the package keysmith-emulator (");
    expect(stderr).toContain("- a section 1.2.3 in CHANGELOG.md (node scripts/changelog.mjs 1.2.3)");
    expect(stderr).toContain("- 1 changes in CHANGELOG.md that are in .changes/unreleased still");
    expect(existsSync(out)).toBe(false);
  });

  it("is refused with a key that GPG doesn't know, and nothing is written", () => {
    const unknown = "0000000000000000";
    const { status, stderr, out } = stage.release([...stage.putEverything(), "--sign", unknown], "signed", keys.env);
    expect(status).toBe(1);
    expect(stderr).toContain(`gpg can't sign with the key ${unknown}: `);
    expect(existsSync(out)).toBe(false);
  });

  it("is refused with a key that Terraform's registry doesn't take", () => {
    const curve = ring("ed25519");
    const { status, stderr } = stage.release([...stage.putEverything(), "--sign", curve.subkey], "signed", curve.env);
    expect(status).toBe(1);
    expect(stderr).toContain("signs with algorithm 22 of OpenPGP, and Terraform's registry takes RSA and DSA only");
  });
});
