import { BadReplyError, NotFoundError, RejectedError } from "../../../../src/core/errors";
import { Secret } from "../../../../src/core/secret";
import type { KeyApi } from "../../../../src/ibm/kms/api/client";
import { printed, rejection } from "../../../http/searching";
import { aKey, clientOf, collection, FakeIbm, INSTANCES, inTurn, json, KEY, refusal } from "../../support";

const SECRET = "c2VjcmV0LXBheWxvYWQtb2YtdGhlLXRlYW0=";

function keysOn(service: keyof typeof INSTANCES, ibm: FakeIbm): KeyApi {
  return clientOf(ibm).keys(INSTANCES[service]);
}

describe("a reply", () => {
  it("is read into a key, with a standard key's payload kept secret", async () => {
    const reply = collection(
      aKey({ extractable: true, payload: SECRET, aliases: null, keyVersion: { id: KEY }, extra: 1 }),
    );
    const key = await keysOn("kms", new FakeIbm(() => reply)).get(KEY);
    expect(key).toMatchObject({ id: KEY, name: "payments", state: 1, aliases: [], tags: [], keyVersion: KEY });
    expect(key.payload?.reveal()).toBe(SECRET);
    expect(printed(key)).not.toContain(SECRET);
  });

  it("of metadata on IBM Cloud Private is the key without its payload", async () => {
    const reply = collection(aKey({ extractable: true, payload: SECRET }));
    const key = await keysOn("icp", new FakeIbm(() => reply)).metadata(KEY);
    expect(key).toMatchObject({ id: KEY, extractable: true, payload: undefined });
  });

  it("is read into what wrapping, unwrapping and rewrapping give", async () => {
    const version = { keyVersion: { id: "v1" }, rewrappedKeyVersion: { id: "v2" } };
    const ibm = new FakeIbm(
      inTurn(
        json({ ciphertext: "c", plaintext: SECRET, ...version }),
        json({ plaintext: SECRET, ciphertext: "d", ...version }),
        json({ ciphertext: "d", ...version }),
      ),
    );
    const keys = keysOn("kms", ibm);
    const wrapped = await keys.wrap(KEY, {});
    expect(wrapped).toEqual({ ciphertext: "c", plaintext: new Secret(SECRET), keyVersion: "v1" });
    const unwrapped = await keys.unwrap(KEY, { ciphertext: "c" });
    expect(unwrapped).toMatchObject({ ciphertext: "d", keyVersion: "v1", rewrappedKeyVersion: "v2" });
    expect([wrapped.plaintext?.reveal(), unwrapped.plaintext.reveal()]).toEqual([SECRET, SECRET]);
    expect(await keys.rewrap(KEY, { ciphertext: "c" })).toMatchObject({ ciphertext: "d", rewrappedKeyVersion: "v2" });
  });

  it("is read into a count, versions, rings, registrations and an import token", async () => {
    const answers: Record<string, ReturnType<typeof json>> = {
      countKeys: { headers: { "key-total": "12" } },
      listKeyRings: collection({ id: "default" }),
      listRegistrations: collection({ keyId: KEY, resourceCrn: "crn:x", preventKeyDeletion: true }),
      getImportToken: json({ payload: "cGVt", nonce: "bm9uY2U=" }),
    };
    const keys = keysOn("kms", new FakeIbm(({ operation }) => answers[operation] ?? {}));
    expect(await keys.count()).toBe(12);
    expect(await keys.rings()).toMatchObject([{ id: "default" }]);
    expect(await keys.registrations(KEY)).toMatchObject([{ resourceCrn: "crn:x", preventKeyDeletion: true }]);
    expect(await keys.importToken()).toMatchObject({ payload: "cGVt", nonce: "bm9uY2U=" });
  });

  it("may leave an empty list out", async () => {
    const reply = json({ metadata: { collectionTotal: 0 } });
    expect(await keysOn("icp", new FakeIbm(() => reply)).list()).toEqual([]);
  });

  it.each<[string, ReturnType<typeof json>, (keys: KeyApi) => Promise<unknown>, string]>([
    ["a login page", { body: "<html>Log in</html>" }, (keys) => keys.delete(KEY), "not JSON"],
    ["nothing in place of a list", {}, (keys) => keys.list(), "body"],
    ["a list in place of an envelope", json([aKey()]), (keys) => keys.list(), "body"],
    ["an object without an envelope", json({}), (keys) => keys.list(), "body.metadata"],
    ["an empty envelope", collection(), (keys) => keys.get(KEY), "body.resources"],
    [
      "a key without a state",
      collection({ ...aKey(), state: undefined }),
      (keys) => keys.get(KEY),
      "body.resources.0.state",
    ],
    ["no total", {}, (keys) => keys.count(), "headers.key-total"],
    ["a total that is none", { headers: { "key-total": "many" } }, (keys) => keys.count(), "headers.key-total"],
    ["no ciphertext", json({ plaintext: SECRET }), (keys) => keys.wrap(KEY, {}), "body.ciphertext"],
  ])("that is %s is named, and not repeated", async (_what, reply, act, words) => {
    const error = await rejection(act(keysOn("kms", new FakeIbm(() => reply))));
    expect(error).toBeInstanceOf(BadReplyError);
    expect((error as Error).message).toContain(words);
    expect((error as Error).message).toContain(`Key Protect instance ${INSTANCES.kms.id}`);
    for (const hidden of [SECRET, "payments", "Log in"]) expect(printed(error)).not.toContain(hidden);
  });
});

