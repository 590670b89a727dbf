import type KeyProtectV2 from "@ibm-cloud/ibm-key-protect/ibm-key-protect-api/v2";
import { IamAuthenticator } from "ibm-cloud-sdk-core";
import { loadClient } from "./key-protect-client";
import { collection, keyProtect, keyType, policyType, useKeys } from "./support";

const Client = loadClient();
/** This version takes bodies ready-made. */
const json = (body: unknown): Buffer => Buffer.from(JSON.stringify(body));
const base = { bluemixInstance: keyProtect };
const rootKey = { type: keyType, name: "payments", extractable: false };
const plaintext = Buffer.from("a data encryption key of 32 byte").toString("base64");
const imported = Buffer.alloc(16, 7).toString("base64");

describe("IBM's own client of Key Protect", () => {
  const keys = useKeys();
  const client = () => {
    const { url } = keys.emulator;
    // A token manager of the newer core, which the client takes as any other authenticator.
    const authenticator = new IamAuthenticator({ apikey: "emulator", url });
    return new Client({ authenticator: authenticator as never, serviceUrl: url });
  };
  const create = async (service: KeyProtectV2, fields: Record<string, unknown> = {}): Promise<string> => {
    const body = json(collection(keyType, { ...rootKey, ...fields }));
    const { status, result } = await service.createKey({ ...base, body });
    expect(status).toBe(201);
    return result.resources?.[0]?.id ?? "";
  };

  it("creates, imports, counts, lists and reads keys", async () => {
    const service = client();
    const id = await create(service);
    const other = await create(service, { name: "orders", payload: imported, description: "from our own HSM" });
    const standard = await create(service, { name: "tokens", extractable: true, payload: plaintext });
    const counted = await service.getKeyCollectionMetadata(base);
    expect(counted).toMatchObject({ status: 200, headers: { "key-total": "3" } });
    const listed = await service.getKeys({ ...base, limit: 2, offset: 1 });
    expect(listed.result.resources).toHaveLength(2);
    const roots = await service.getKeys({ ...base, state: [1], extractable: false });
    expect(roots.result.resources?.map((key) => key.id).sort()).toEqual([id, other].sort());
    const read = await service.getKey({ ...base, id: standard });
    expect(read.result.resources?.[0]).toMatchObject({ id: standard, name: "tokens", payload: plaintext, state: 1 });
    const metadata = await service.getKeyMetadata({ ...base, id: other, correlationId: "c-1" });
    expect(metadata.headers).toMatchObject({ "correlation-id": "c-1" });
    expect(metadata.result.resources?.[0]).toMatchObject({
      imported: true,
      algorithmBitSize: 128,
      keyVersion: { id: other },
      description: "from our own HSM",
    });
  });

  it("wraps, rotates, unwraps and rewraps", async () => {
    const service = client();
    const id = await create(service);
    const wrapped = await service.wrapKey({ ...base, id, keyActionWrapBody: json({ plaintext, aad: ["orders"] }) });
    const { ciphertext } = wrapped.result;
    expect((await service.rotateKey({ ...base, id, keyActionRotateBody: json({}) })).status).toBe(204);
    const aad = json({ ciphertext, aad: ["orders"] });
    const opened = await service.unwrapKey({ ...base, id, keyActionUnwrapBody: aad });
    expect(opened.result).toMatchObject({ plaintext, keyVersion: { id } });
    const again = await service.rewrapKey({ ...base, id, keyActionRewrapBody: aad });
    expect(again.result.rewrappedKeyVersion?.id).not.toBe(id);
    const versions = await service.getKeyVersions({ ...base, id });
    expect(versions.result.metadata).toMatchObject({ collectionTotal: 2 });
    expect(versions.result.resources?.map((version) => version.id)).toEqual([again.result.rewrappedKeyVersion?.id, id]);
    const made = await service.wrapKey({ ...base, id, keyActionWrapBody: json({}) });
    expect(Buffer.from(made.result.plaintext ?? "", "base64")).toHaveLength(32);
  });

  it("rotates an imported key with new material only", async () => {
    const service = client();
    const id = await create(service, { payload: imported });
    await expect(service.rotateKey({ ...base, id })).rejects.toMatchObject({
      status: 400,
      body: expect.stringContaining("KEY_PAYLOAD_REQ_ERR"),
    });
    const body = json({ payload: Buffer.alloc(32, 8).toString("base64") });
    expect((await service.rotateKey({ ...base, id, keyActionRotateBody: body })).status).toBe(204);
  });

  it("sets and reads policies of keys and of the instance", async () => {
    const service = client();
    const id = await create(service);
    const rotation = collection(policyType, { type: policyType, rotation: { interval_month: 2 } });
    const put = await service.putPolicy({ ...base, id, policy: "rotation", setKeyPoliciesOneOf: rotation as never });
    expect(put).toMatchObject({ status: 200, result: { resources: [{ rotation: { interval_month: 2 } }] } });
    const dual = collection(policyType, { type: policyType, dualAuthDelete: { enabled: false } });
    await service.putPolicy({ ...base, id, policy: "dualAuthDelete", setKeyPoliciesOneOf: dual as never });
    expect((await service.getPolicy({ ...base, id })).result).toMatchObject({ metadata: { collectionTotal: 2 } });
    const network = { enabled: true, attributes: { allowed_network: "public-and-private" } };
    const both = collection(
      policyType,
      { policy_type: "dualAuthDelete", policy_data: { enabled: false } },
      { policy_type: "allowedNetwork", policy_data: network },
    );
    const set = await service.putInstancePolicy({ ...base, setInstancePoliciesOneOf: both as never });
    expect(set.status).toBe(204);
    const read = await service.getInstancePolicy({ ...base, policy: "allowedNetwork" });
    expect(read.result).toMatchObject({ resources: [{ policy_type: "allowedNetwork", policy_data: network }] });
    expect((await service.getAllowedIpPort(base)).result.resources).toEqual([]);
  });

  it("disables, enables, deletes and restores", async () => {
    const service = client();
    const id = await create(service);
    expect((await service.disableKey({ ...base, id })).status).toBe(204);
    await keys.emulator.clock.advance("PT30S");
    expect((await service.enableKey({ ...base, id })).status).toBe(204);
    await expect(service.setKeyForDeletion({ ...base, id })).rejects.toMatchObject({
      status: 409,
      body: expect.stringContaining("NOT_DUAL_AUTH_ERR"),
    });
    const deleted = await service.deleteKey({ ...base, id, prefer: "return=representation" });
    expect(deleted).toMatchObject({ status: 200, result: { resources: [{ id, state: 5, deleted: true }] } });
    await expect(service.syncAssociatedResources({ ...base, id })).rejects.toMatchObject({ status: 410 });
    await keys.emulator.clock.advance("PT30S");
    expect(await service.restoreKey({ ...base, id })).toMatchObject({ status: 201 });
    const minimal = await service.deleteKey({ ...base, id, prefer: "return=minimal", force: true });
    expect(minimal.status).toBe(204);
  });

  it("sets and unsets a key for deletion", async () => {
    const service = client();
    const id = await create(service);
    const dual = collection(policyType, { type: policyType, dualAuthDelete: { enabled: true } });
    await service.putPolicy({ ...base, id, policy: "dualAuthDelete", setKeyPoliciesOneOf: dual as never });
    expect((await service.setKeyForDeletion({ ...base, id })).status).toBe(204);
    expect((await service.unsetKeyForDeletion({ ...base, id })).status).toBe(204);
  });

  it("works with aliases, key rings, registrations and import tokens", async () => {
    const service = client();
    const id = await create(service);
    expect((await service.createKeyAlias({ ...base, id, alias: "payments" })).status).toBe(201);
    expect((await service.getKey({ ...base, id: "payments" })).result.resources?.[0]?.id).toBe(id);
    expect((await service.deleteKeyAlias({ ...base, id, alias: "payments" })).status).toBe(204);
    expect((await service.createKeyRing({ ...base, keyRingId: "team-a" })).status).toBe(201);
    const rings = await service.listKeyRings(base);
    expect(rings.result.resources?.map((ring) => ring.id)).toEqual(["default", "team-a"]);
    expect((await service.deleteKeyRing({ ...base, keyRingId: "team-a" })).status).toBe(204);
    await keys.emulator.ibm.register({ key: id, resourceCrn: "crn:v1:bluemix:public:apprapp:us-south:a/1:2::" });
    expect((await service.getRegistrations({ ...base, id })).result.metadata).toMatchObject({ collectionTotal: 1 });
    expect((await service.getRegistrationsAllKeys(base)).result.resources).toMatchObject([{ keyId: id }]);
    const token = await service.postImportToken({ ...base, maxAllowedRetrievals: 2, expiration: 300 });
    expect(token.result).toMatchObject({ maxAllowedRetrievals: 2, expirationDate: "2026-01-01T00:05:00Z" });
    const parts = await service.getImportToken(base);
    expect(parts.result).toMatchObject({ remainingRetrievals: 1, payload: expect.any(String) });
  });
});
