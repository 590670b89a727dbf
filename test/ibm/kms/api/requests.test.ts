import { aKey, clientOf, collection, FakeIbm, INSTANCES, KEY } from "../../support";
import { done, inEnvelope, itSends, KEY_TYPE, made, material, PAYLOAD, type Row } from "./requests";

const secured = {
  ...material,
  encryptedNonce: "bm9uY2U=",
  iv: "aXY=",
  encryptionAlgorithm: "RSAES_OAEP_SHA_256",
} as const;

const ROWS: readonly Row[] = [
  ["list", (keys) => keys.list(), collection(), "GET /keys?limit=5000", undefined],
  [
    "list of some",
    (keys) => keys.list({ states: [1, 5], extractable: false, search: "exact:name:a b", sort: "-id", keyRing: "ring" }),
    collection(),
    "GET /keys?state=1%2C5&extractable=false&search=exact%3Aname%3Aa+b&sort=-id&limit=5000",
    undefined,
    { "x-kms-key-ring": "ring" },
  ],
  [
    "list by filter",
    (keys) => keys.list({ filter: "state=1" }),
    collection(),
    "GET /keys?filter=state%3D1&limit=5000",
    undefined,
  ],
  ["count", (keys) => keys.count({ states: [5] }), { headers: { "key-total": "7" } }, "HEAD /keys?state=5", undefined],
  [
    "create",
    (keys) => keys.create({ name: "payments", extractable: false }),
    made,
    "POST /keys",
    inEnvelope(KEY_TYPE, { name: "payments", extractable: false }),
    { prefer: "return=representation", "content-type": KEY_TYPE },
  ],
  [
    "create of everything",
    (keys) =>
      keys.create({
        name: "payments",
        extractable: false,
        description: "d",
        tags: ["t"],
        aliases: ["a"],
        expirationDate: "2030-01-01T00:00:00Z",
        keyRing: "ring",
        material: secured,
      }),
    made,
    "POST /keys",
    inEnvelope(KEY_TYPE, {
      name: "payments",
      extractable: false,
      description: "d",
      tags: ["t"],
      aliases: ["a"],
      expirationDate: "2030-01-01T00:00:00Z",
      payload: PAYLOAD,
      encryptedNonce: "bm9uY2U=",
      iv: "aXY=",
      encryptionAlgorithm: "RSAES_OAEP_SHA_256",
    }),
    { "x-kms-key-ring": "ring" },
  ],
  [
    "create with policies",
    (keys) =>
      keys.create({ name: "p", extractable: false, rotationMonths: 3, dualAuthDelete: true, tags: [], aliases: [] }),
    made,
    "POST /keys_with_policy_overrides",
    inEnvelope(KEY_TYPE, {
      name: "p",
      extractable: false,
      rotation: { enabled: true, interval_month: 3 },
      dualAuthDelete: { enabled: true },
    }),
  ],
  ["get", (keys) => keys.get("an alias"), collection(aKey()), "GET /keys/an%20alias", undefined],
  ["metadata", (keys) => keys.metadata(KEY), collection(aKey()), `GET /keys/${KEY}/metadata`, undefined],
  [
    "move",
    (keys) => keys.move(KEY, "old", "new"),
    collection(aKey()),
    `PATCH /keys/${KEY}`,
    { keyRingID: "new" },
    { "x-kms-key-ring": "old", "content-type": KEY_TYPE },
  ],
  ["delete", (keys) => keys.delete(KEY), done, `DELETE /keys/${KEY}`, undefined, { prefer: "return=minimal" }],
  [
    "delete by force",
    (keys) => keys.delete(KEY, { force: true }),
    collection(aKey()),
    `DELETE /keys/${KEY}?force=true`,
    undefined,
  ],
  [
    "restore",
    (keys) => keys.restore(KEY),
    made,
    `POST /keys/${KEY}/restore`,
    undefined,
    { prefer: "return=representation" },
  ],
  ["rotate", (keys) => keys.rotate(KEY), done, `POST /keys/${KEY}/actions/rotate`, undefined],
  [
    "rotate to new material",
    (keys) => keys.rotate(KEY, material),
    done,
    `POST /keys/${KEY}/actions/rotate`,
    { payload: PAYLOAD },
    { "content-type": "application/vnd.ibm.kms.key_action+json" },
  ],
  ["enable", (keys) => keys.enable(KEY), done, `POST /keys/${KEY}/actions/enable`, undefined],
  ["disable", (keys) => keys.disable(KEY), done, `POST /keys/${KEY}/actions/disable`, undefined],
];

describe.each(["kms", "hs-crypto"] as const)("a call about keys to %s", (service) => {
  itSends(service, ROWS);
});

it("knows each request by an id of its own", async () => {
  const ibm = new FakeIbm(() => collection());
  const keys = clientOf(ibm).keys(INSTANCES.kms);
  await Promise.all([keys.list(), keys.list()]);
  const ids = ibm.header("correlation-id");
  expect(new Set(ids).size).toBe(2);
  for (const id of ids) expect(id).toMatch(/^[\da-f]{8}-[\da-f]{4}-4[\da-f]{3}-[89ab][\da-f]{3}-[\da-f]{12}$/);
});
