// Made from the definitions by "npm run generate": edit those, not this.
import type * as pulumi from "@pulumi/pulumi";
import { lookUp, lookUpOutput } from "./look-up";

/** What {@link getKmsInstance} asks for. */
export interface GetKmsInstanceArgs {
  /** The id of the instance, `kst-…`. */
  readonly instanceId: string;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   */
  readonly region?: string | undefined;
}

/** What {@link getKmsInstanceOutput} asks for. */
export interface GetKmsInstanceOutputArgs {
  /** The id of the instance, `kst-…`. */
  readonly instanceId: pulumi.Input<string>;
  /**
   * The region of the object.
   *
   * Left out: the configuration `keysmith:region`, or `ALIBABA_CLOUD_REGION_ID`.
   */
  readonly region?: pulumi.Input<string> | undefined;
}

/** What {@link getKmsInstance} finds. */
export interface GetKmsInstanceResult {
  /** The id of the instance. */
  readonly instanceId: string;
  /** What the instance is called in the console. */
  readonly instanceName: string;
  /** Always `Connected`: an instance that can't be used is an error. */
  readonly status: string;
  /** The host that the vendor's SDKs take as endpoint, without `https://`. */
  readonly endpoint: string;
  /** The certificates, in PEM, that sign the instance's own. */
  readonly caCertificateChainPem: string;
  /** When the subscription ends, as the service writes it; absent for an instance that is paid by use. */
  readonly endDate?: string | undefined;
}

/** What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts. */
export async function getKmsInstance(args: GetKmsInstanceArgs): Promise<GetKmsInstanceResult> {
  return (await lookUp("getKmsInstance", args)) as unknown as GetKmsInstanceResult;
}

/**
 * What an application needs to know of a KMS instance: its endpoint and the certificates that it trusts.
 *
 * Takes outputs as arguments too.
 */
export function getKmsInstanceOutput(args: GetKmsInstanceOutputArgs): pulumi.Output<GetKmsInstanceResult> {
  return lookUpOutput("getKmsInstance", args) as unknown as pulumi.Output<GetKmsInstanceResult>;
}
