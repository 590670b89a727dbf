import { IF_REPLACED } from "../core/adoption";
import { AlreadyExistsError, ConfigurationError, causedBy } from "../core/errors";
import { assign, howToGive, message } from "../core/message";
import { alibabaSettings } from "./api/settings";
import { nameText, regionField } from "./fields";

/**
 * Existing objects are named by people, or by records of the vendor's Terraform provider. Attribute names are those of its documentation,
 * aliyun/terraform-provider-alicloud, website/docs/r/kms_{network_rule,policy,application_access_point,client_key}.html.markdown. No record
 * has a region: it is the provider's there, and the configured one here.
 */

export const REGION_LEFT_OUT = "without a region, it is the one that is set";

export function isName(text: string | undefined): text is string {
  return nameText().safeParse(text).success;
}

export function regionBefore(text: string | undefined): { readonly region?: string } | undefined {
  if (text === undefined) return {};
  return regionField.safeParse(text).success ? { region: text } : undefined;
}

export function existsAlready(object: string, region: string, why: string, error: unknown): AlreadyExistsError {
  return new AlreadyExistsError(
    `the ${object} exists already in ${region}: ${why}`,
    message`${IF_REPLACED} If an interrupted run has left it, or if it is to be managed here from now on, set ${assign("adopt", true)}. If another stack has it, give each stack names of its own.`,
    causedBy(error),
  );
}

/** The same for an object that another resource of the program has got in this run: to set `adopt` would be refused too. */
export function hasOtherResource(object: string, region: string, error: unknown): AlreadyExistsError {
  return new AlreadyExistsError(
    `the ${object} exists already in ${region}: another resource of this run has made or adopted it`,
    "Declare it once, or give each resource a name of its own.",
    causedBy(error),
  );
}

/** @throws ConfigurationError if neither the id nor a setting gives the region */
export function requireKnownRegion({ region }: { readonly region?: string }): string {
  if (region !== undefined) return region;
  throw new ConfigurationError(
    "The region of the object to adopt is not known",
    message`Give it in front of the id, as in cn-hangzhou/orders, or in ${howToGive(alibabaSettings.region)}.`,
  );
}
