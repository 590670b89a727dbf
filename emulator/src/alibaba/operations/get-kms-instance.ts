import { forbiddenInstanceNotFound } from "../errors";
import type { Operation } from "../operation";

/** Properties of an instance that the options do not set. */
const remaining = {
  Spec: 1000,
  KeyNum: 1000,
  SecretNum: "1000",
  VpcNum: 1,
  CreateTime: "2025-01-01T00:00:00Z",
  StartDate: "2025-01-01T00:00:00Z",
  ChargeType: "PREPAY",
  ProductType: "kms_ddi_public_cn",
  ProductVersion: "3",
  SaleStatus: "Normal",
  Log: 0,
  LogStorage: 0,
  DeletionProtection: false,
};

/** Answers no endpoint, like the service: clients derive it from the id. */
export const getKmsInstance: Operation = {
  name: "GetKmsInstance",
  kind: "read",
  run: ({ parameters, instances, regionId, caCertificateChain }) => {
    const id = parameters.required("KmsInstanceId");
    const instance = instances.find(({ instanceId }) => instanceId === id);
    if (instance === undefined) throw forbiddenInstanceNotFound();
    const { name, status, endDate } = instance;
    const network = {
      VpcId: "vpc-emulator",
      ZoneIds: [`${regionId}-a`, `${regionId}-b`],
      VswitchIds: ["vsw-emulator"],
    };
    return {
      KmsInstance: {
        InstanceId: id,
        InstanceName: name,
        Status: status,
        ...(status === "Connected" && { CaCertificateChainPem: caCertificateChain(), ...network }),
        BindVpcs: { BindVpc: [] },
        ...remaining,
        EndDate: endDate,
      },
    };
  },
};
