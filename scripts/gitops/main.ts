/**
 * `npm run journey`: a year of daily runs of GitHub's workflow against an emulator, on Terraform or OpenTofu, and its result.
 * Exits 3 when neither is available, 1 when the year does not go as it should.
 */
import { isDeepStrictEqual } from "node:util";
import { terraformEngines } from "../../test/terraform/engines";
import { ALARMS } from "./calendar";
import { journey } from "./journey";

const NO_ENGINE_THERE = 3;

async function main(): Promise<void> {
  const engines = terraformEngines();
  const engine = engines.find(({ unavailable }) => unavailable === undefined);
  if (!engine) {
    for (const { name, unavailable } of engines) console.error(`${name}: ${unavailable}`);
    process.exitCode = NO_ENGINE_THERE;
    return;
  }
  const { refusals, alarms, leaks } = await journey(engine, (line) => console.log(line));
  const isGood = refusals.length === 0 && leaks.length === 0 && isDeepStrictEqual(alarms, ALARMS);
  console.log(
    isGood ? "The year went as it should." : `The year went wrong: ${JSON.stringify({ refusals, leaks, alarms })}`,
  );
  if (!isGood) process.exitCode = 1;
}

main().catch((error: unknown) => {
  console.error(error);
  process.exitCode = 1;
});
