import { setFlagsFromString } from "node:v8";

/**
 * Has V8 collect garbage sooner: the old space grows by a fifth before the next collection, and the young one stays small. A plan of 5,000
 * client keys then takes 145 MiB in place of 228, and 7 % more processor time. Before any code is compiled: V8 takes none that
 * was kept under other flags.
 */
export function keepMemoryLow(): void {
  for (const flag of ["--heap-growing-percent=20", "--max-semi-space-size=4", "--semi-space-growth-factor=1"])
    setFlagsFromString(flag);
}
