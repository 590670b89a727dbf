import { Secret } from "../../../src/core/secret";
import { done, inEnvelope, itSends, type Row } from "../kms/api/requests";
import { clientOf, collection, FakeIbm, INSTANCES, json, KEY } from "../support";

const POLICY_TYPE = "application/vnd.ibm.kms.policy+json";

const ROWS: readonly Row[] = [
  [
    "setPolicies",
    (keys) => keys.setPolicies(KEY, { rotationMonths: 12 }),
    collection({}),
    `PUT /keys/${KEY}/policies?policy=rotation`,
    inEnvelope(POLICY_TYPE, { rotation: { enabled: true, interval_month: 12 } }),
    { "content-type": POLICY_TYPE },
  ],
  [
    "setPolicies of both kinds",
    (keys) => keys.setPolicies(KEY, { rotationMonths: 0, dualAuthDelete: false }),
    done,
    `PUT /keys/${KEY}/policies`,
    inEnvelope(POLICY_TYPE, { rotation: { enabled: false } }, { dualAuthDelete: { enabled: false } }),
  ],
  [
    "addAlias",
    (keys) => keys.addAlias(KEY, "a"),
    collection({ keyId: KEY, alias: "a" }),
    `POST /keys/${KEY}/aliases/a`,
    undefined,
  ],
  ["removeAlias", (keys) => keys.removeAlias(KEY, "a/b"), done, `DELETE /keys/${KEY}/aliases/a%2Fb`, undefined],
  [
    "registrations",
    (keys) => keys.registrations(KEY),
    collection({ keyId: KEY, resourceCrn: "crn" }),
    `GET /keys/${KEY}/registrations?limit=5000`,
    undefined,
  ],
  ["rings", (keys) => keys.rings(), collection({ id: "default" }), "GET /key_rings?limit=5000", undefined],
  ["createRing", (keys) => keys.createRing("ring"), { status: 201 }, "POST /key_rings/ring", undefined],
  ["deleteRing", (keys) => keys.deleteRing("ring"), done, "DELETE /key_rings/ring", undefined],
  [
    "wrap",
    (keys) => keys.wrap("alias", { plaintext: new Secret("cGxhaW4="), aad: ["orders"] }),
    json({ ciphertext: "c" }),
    "POST /keys/alias/actions/wrap",
    { plaintext: "cGxhaW4=", aad: ["orders"] },
    { "content-type": "application/vnd.ibm.kms.key_action+json" },
  ],
  [
    "wrap of nothing",
    (keys) => keys.wrap(KEY, {}),
    json({ ciphertext: "c", plaintext: "p" }),
    `POST /keys/${KEY}/actions/wrap`,
    {},
  ],
  [
    "unwrap",
    (keys) => keys.unwrap(KEY, { ciphertext: "c" }),
    json({ plaintext: "p" }),
    `POST /keys/${KEY}/actions/unwrap`,
    { ciphertext: "c" },
  ],
  [
    "rewrap",
    (keys) => keys.rewrap(KEY, { ciphertext: "c", aad: [] }),
    json({ ciphertext: "d" }),
    `POST /keys/${KEY}/actions/rewrap`,
    { ciphertext: "c" },
  ],
  [
    "createImportToken",
    (keys) => keys.createImportToken({ expiration: 300, maxAllowedRetrievals: 2 }),
    json({}),
    "POST /import_token",
    { expiration: 300, maxAllowedRetrievals: 2 },
    { "content-type": "application/vnd.ibm.kms.import_token+json" },
  ],
  ["importToken", (keys) => keys.importToken(), json({}), "GET /import_token", undefined],
];

describe.each(["kms", "hs-crypto"] as const)("a call about what belongs to keys, to %s", (service) => {
  itSends(service, ROWS);
});

it("sets no policies when none are given", async () => {
  const ibm = new FakeIbm();
  await clientOf(ibm).keys(INSTANCES.kms).setPolicies(KEY, {});
  expect(ibm.sent).toEqual([]);
});
