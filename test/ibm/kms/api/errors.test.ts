import type { KeysmithError } from "../../../../src/core/errors";
import { Secret } from "../../../../src/core/secret";
import type { KeyApi } from "../../../../src/ibm/kms/api/client";
import { printed, rejection } from "../../../http/searching";
import { API_KEY, CLUSTER_KEY, clientOf, FakeIbm, INSTANCES, json, KEY, refusal } from "../../support";

type Act = (keys: KeyApi) => Promise<unknown>;

const get: Act = (keys) => keys.metadata(KEY);

async function refused(reply: ReturnType<typeof json>, act: Act = get, service: keyof typeof INSTANCES = "kms") {
  const ibm = new FakeIbm(() => reply);
  return (await rejection(act(clientOf(ibm, { maxTries: 1 }).keys(INSTANCES[service])))) as KeysmithError;
}

// A bug: it sent people to words that it didn't show.
it("doesn't refer to words that it withholds", async () => {
  const reply = refusal(400, "BAD_BODY_ERR", "The words.");
  const open = await refused(reply);
  expect(open.message).toMatch(/The words.*the service's message says which/);
  const { message } = await refused(reply, (keys) => keys.unwrap(KEY, { ciphertext: "x", aad: [] }));
  expect(message).not.toContain("The words.");
  expect(message).toMatch(/The service's message is not shown/);
});

it.each([
  [404, "KEY_NOT_FOUND_ERR", "not-found"],
  [404, "KEY_RING_NOT_FOUND_ERR", "not-found"],
  [410, "KEY_DELETED_ERR", "conflict"],
  [409, "KEY_ALIAS_NOT_UNIQUE_ERR", "already-exists"],
  [409, "KEY_RING_ALREADY_EXISTS_ERR", "already-exists"],
  [409, "KEY_ALIAS_QUOTA_ERR", "limit"],
  [409, "REQ_TOO_EARLY_ERR", "conflict"],
  [409, "KEY_ROTATION_NOT_PERMITTED", "conflict"],
  [409, "PROTECTED_RESOURCE_ERR", "conflict"],
  [409, "PREV_KEY_DEL_ERR", "conflict"],
  [409, "AUTHORIZATIONS_NOT_MET", "conflict"],
  [409, "NOT_DUAL_AUTH_ERR", "conflict"],
  [409, "KEY_RING_NOT_EMPTY_ERR", "conflict"],
  [409, "KEY_RING_KEYS_NOT_DELETED_ERR", "conflict"],
  [409, "KEY_ACTION_INVALID_STATE_ERR", "conflict"],
  [422, "KEY_INVALID_STATE_ERR", "conflict"],
  [409, "IMPORT_TOKEN_EXPIRED_ERR", "conflict"],
  [409, "SOMETHING_NEW", "conflict"],
  [409, "KEY_CREATE_IMPORT_ACCESS_ERR", "permission"],
  [403, "CONFIG_RULE_CONFLICT_ERR", "permission"],
  [403, "RESOURCE_OWNER_ERR", "permission"],
  [403, "SERVICE_ONLY_ERR", "permission"],
  [403, "FEATURE_RESTRICTED_ERR", "permission"],
  [401, "UNAUTHORIZED_ERR", "permission"],
  [400, "BAD_BODY_ERR", "rejected"],
  [400, "INVALID_FIELD_ERR", "rejected"],
  [400, "INVALID_QUERY_PARAM_ERR", "rejected"],
  [400, "KEY_ROOT_REQ_ERR", "rejected"],
  [400, "KEY_PAYLOAD_REQ_ERR", "rejected"],
  [400, "KEY_EXPIRED_ERR", "rejected"],
  [400, "KEY_RESTORE_EXPIRED", "rejected"],
  [400, "KEY_SEARCH_TOO_BROAD", "rejected"],
  [400, "INCORRECT_NONCE_ERR", "rejected"],
  [422, "UNPROCESSABLE_CIPHERTEXT_ERR", "rejected"],
  [422, "KEY_VERSION_INVALID", "rejected"],
  [429, "TOO_MANY_REQUESTS", "throttled"],
  [429, undefined, "throttled"],
  [500, "INCOMPLETE_METADATA_ERR", "service"],
  [503, undefined, "service"],
  [302, undefined, "service"],
])("HTTP %i %s is an error of class %s", async (status, code, expected) => {
  const error = await refused(refusal(status, code, "The words."));
  expect(error.code).toBe(expected);
  expect([error.vendorCode, error.httpStatus, error.requestId]).toEqual([
    code,
    status,
    "4c467b38-3910-447d-87bc-ac049166f216",
  ]);
  expect(error.remedy).toMatch(/^[A-Z].*\.$/);
  expect(error.message).toContain(`getKeyMetadata on Key Protect instance ${INSTANCES.kms.id} was refused: `);
  expect(error.message).toContain(code === undefined ? "Refused: The words" : "refused: The words (");
});

it.each<[string, Act, string]>([
  ["REQ_TOO_EARLY_ERR", (keys) => keys.restore(KEY), "30 seconds after its deletion"],
  ["REQ_TOO_EARLY_ERR", (keys) => keys.enable(KEY), "30 seconds after it was disabled"],
  ["REQ_TOO_EARLY_ERR", (keys) => keys.disable(KEY), "30 seconds after it was enabled"],
  ["REQ_TOO_EARLY_ERR", (keys) => keys.delete(KEY), "4 hours"],
  ["KEY_ROTATION_NOT_PERMITTED", (keys) => keys.rotate(KEY), "an hour after its last rotation"],
  ["PROTECTED_RESOURCE_ERR", (keys) => keys.delete(KEY), "registrations"],
  ["PREV_KEY_DEL_ERR", (keys) => keys.delete(KEY), "even a forced one"],
  ["AUTHORIZATIONS_NOT_MET", (keys) => keys.delete(KEY), "another user"],
  ["KEY_RING_NOT_EMPTY_ERR", (keys) => keys.deleteRing("r"), "Move the keys"],
  // Said to check the alias of a key.
  ["KEY_RING_NOT_FOUND_ERR", (keys) => keys.deleteRing("r"), "Make the key ring first"],
  ["IMPORT_TOKEN_EXPIRED_ERR", (keys) => keys.importToken(), "make a new one"],
])("%s says what to do, and when: %#", async (code, act, words) => {
  expect((await refused(refusal(409, code), act)).remedy).toContain(words);
});

it("takes a conflict over the id of a key ring for one that exists", async () => {
  expect(await refused(refusal(409, "CONFLICT"), (keys) => keys.createRing("r"))).toMatchObject({
    code: "already-exists",
  });
});

describe("who may not", () => {
  it.each<[Act, string]>([
    [(keys) => keys.list(), "Reader "],
    [(keys) => keys.get(KEY), "ReaderPlus"],
    [(keys) => keys.rotate(KEY), "Writer"],
    [(keys) => keys.delete(KEY), "Manager"],
  ])("is told which role is missing: %#", async (act, role) => {
    expect((await refused(refusal(403), act)).remedy).toContain(role);
    expect(await refused(refusal(401, "UNAUTHORIZED_ERR"), act)).toMatchObject({
      code: "permission",
      remedy: expect.stringContaining(role),
    });
  });

  it.each<[Act, string]>([
    [(keys) => keys.wrap(KEY, {}), "Viewer"],
    [(keys) => keys.list(), "Editor"],
    [(keys) => keys.delete(KEY), "Administrator"],
  ])("is told so on IBM Cloud Private, whose 401 has no code: %#", async (act, role) => {
    expect(await refused(refusal(401), act, "icp")).toMatchObject({
      code: "permission",
      remedy: expect.stringContaining(role),
    });
  });

  it("is told so for a count too, which has no body", async () => {
    for (const status of [401, 403]) {
      const error = await refused({ status }, (keys) => keys.count());
      expect([error.code, error.remedy]).toEqual(["permission", expect.stringContaining("Reader")]);
    }
  });

  it("may as well have a bad token, when it is from outside", async () => {
    const ibm = new FakeIbm(() => refusal(401, "UNAUTHORIZED_ERR"));
    const error = await rejection(
      clientOf(ibm, { settings: { bearerToken: "given" } })
        .keys(INSTANCES.kms)
        .list(),
    );
    expect(error).toMatchObject({ code: "credentials", remedy: expect.stringContaining("Reader") });
    expect(ibm.sent).toHaveLength(1);
  });

  it("isn't said by a gateway", async () => {
    expect(await refused({ status: 401, body: "<html>" })).toMatchObject({ code: "credentials" });
  });
});

describe("what a service says", () => {
  it("is shown with every reason, and not more than that", async () => {
    const reasons = [
      { code: "INVALID_FIELD_ERR", message: "One." },
      { code: "OTHER", message: "Two.", moreInfo: "https://cloud.ibm.com" },
    ];
    const error = await refused(json({ resources: [{ errorMsg: "Bad Request: see reasons", reasons }] }, 400));
    expect(error.problem).toContain("was refused: One. Two");
    expect(error.message).not.toContain("see reasons");
  });

  it.each<[keyof typeof INSTANCES, Act]>([
    [
      "kms",
      (keys) =>
        keys.create({ name: "p", extractable: true, material: { payload: new Secret("c2VjcmV0LXBheWxvYWQ=") } }),
    ],
    ["icp", (keys) => keys.rotate(KEY, { payload: new Secret("c2VjcmV0LXBheWxvYWQ=") })],
    ["hs-crypto", (keys) => keys.wrap(KEY, { plaintext: new Secret("c2VjcmV0LXBheWxvYWQ=") })],
  ])("is not shown when it repeats what was sent: %s", async (service, act) => {
    const ibm = new FakeIbm(({ body, headers }) =>
      refusal(400, "INVALID_FIELD_ERR", `${body} ${JSON.stringify(headers)}`),
    );
    const error = await rejection(act(clientOf(ibm).keys(INSTANCES[service])));
    expect(error).toMatchObject({ code: "rejected", vendorCode: "INVALID_FIELD_ERR" });
    for (const hidden of ["c2VjcmV0LXBheWxvYWQ", "token-1", API_KEY, CLUSTER_KEY]) {
      expect(printed(error)).not.toContain(hidden);
    }
  });

  it("is not shown when it repeats the token", async () => {
    const error = await refused(refusal(400, "BAD_BODY_ERR", "I was sent Bearer token-1"));
    expect(printed(error)).not.toContain("token-1");
  });

  it.each(["", "[]", '"text"', '{"resources":5}', '{"resources":[null]}', '{"resources":[{"reasons":[null]}]}'])(
    "may be anything: %j",
    async (body) => {
      expect(await refused({ status: 400, body })).toMatchObject({ code: "service", vendorCode: undefined });
    },
  );

  it("has no code that could hold anything", async () => {
    expect((await refused(refusal(400, "A CODE WITH BLANKS"))).vendorCode).toBeUndefined();
  });
});
