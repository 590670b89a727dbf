/**
 * Records of the vendor's Terraform provider. Names of attributes are those of its documentation,
 * IBM-Cloud/terraform-provider-ibm, website/docs/r/{kms_key,kms_key_with_policy_overrides,kms_key_rings,
 * iam_authorization_policy,app_config_integration_kms}.html.markdown. What else the records hold the services tell better.
 */
export type Entries = Readonly<Record<string, unknown>>;

export function textOf(record: Entries, attribute: string): string | undefined {
  const value = record[attribute];
  return typeof value === "string" && value !== "" ? value : undefined;
}
