import { IamAuthenticator } from "@ibm-cloud/platform-services/auth";
import IamPolicyManagementV1 from "@ibm-cloud/platform-services/iam-policy-management/v1";
import { defaultIbm } from "../../../src";
import { useEmulator } from "../../support";
import { appConfigPolicy, reader, writer } from "./support";

const { subject, resource, control, type } = appConfigPolicy("key-1");
const named = (attributes: readonly { key: string; value: string }[]) =>
  attributes.map(({ key, value }) => ({ name: key, value }));

/** The same policy in the words of the first version. */
const first = {
  type,
  subjects: [{ attributes: named(subject.attributes) }],
  roles: [{ role_id: reader }],
  resources: [{ attributes: named(resource.attributes) }],
};

describe("IBM's own client of the policy service", () => {
  const emulator = useEmulator();
  const client = () =>
    new IamPolicyManagementV1({
      authenticator: new IamAuthenticator({ apikey: "emulator", url: emulator.it.url }),
      serviceUrl: emulator.it.url,
    });

  it("leads a policy of the second version through its life", async () => {
    const service = client();
    const created = await service.createV2Policy({ type, subject, resource, control, description: "flags" });
    expect(created.status).toBe(201);
    const id = created.result.id ?? "";
    const read = await service.getV2Policy({ id });
    expect(read.result).toMatchObject({ id, type, subject, resource, control, description: "flags", state: "active" });
    const ifMatch = String(read.headers["etag"]);
    const wider = { grant: { roles: [{ role_id: reader }, { role_id: writer }] } };
    const replaced = await service.replaceV2Policy({ id, ifMatch, type, subject, resource, control: wider });
    expect(replaced.result).toMatchObject({ id, control: wider });
    expect(replaced.result.description).toBeUndefined();
    expect((await service.deleteV2Policy({ id })).status).toBe(204);
    expect((await service.getV2Policy({ id })).result.state).toBe("deleted");
  });

  it("leads a policy of the first version through its life", async () => {
    const service = client();
    const created = await service.createPolicy(first);
    expect(created.status).toBe(201);
    const policyId = created.result.id ?? "";
    const read = await service.getPolicy({ policyId });
    expect(read.result).toMatchObject({ subjects: first.subjects, state: "active" });
    const ifMatch = String(read.headers["etag"]);
    const replaced = await service.replacePolicy({ policyId, ifMatch, ...first, roles: [{ role_id: writer }] });
    expect(replaced.result.roles.map(({ role_id }) => role_id)).toEqual([writer]);
    await service.deletePolicy({ policyId });
    const gone = await service.getPolicy({ policyId });
    const restored = await service.updatePolicyState({
      policyId,
      ifMatch: String(gone.headers["etag"]),
      state: "active",
    });
    expect([gone.result.state, restored.result.state]).toEqual(["deleted", "active"]);
  });

  it("keeps an access policy with its tags, in both versions", async () => {
    const service = client();
    const { result } = await service.createPolicy({
      type: "access",
      subjects: [{ attributes: [{ name: "iam_id", value: "IBMid-7" }] }],
      roles: [{ role_id: "crn:v1:bluemix:public:iam::::role:Viewer" }],
      resources: [
        {
          attributes: [
            { name: "accountId", value: defaultIbm.account, operator: "stringEquals" },
            { name: "serviceType", value: "service", operator: "stringEquals" },
          ],
          tags: [{ name: "project", value: "flags", operator: "stringEquals" }],
        },
      ],
    });
    const id = result.id ?? "";
    const tag = { value: "flags", operator: "stringEquals" };
    expect((await service.getPolicy({ policyId: id })).result.resources[0]?.tags).toEqual([
      { name: "project", ...tag },
    ]);
    expect((await service.getV2Policy({ id })).result.resource?.tags).toEqual([{ key: "project", ...tag }]);
  });

  it("lists the policies of both versions, page by page", async () => {
    const service = client();
    for (const key of ["a", "b", "c", "d", "e"]) await service.createV2Policy(appConfigPolicy(key));
    const asked = { accountId: defaultIbm.account, limit: 2, type: "authorization" };
    const second = await new IamPolicyManagementV1.V2PoliciesPager(service, asked).getAll();
    const firstVersion = await new IamPolicyManagementV1.PoliciesPager(service, asked).getAll();
    expect(second).toHaveLength(5);
    expect(firstVersion.map(({ id }) => id)).toEqual(second.map(({ id }) => id));
  });

  it("shows the error for an equal policy and for a stale ETag", async () => {
    const service = client();
    const { result, headers } = await service.createV2Policy({ type, subject, resource, control });
    await expect(service.createPolicy(first)).rejects.toMatchObject({
      status: 409,
      result: {
        errors: [{ code: "policy_conflict_error", details: { conflicts_with: { policy: { id: result.id } } } }],
      },
    });
    const id = result.id ?? "";
    const stale = { id, ifMatch: "1-00000000000000000000000000000000", type, subject, resource, control };
    await expect(service.replaceV2Policy(stale)).rejects.toMatchObject({ status: 409 });
    const current = { ...stale, ifMatch: String(headers["etag"]) };
    expect((await service.replaceV2Policy(current)).status).toBe(200);
  });

  it("shows the error for a policy that there is not", async () => {
    await expect(client().getV2Policy({ id: "none" })).rejects.toMatchObject({
      status: 404,
      result: { errors: [{ code: "policy_not_found" }] },
    });
  });

  it("lists the roles that one service can be granted on another", async () => {
    const asked = { serviceName: "kms", sourceServiceName: "apprapp", policyType: "authorization" };
    const { result } = await client().listRoles(asked);
    expect(result.service_roles.map(({ display_name }) => display_name)).toEqual([
      "Reader",
      "ReaderPlus",
      "Writer",
      "Manager",
    ]);
    expect(result.service_roles[0]).toMatchObject({
      crn: reader,
      actions: expect.arrayContaining(["kms.secrets.wrap"]),
    });
    expect([result.custom_roles, result.system_roles]).toEqual([[], []]);
  });

  it("lists no roles where two services don't know each other", async () => {
    const asked = { serviceName: "codeengine", sourceServiceName: "apprapp", policyType: "authorization" };
    expect((await client().listRoles(asked)).result.service_roles).toEqual([]);
  });

  it("lists the roles of a service and of the platform for users", async () => {
    const { result } = await client().listRoles({ serviceName: "kms" });
    expect(result.service_roles.map(({ display_name }) => display_name)).toContain("KeyPurge");
    expect(result.system_roles.map(({ display_name }) => display_name)).toContain("Administrator");
  });
});
