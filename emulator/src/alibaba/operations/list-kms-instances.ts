import { arn, type Operation } from "../operation";
import { page } from "../paging";

/** The parameter Filters is ignored: its format is not known. */
export const listKmsInstances: Operation = {
  name: "ListKmsInstances",
  kind: "read",
  run: (context) => {
    const { items, fields } = page(context.parameters, context.instances);
    const instances = items.map(({ instanceId }) => ({
      KmsInstanceId: instanceId,
      KmsInstanceArn: arn(context, `keystore/${instanceId}`),
    }));
    return { KmsInstances: { KmsInstance: instances }, ...fields };
  },
};
