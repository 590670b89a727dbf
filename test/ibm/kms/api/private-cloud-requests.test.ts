import { aKey, collection, json, KEY } from "../../support";
import { done, inEnvelope, itSends, KEY_TYPE, made, material, PAYLOAD, type Row } from "./requests";

const ROWS: readonly Row[] = [
  [
    "list",
    (keys) => keys.list(),
    collection(),
    "GET /keys?limit=5000",
    undefined,
    { accept: "application/vnd.ibm.collection+json" },
  ],
  ["count", (keys) => keys.count(), { headers: { "key-total": "7" } }, "HEAD /keys", undefined, { accept: KEY_TYPE }],
  [
    "create",
    (keys) => keys.create({ name: "p", extractable: true, description: "d", material, tags: [] }),
    made,
    "POST /keys",
    inEnvelope(KEY_TYPE, { name: "p", extractable: true, description: "d", payload: PAYLOAD }),
    { "content-type": KEY_TYPE },
  ],
  ["get", (keys) => keys.get(KEY), collection(aKey()), `GET /keys/${KEY}`, undefined, {}],
  ["metadata", (keys) => keys.metadata(KEY), collection(aKey()), `GET /keys/${KEY}`, undefined, {}],
  ["delete", (keys) => keys.delete(KEY, { force: false }), done, `DELETE /keys/${KEY}`, undefined, {}],
  ["rotate", (keys) => keys.rotate(KEY), done, `POST /keys/${KEY}?action=rotate`, undefined, {}],
  [
    "rotate to new material",
    (keys) => keys.rotate(KEY, material),
    done,
    `POST /keys/${KEY}?action=rotate`,
    { payload: PAYLOAD },
    { "content-type": KEY_TYPE, accept: "application/vnd.ibm.kms.key_action+json" },
  ],
  [
    "wrap",
    (keys) => keys.wrap(KEY, {}),
    json({ ciphertext: "c" }),
    `POST /keys/${KEY}?action=wrap`,
    {},
    { "content-type": KEY_TYPE },
  ],
  [
    "unwrap",
    (keys) => keys.unwrap(KEY, { ciphertext: "c" }),
    json({ plaintext: "p" }),
    `POST /keys/${KEY}?action=unwrap`,
    { ciphertext: "c" },
    {},
  ],
];

describe("a call to IBM Cloud Private", () => {
  itSends("icp", ROWS);
});
