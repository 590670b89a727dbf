import { execFile } from "node:child_process";
import { readFileSync, renameSync } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import type { TestEngine } from "../../../test/support/describe-engine";
import {
  goEnv,
  javaClasses,
  pythonWith,
  toolEnv,
  whyNoGo,
  whyNoJava,
  whyNoPython,
} from "../../../test/support/toolchains";

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
/** A judge lives for seconds: what Java would gain by compiling it well is less than what that takes. */
const shortLived = "-XX:TieredStopAtLevel=1";

/** A program in Go. Its modules come by Go's own module proxy, checked against its go.sum. */
export function goJudge(name: string): Judge {
  const folder = path.join(__dirname, name);
  const program = path.join(kept, name);
  return {
    name: "its client for Go",
    unavailable: whyNoGo(readFileSync(path.join(folder, "go.mod"), "utf8")),
    prepare: async () => {
      // Moved when it is complete: another worker may run the one that is there.
      const unfinished = `${program}.${process.pid}`;
      await run("go", ["build", "-o", unfinished, "."], { cwd: folder, env: goEnv });
      renameSync(unfinished, program);
    },
    judge: (...args) => checksOf(program, args),
  };
}

/** A program in Python. What it requires comes from the package index, into an environment of its own. */
export function pythonJudge(name: string): Judge {
  const folder = path.join(__dirname, name);
  const requirements = readFileSync(path.join(folder, "requirements.txt"), "utf8").trim().split("\n");
  return {
    name: "its client for Python",
    unavailable: whyNoPython(),
    prepare: async () => {
      await pythonWith(requirements);
    },
    judge: async (...args) => checksOf(await pythonWith(requirements), [path.join(folder, "main.py"), ...args]),
  };
}

/** A program in Java, which is started from its source. What its pom.xml names comes from Maven's central repository. */
export function javaJudge(name: string): Judge {
  const folder = path.join(__dirname, name);
  const project = path.join(folder, "pom.xml");
  return {
    name: "its client for Java",
    unavailable: whyNoJava(),
    prepare: async () => {
      await javaClasses(project);
    },
    judge: async (...args) => {
      const start = [shortLived, "-cp", await javaClasses(project), path.join(folder, "Judge.java")];
      return checksOf("java", [...start, ...args]);
    },
  };
}

async function checksOf(program: string, args: readonly string[]): Promise<readonly Check[]> {
  const { stdout } = await run(program, [...args], { env: toolEnv });
  return JSON.parse(stdout) as Check[];
}
