import { readSourceAddresses } from "../checks";
import { invalidParameter, rejectedResourceExist } from "../errors";
import { arn, type Operation } from "../operation";

export const createNetworkRule: Operation = {
  name: "CreateNetworkRule",
  kind: "write",
  run: (context) => {
    const { parameters, region } = context;
    const name = parameters.required("Name");
    const type = parameters.required("Type");
    // The console also has Public and VPC; the API's reference accepts only this one.
    if (type !== "Private") throw invalidParameter("Type", "only Private is supported");
    const sourcePrivateIps = readSourceAddresses(context) ?? [];
    if (region.networkRules.has(name)) throw rejectedResourceExist(`network rule ${name}`);

    const description = parameters.optional("Description") ?? "";
    region.networkRules.set(name, { name, type, description, sourcePrivateIps });
    return {
      Arn: arn(context, `network/${name}`),
      Name: name,
      Type: type,
      Description: description,
      SourcePrivateIp: JSON.stringify(sourcePrivateIps),
    };
  },
};
