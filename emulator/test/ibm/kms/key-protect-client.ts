import { dirname, join } from "node:path";
import type KeyProtectV2 from "@ibm-cloud/ibm-key-protect/ibm-key-protect-api/v2";

const clientPath = "@ibm-cloud/ibm-key-protect/ibm-key-protect-api/v2";

/**
 * The client's cookie package reaches into the files of the axios it finds. Next to other packages npm puts it where that is
 * a later axios, which hides its files; this gives it those of the axios that the client itself brings.
 */
const reachedFor = [
  "utils",
  "defaults",
  "core/mergeConfig",
  "core/dispatchRequest",
  "core/settle",
  "helpers/isAbsoluteURL",
  "helpers/combineURLs",
];

/** IBM's published client of Key Protect, unmodified. */
export function loadClient(): typeof KeyProtectV2 {
  const axios = dirname(require.resolve("axios/package.json", { paths: [dirname(require.resolve(clientPath))] }));
  for (const file of reachedFor) {
    jest.doMock(`axios/lib/${file}`, () => jest.requireActual(join(axios, "lib", file)), { virtual: true });
  }
  return require(clientPath);
}
