import { find, readPolicyNames } from "../checks";
import type { Operation } from "../operation";

/** Parameters that are not sent keep their value. */
export const updateApplicationAccessPoint: Operation = {
  name: "UpdateApplicationAccessPoint",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const accessPoint = find(region.accessPoints, "application access point", parameters.required("Name"));
    const policies = readPolicyNames(context) ?? accessPoint.policies;
    const description = parameters.optional("Description") ?? accessPoint.description;
    region.accessPoints.set(accessPoint.name, { ...accessPoint, policies, description });
    return {};
  },
};