describe("a list", () => {
  const page = (from: number, count: number): object[] =>
    Array.from({ length: count }, (_, index) => aKey({ id: `key-${from + index}` }));

  it.each([
    [0, 1],
    [4999, 1],
    [5000, 2],
    [10_001, 3],
  ])("of %i keys takes %i calls", async (total, calls) => {
    const ibm = new FakeIbm(({ url }) => {
      const offset = Number(url.searchParams.get("offset") ?? 0);
      return collection(...page(offset, Math.min(5000, total - offset)));
    });
    const keys = await keysOn("hs-crypto", ibm).list({ states: [1] });
    expect(keys).toHaveLength(total);
    expect(keys.at(-1)?.id).toBe(total > 0 ? `key-${total - 1}` : undefined);
    expect(ibm.sent).toHaveLength(calls);
    expect(new Set(ibm.sent.map(({ url }) => url.searchParams.get("state")))).toEqual(new Set(["1"]));
  });

  // Asked for ever.
  it("ends when a service that knows no offset answers with the same page again", async () => {
    const ibm = new FakeIbm(() => collection(...page(0, 5000)));
    expect(await keysOn("icp", ibm).list()).toHaveLength(5000);
    expect(ibm.sent).toHaveLength(2);
  });

  it("by filter and by states is refused before it is asked for", async () => {
    const ibm = new FakeIbm(() => collection());
    for (const query of [{ states: [1] }, { extractable: true }]) {
      const asked = keysOn("kms", ibm);
      expect(await rejection(asked.list({ filter: "x", ...query }))).toBeInstanceOf(RejectedError);
      expect(await rejection(asked.count({ filter: "x", ...query }))).toBeInstanceOf(RejectedError);
    }
    expect(ibm.sent).toEqual([]);
  });

  it("is sifted here where the service takes no queries", async () => {
    const ibm = new FakeIbm(() => collection(aKey(), aKey({ state: 2 }), aKey({ extractable: true })));
    const keys = keysOn("icp", ibm);
    expect(await keys.list({ states: [1] })).toHaveLength(2);
    expect(await keys.list({ states: [1], extractable: false })).toHaveLength(1);
    expect(await keys.count({ extractable: false })).toBe(2);
    expect(ibm.sent.map(({ method, url }) => `${method} ${url.search}`)).toEqual(Array(3).fill("GET ?limit=5000"));
  });
});

