import { inspect } from "node:util";
import type { FaultKind } from "keysmith-emulator";
import { rootKey } from "../../../../src/ibm/kms/root-key/lifecycle";
import { standardKey } from "../../../../src/ibm/kms/standard-key/lifecycle";
import { findSecrets } from "../../../support/secrets";
import { Bench, CRYPTO_SERVICES } from "./bench";
import { ALIASED, MADE, OTHER_PAYLOAD, PAYLOAD } from "./samples";

const SECRETS = [PAYLOAD, OTHER_PAYLOAD].flatMap((text) => [text, Buffer.from(text, "base64").toString()]);

let bench: Bench;

beforeEach(async () => {
  bench = await Bench.start(MADE);
});

afterEach(() => bench.stop());

const FAULTS: FaultKind[] = ["429", "500", "reset-after", "wrong-json"];

/** Whatever is said, printed or thrown while `work` is done. */
async function said(work: () => Promise<unknown>): Promise<Record<string, string>> {
  const outcome: unknown = await work().catch((error: unknown) => error);
  return {
    outcome: inspect(outcome, { depth: 8 }),
    json: JSON.stringify(outcome) ?? "",
    log: bench.warnings.join("\n"),
  };
}

describe("key material", () => {
  it.each(FAULTS)(
    "is in no state, error or log line, whatever fails (%s)",
    async (kind) => {
      const operations = ["createKey", "rotateKey", "getKey", "createImportToken"];
      await bench.emulator.setFaults(operations.map((operation) => ({ operation, kind, ms: 1000, times: 2 })));
      const imported = { ...ALIASED, payload: PAYLOAD };
      const texts = [
        await said(() => bench.create(rootKey, imported)),
        await said(() => bench.create(rootKey, { ...imported, ...CRYPTO_SERVICES, importToken: true })),
        await said(() => bench.create(standardKey, { ...imported, aliases: ["other"] })),
      ];
      await bench.emulator.setFaults([]);
      const state = await bench.create(rootKey, { ...imported, aliases: ["third"] });
      await bench.emulator.setFaults(operations.map((operation) => ({ operation, kind, ms: 1000, times: 2 })));
      const rotated = { ...imported, aliases: ["third"], payload: OTHER_PAYLOAD };
      texts.push(await said(() => bench.apply(rootKey, state, rotated)), {
        journal: inspect(await bench.emulator.calls(), { depth: 8 }),
      });
      for (const text of texts) expect(findSecrets(SECRETS, [], text)).toEqual([]);
      expect(texts.map(({ outcome }) => outcome).join()).toMatch(/Error|keyId/);
    },
    120_000,
  );
});
