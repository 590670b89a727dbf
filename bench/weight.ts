import { spawnSync } from "node:child_process";
import { type Figure, goal, type Section } from "./figure";

const KILOBYTE = 1000;

/** A package in the output of `npm ls`; a repeated one comes without its dependencies. */
interface Installed {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, Installed>>;
}

interface Packed {
  readonly size: number;
  readonly unpackedSize: number;
  readonly entryCount: number;
}

/** The package as every user gets it. */
export const weight: Section = {
  name: "weight",
  title: "the package as it is published",
  async measure() {
    return [...packageFigures(), ...dependencyFigures()];
  },
};

/** Packing builds the package anew, without the files that are left out of it. */
function packageFigures(): Figure[] {
  const [packed] = npm<readonly Packed[]>("pack", "--dry-run");
  if (!packed) throw new Error("npm packed nothing");
  return [
    goal("tarball, in kB", packed.size / KILOBYTE, 700),
    goal("unpacked, in kB", packed.unpackedSize / KILOBYTE, 3000),
    goal("files", packed.entryCount, 80),
  ];
}

function dependencyFigures(): Figure[] {
  const root = npm<Installed>("ls", "--workspaces=false", "--omit=dev", "--omit=peer", "--all", "--package-lock-only");
  const direct = Object.keys(root.dependencies ?? {});
  const all = new Set(namesBelow(root));
  if (direct.length === 0) throw new Error("npm lists no dependencies");
  return [goal("runtime dependencies, transitive ones included", all.size, 6, `${direct.length} of them direct`)];
}

function namesBelow({ dependencies = {} }: Installed): string[] {
  return Object.entries(dependencies).flatMap(([name, each]) => [`${name}@${each.version}`, ...namesBelow(each)]);
}

/** An npm command's JSON output. @throws Error with npm's error output */
function npm<T>(...command: readonly string[]): T {
  const { stdout, stderr } = spawnSync("npm", [...command, "--json"], {
    encoding: "utf8",
    shell: process.platform === "win32",
    maxBuffer: 64 * 1024 * 1024,
  });
  if (!stdout) throw new Error(`npm ${command[0]} failed:\n${stderr}`);
  return JSON.parse(stdout) as T;
}
