import { generateKeyPairSync } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { type Emulator, type EmulatorOptions, startEmulator as start } from "keysmith-emulator";

/** More than any access point has client keys at a time. */
const KEYS = 8;
const KEPT = path.resolve("node_modules/.cache/keysmith/test-rsa-keys.json");

/** Starts an emulator whose client keys take no time to make: of keys that are kept between runs, and with one round. */
export async function startEmulator(options: EmulatorOptions = {}): Promise<Emulator> {
  return start({ rsaKeys: rsaKeys(), passwordRounds: 1, ...options });
}

let kept: readonly string[] | undefined;

function rsaKeys(): readonly string[] {
  if (!existsSync(KEPT)) make();
  kept ??= JSON.parse(readFileSync(KEPT, "utf8")) as string[];
  return kept;
}

/** Several workers may do this at once: whoever is last is right too. */
function make(): void {
  const keys = Array.from({ length: KEYS }, () => {
    const { privateKey } = generateKeyPairSync("rsa", { modulusLength: 2048 });
    return privateKey.export({ type: "pkcs8", format: "pem" });
  });
  mkdirSync(path.dirname(KEPT), { recursive: true });
  writeFileSync(`${KEPT}.${process.pid}`, JSON.stringify(keys), { mode: 0o600 });
  renameSync(`${KEPT}.${process.pid}`, KEPT);
}
