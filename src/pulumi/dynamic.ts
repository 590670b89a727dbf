/**
 * What the text stored with every resource names (`literal.ts`): one provider per resource, under the resource's name.
 * This subpath and the names of its exports are frozen: states written years ago ask for them.
 */
import { setTimeout as delay } from "node:timers/promises";
import { vendors } from "../catalog";
import { Run } from "../core/run";
import { providersOf } from "./provider";

/** The engine shows what its provider process writes here. */
const log = { warn: (line: string): void => void process.stderr.write(`keysmith: ${line}\n`) };

const run = new Run({ env: process.env, log });

/** An answer that isn't on its way to the engine by then won't come. */
const LAST_WORDS_MS = 100;

/** Told to end, the process ends as soon as what is under way has, so that the engine records what was made; told twice, at once. */
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  process.once(signal, async () => {
    const isIdle = run.work.isIdle();
    run.interrupt();
    // The engine may send one more call between the last answer and its own end.
    do {
      await run.work.done();
      await delay(isIdle ? 0 : LAST_WORDS_MS);
    } while (!run.work.isIdle());
    process.kill(process.pid, signal);
  });
}

Object.assign(exports, providersOf(vendors, run));
