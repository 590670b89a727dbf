/**
 * `npm run bench`: the figures that Keysmith promises, measured on its own emulator and printed as one table. Exits 1 when a
 * promised count is exceeded; times are shown, and decide nothing.
 *
 * `npm run bench -- calls plan` measures only these; `--quick` and `--full` make 100 and 1,000 creates under a quota instead of
 * 200, and the quick one leaves out programs of 1,000 resources; `--seed 7` draws other troubles for the rotations, and
 * `--rotations 100` sets their number. A name also selects all sections that begin with it: `chaos` means chaos on each engine.
 */
import { availableParallelism } from "node:os";
import { parseArgs } from "node:util";
import { alibabaSections } from "./alibaba";
import { chaosSections } from "./chaos";
import type { Figure, Options, Section } from "./figure";
import { ibmSections } from "./ibm";
import { table, unkept } from "./table";
import { terraformSections } from "./terraform";
import { weight } from "./weight";

const SECTIONS: readonly Section[] = [
  ...alibabaSections,
  ...ibmSections,
  ...terraformSections,
  ...chaosSections,
  weight,
];
const CREATES = { quick: 100, standard: 200, full: 1000 };
const SIZES = { quick: [1, 100], standard: [1, 100, 1000], full: [1, 100, 1000] };
const ROTATIONS = 50;

async function main(): Promise<void> {
  const { options, sections } = asked();
  console.log(
    `Keysmith's figures: Node ${process.version} on ${availableParallelism()} cores; emulator on loopback; ` +
      `${options.creates} creates under the quota (--full: ${CREATES.full}, --quick: ${CREATES.quick}); seed ${options.seed}`,
  );
  const measured = new Map<string, readonly Figure[]>();
  for (const section of sections) {
    console.error(`measuring ${section.name} …`);
    measured.set(section.title, await section.measure(options));
  }
  console.log(table(measured));
  const broken = unkept(measured, "promises").length;
  console.log(`\n${broken} promises are broken, ${unkept(measured, "goals").length} goals are missed`);
  if (broken > 0) process.exitCode = 1;
}

/** @throws Error for unknown sections or options */
function asked(): { readonly options: Options; readonly sections: readonly Section[] } {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: {
      quick: { type: "boolean", default: false },
      full: { type: "boolean", default: false },
      seed: { type: "string", default: "1" },
      rotations: { type: "string", default: String(ROTATIONS) },
    },
  });
  const isMeant = (section: Section, name: string): boolean =>
    section.name === name || section.name.startsWith(`${name}-`);
  const unknown = positionals.filter((name) => !SECTIONS.some((section) => isMeant(section, name)));
  if (unknown.length > 0) {
    throw new Error(`there is no ${unknown.join(", ")}: known are ${SECTIONS.map(({ name }) => name).join(", ")}`);
  }
  const [seed, rotations] = [whole("seed", values.seed), whole("rotations", values.rotations)];
  const size = values.full ? "full" : values.quick ? "quick" : "standard";
  return {
    options: { creates: CREATES[size], sizes: SIZES[size], rotations, seed },
    sections: SECTIONS.filter(
      (section) => positionals.length === 0 || positionals.some((name) => isMeant(section, name)),
    ),
  };
}

/** @throws Error when it is not a whole number */
function whole(name: string, text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value)) throw new Error(`--${name} ${text} is no whole number`);
  return value;
}

main().catch((error: unknown) => {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = 1;
});
