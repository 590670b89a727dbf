import { readPolicyNames } from "../checks";
import { invalidParameter, missingParameter, rejectedResourceExist } from "../errors";
import { arn, type Operation } from "../operation";

const onlyMethod = "ClientKey";

export const createApplicationAccessPoint: Operation = {
  name: "CreateApplicationAccessPoint",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const name = parameters.required("Name");
    const policies = readPolicyNames(context);
    if (policies === undefined) throw missingParameter("Policies");
    const authenticationMethod = parameters.optional("AuthenticationMethod") ?? onlyMethod;
    if (authenticationMethod !== onlyMethod) {
      throw invalidParameter("AuthenticationMethod", `only ${onlyMethod} is supported`);
    }
    if (region.accessPoints.has(name)) throw rejectedResourceExist(`application access point ${name}`);

    const description = parameters.optional("Description") ?? "";
    region.accessPoints.set(name, { name, description, authenticationMethod, policies });
    return {
      Arn: arn(context, `applicationaccesspoint/${name}`),
      Name: name,
      Description: description,
      AuthenticationMethod: authenticationMethod,
      Policies: JSON.stringify(policies),
    };
  },
};
