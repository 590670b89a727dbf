// Checksums, and GPG signatures of them.
import { execFileSync } from "node:child_process";
import { createHash } from "node:crypto";
import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";

/** The OpenPGP algorithms (RFC 9580, 9.1) that Terraform's registry accepts: it refuses keys of elliptic curves. */
const TAKEN = { 1: "RSA", 17: "DSA" };

/** A file with the SHA-256 of other files, in the form of `sha256sum --check`. */
export function sumsOf(name, files) {
  const lines = files.map((file) => `${createHash("sha256").update(file.content).digest("hex")}  ${file.name}\n`);
  return { name, content: Buffer.from(lines.join("")) };
}

/**
 * A detached signature, not armored, as registries require.
 * @param {string} key any name of the key that GPG knows; with `!` behind a subkey's id, exactly that subkey
 * @throws Error when GPG cannot sign with it, or registries do not accept keys of its kind
 */
export function signed({ name, content }, key) {
  const signature = gpg(["--local-user", key, "--detach-sign", "--output", "-"], content, `sign with the key ${key}`);
  const scratch = mkdtempSync(path.join(tmpdir(), "keysmith-signature-"));
  try {
    const file = path.join(scratch, "signature");
    writeFileSync(file, signature);
    requireTaken(gpg(["--status-fd", "1", "--verify", file, "-"], content, "verify its own signature"), key);
  } finally {
    rmSync(scratch, { recursive: true, force: true });
  }
  return { name: `${name}.sig`, content: signature };
}

/** @param {Buffer} status GPG's report of a good signature: fingerprint, three dates, version, reserved, algorithm of the key */
function requireTaken(status, key) {
  const [, algorithm = "unknown"] = /^\[GNUPG:\] VALIDSIG (?:\S+ ){6}(\d+) /m.exec(status.toString("latin1")) ?? [];
  if (algorithm in TAKEN) return;
  throw new Error(
    `the key ${key} signs with algorithm ${algorithm} of OpenPGP, and Terraform's registry takes ${Object.values(TAKEN).join(" and ")} only: ` +
      "make a key for signing with `gpg --quick-add-key <fingerprint> rsa4096 sign 2y`",
  );
}

function gpg(args, input, purpose) {
  try {
    return execFileSync("gpg", ["--batch", "--quiet", ...args], { input, stdio: ["pipe", "pipe", "pipe"] });
  } catch (error) {
    const told = error.code === "ENOENT" ? "it is not on PATH" : String(error.stderr).trim();
    throw new Error(`gpg can't ${purpose}: ${told}`);
  }
}