describe("what IBM Cloud Private lacks", () => {
  const full = { name: "p", extractable: false };
  it.each<[string, (keys: KeyApi) => Promise<unknown>]>([
    ["has no aliases", (keys) => keys.create({ ...full, aliases: ["a"] })],
    ["has no aliases", (keys) => keys.addAlias(KEY, "a")],
    ["has no aliases", (keys) => keys.removeAlias(KEY, "a")],
    ["has no key rings", (keys) => keys.create({ ...full, keyRing: "r" })],
    ["has no key rings", (keys) => keys.list({ keyRing: "r" })],
    ["has no key rings", (keys) => keys.move(KEY, undefined, "r")],
    ["has no key rings", (keys) => keys.rings()],
    ["has no key rings", (keys) => keys.createRing("r")],
    ["has no key rings", (keys) => keys.deleteRing("r")],
    ["has no tags", (keys) => keys.create({ ...full, tags: ["t"] })],
    ["has no policies", (keys) => keys.create({ ...full, rotationMonths: 1 })],
    ["has no policies", (keys) => keys.setPolicies(KEY, { dualAuthDelete: true })],
    ["two people", (keys) => keys.create({ ...full, dualAuthDelete: true })],
    ["can't restore", (keys) => keys.restore(KEY)],
    ["can't disable or enable", (keys) => keys.disable(KEY)],
    ["can't disable or enable", (keys) => keys.enable(KEY)],
    ["has no import tokens", (keys) => keys.createImportToken()],
    ["has no import tokens", (keys) => keys.importToken()],
    [
      "has no import tokens",
      (keys) =>
        keys.create({ ...full, material: { payload: new Secret(SECRET), encryptionAlgorithm: "RSAES_OAEP_SHA_1" } }),
    ],
    ["has no import tokens", (keys) => keys.rotate(KEY, { payload: new Secret(SECRET), encryptedNonce: "n", iv: "i" })],
    ["doesn't tell who uses a key", (keys) => keys.registrations(KEY)],
    ["can't rewrap", (keys) => keys.rewrap(KEY, { ciphertext: "c" })],
    ["doesn't search", (keys) => keys.list({ search: "payments" })],
    ["doesn't search", (keys) => keys.count({ filter: "state=1" })],
    ["has no forced deletion", (keys) => keys.delete(KEY, { force: true })],
  ])("is refused before any call, because it %s", async (words, act) => {
    const ibm = new FakeIbm();
    const error = await rejection(act(keysOn("icp", ibm)));
    expect(error).toBeInstanceOf(RejectedError);
    expect((error as Error).message).toContain(
      `IBM Cloud Private ${words.startsWith("two") ? "has no deletions" : ""}`,
    );
    expect((error as Error).message).toContain(words);
    expect(printed(error)).not.toContain(SECRET);
    expect([ibm.sent, ibm.tokenRequests]).toEqual([[], []]);
  });
});

describe("a 404", () => {
  const gone = async (service: keyof typeof INSTANCES, reply: ReturnType<typeof json>): Promise<unknown> =>
    rejection(keysOn(service, new FakeIbm(() => reply)).metadata(KEY));

  it("means gone by its code or, on IBM Cloud Private, by the form of its body", async () => {
    expect(await gone("kms", refusal(404, "KEY_NOT_FOUND_ERR"))).toBeInstanceOf(NotFoundError);
    expect(await gone("icp", refusal(404))).toBeInstanceOf(NotFoundError);
  });

  it.each<[keyof typeof INSTANCES, ReturnType<typeof json>]>([
    ["kms", refusal(404)],
    ["kms", refusal(404, "SOMETHING_ELSE")],
    ["hs-crypto", { status: 404, body: "<html>" }],
    ["icp", { status: 404 }],
    ["icp", json({ resources: [{ errorMsg: "Not Found" }] }, 404)],
    ["icp", json({ message: "KEY_NOT_FOUND_ERR" }, 404)],
  ])("never means gone otherwise: %s %#", async (service, reply) => {
    expect(await gone(service, reply)).toMatchObject({ code: "service", httpStatus: 404 });
  });
});
