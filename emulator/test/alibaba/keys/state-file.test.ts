import { mkdtempSync, readFileSync, rmSync, statSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { call, withEmulator } from "../../support";

it("keeps the material of keys in the state file only, so that they decrypt after a restart", async () => {
  const folder = mkdtempSync(path.join(tmpdir(), "keys-"));
  const file = path.join(folder, "state.json");
  try {
    let sealed: Record<string, unknown> = {};
    await withEmulator({ stateFile: file }, async (emulator) => {
      const { KeyMetadata } = await call(emulator, "CreateKey");
      const { KeyId } = KeyMetadata as Record<string, string>;
      sealed = await call(emulator, "Encrypt", { KeyId, Plaintext: "AAEC" });
      const { hidden } = JSON.parse(readFileSync(file, "utf8")) as {
        hidden: { alibaba: { keys: Record<string, string> } };
      };
      const [material = ""] = Object.values(hidden.alibaba.keys);
      expect(Buffer.from(material, "base64")).toHaveLength(32);
      expect(JSON.stringify(await emulator.state())).not.toContain(material);
      expect(JSON.stringify(await emulator.calls())).not.toContain(material);
    });
    expect(statSync(file).mode & 0o777).toBe(0o600);
    await withEmulator({ stateFile: file }, async (emulator) => {
      const { CiphertextBlob } = sealed;
      expect(await call(emulator, "Decrypt", { CiphertextBlob })).toMatchObject({ Plaintext: "AAEC" });
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
});
