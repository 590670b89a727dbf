import type { Formerly } from "../core/definition";
import { isClientKeyId, isName } from "./adoption";

/**
 * Objects in the records of the vendor's Terraform provider. Names of attributes are those of its documentation,
 * aliyun/terraform-provider-alicloud, website/docs/r/kms_{network_rule,policy,application_access_point,client_key}
 * .html.markdown. None of them says a region: that is the provider's, and so the one that is set here.
 */

/** What finds an object that the service knows by its name. */
interface Named {
  readonly name: string;
}

/** @param attribute the name; the record's id is the name too, and the only one that is there after an import */
function named(kind: string, attribute: string): Formerly<Named> {
  return {
    kind,
    state(record) {
      const name = textOf(record, attribute) ?? textOf(record, "id");
      return name !== undefined && isName(name) ? { name } : undefined;
    },
  };
}

export const networkRuleElsewhere: Formerly<Named> = named("alicloud_kms_network_rule", "network_rule_name");
export const policyElsewhere: Formerly<Named> = named("alicloud_kms_policy", "policy_name");
export const accessPointElsewhere: Formerly<Named> = named(
  "alicloud_kms_application_access_point",
  "application_access_point_name",
);

/**
 * The record holds the password, but the private key at most in a file on somebody's disk: a password alone is of no use,
 * and is left where it is.
 */
export const clientKeyElsewhere: Formerly<{ readonly accessPoint: string; readonly clientKeyId: string }> = {
  kind: "alicloud_kms_client_key",
  state(record) {
    const [clientKeyId, accessPoint] = [textOf(record, "id"), textOf(record, "aap_name")];
    if (clientKeyId === undefined || !isClientKeyId(clientKeyId)) return undefined;
    // After an import that wasn't refreshed the access point isn't recorded: the service tells it.
    return { clientKeyId, ...(accessPoint !== undefined && { accessPoint }) };
  },
};

function textOf(record: Readonly<Record<string, unknown>>, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}
