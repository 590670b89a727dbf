/**
 * The module named by the text stored with every resource (`providerLiteral` in `wire.ts`): one provider per resource,
 * under the resource's name. This subpath and its export names are frozen: states written years ago ask for them.
 */
import { setTimeout as delay } from "node:timers/promises";
import { vendors } from "../catalog";
import { Run } from "../core/run";
import { providersOf } from "./provider";

/** The engine shows the standard error of its provider process. */
const log = { warn: (line: string): void => void process.stderr.write(`keysmith: ${line}\n`) };

const run = new Run({ env: process.env, log });

/** An answer that isn't on its way to the engine by then won't come. */
const LAST_WORDS_MS = 100;

/** Ends the process after the calls under way, so the engine records their results; on a second signal, at once. */
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
