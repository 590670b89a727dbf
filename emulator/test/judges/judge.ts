import { execFile, spawnSync } from "node:child_process";
import { existsSync, mkdirSync, readFileSync, renameSync, rmSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { TestEngine } from "../../../test/support/describe-engine";

/** What a vendor's client was asked to do; `error` is empty where that went as it should. */
export interface Check {
  readonly area: string;
  readonly name: string;
  readonly error: string;
}

/** A program around one of the vendors' own clients, which tries the emulator. */
export interface Judge extends TestEngine {
  /** Fetches and builds what is missing; kept from one run to the next. */
  prepare(): Promise<void>;
  /** @param args what the program wants: see there */
  judge(...args: string[]): Promise<readonly Check[]>;
}

const run = promisify(execFile);
const kept = path.resolve("node_modules/.cache/keysmith/judges");
// Where Go's own installation puts it, in case that is not on PATH.
const env = { ...process.env, PATH: [process.env["PATH"], "/usr/local/go/bin"].join(path.delimiter) };
const goEnv = { ...env, GOTOOLCHAIN: "local", GOFLAGS: "-buildvcs=false" };

/** A program in Go. Its modules come by Go's own module proxy, checked against its go.sum. */
export function goJudge(name: string): Judge {
  const folder = path.join(__dirname, name);
  const program = path.join(kept, name);
  return {
    name: "its client for Go",
    unavailable: whyNoGo(readFileSync(path.join(folder, "go.mod"), "utf8")),
    prepare: async () => {
      await run("go", ["build", "-o", program, "."], { cwd: folder, env: goEnv });
    },
    judge: (...args) => checksOf(program, args),
  };
}

/** A program in Python. What it requires comes from the package index, into an environment of its own. */
export function pythonJudge(name: string): Judge {
  const folder = path.join(__dirname, name);
  const requirements = readFileSync(path.join(folder, "requirements.txt"), "utf8").trim();
  const place = path.join(kept, requirements.replaceAll(/[^\w.=-]+/g, "+"));
  const python = path.join(place, "bin", "python");
  return {
    name: "its client for Python",
    unavailable: whyNoPython(),
    prepare: async () => {
      if (existsSync(place)) return;
      const unfinished = `${place}.${process.pid}`;
      mkdirSync(kept, { recursive: true });
      try {
        // Moved when it is complete. Only its python is used: its scripts name the place where they were made.
        await run("python3", ["-m", "venv", "--symlinks", unfinished], { env });
        const install = ["-m", "pip", "install", "--quiet", "--disable-pip-version-check", requirements];
        await run(path.join(unfinished, "bin", "python"), install, { env });
        renameSync(unfinished, place);
      } finally {
        rmSync(unfinished, { recursive: true, force: true });
      }
    },
    judge: (...args) => checksOf(python, [path.join(folder, "main.py"), ...args]),
  };
}

async function checksOf(program: string, args: readonly string[]): Promise<readonly Check[]> {
  const { stdout } = await run(program, [...args], { env });
  return JSON.parse(stdout) as Check[];
}

function whyNoGo(manifest: string): string | undefined {
  const wanted = /^go (\S+)$/m.exec(manifest)?.[1] ?? "";
  const found = /go version go(\S+)/.exec(spawnSync("go", ["version"], { env: goEnv, encoding: "utf8" }).stdout ?? "");
  if (!found) return "go is not on PATH";
  return isAtLeast(found[1] ?? "", wanted) ? undefined : `Go ${found[1]} is older than ${wanted}`;
}

function isAtLeast(version: string, wanted: string): boolean {
  return version.localeCompare(wanted, "en", { numeric: true }) >= 0;
}

function whyNoPython(): string | undefined {
  const found = spawnSync("python3", ["-c", "import ensurepip, venv"], { env, stdio: "ignore" });
  return found.status === 0 ? undefined : "python3 with venv and pip is not on PATH";
}
