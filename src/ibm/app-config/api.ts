import * as z from "zod";
import { everyPage } from "../../http/pages";
import { refusal } from "../../http/refusal";
import {
  type Ask,
  askerOf,
  body,
  type Collection,
  type Destination,
  maybe,
  nothing,
  segment,
  type Wiring,
} from "../platform/call";
import { serviceErrors } from "../platform/errors";

const text = maybe(z.string());

/** A KMS integration as App Configuration shows it. Integrations of other types have other metadata. */
const integration = z
  .object({
    integration_id: z.string(),
    integration_type: z.string(),
    metadata: z.object({
      kms_instance_crn: z.string(),
      kms_endpoint: z.string(),
      root_key_id: z.string(),
      key_status: text,
      kms_scheme_type: text,
    }),
    created_time: text,
    href: text,
  })
  .transform(({ metadata, ...rest }) => ({
    integrationId: rest.integration_id,
    integrationType: rest.integration_type,
    kmsInstanceCrn: metadata.kms_instance_crn,
    kmsEndpoint: metadata.kms_endpoint,
    rootKeyId: metadata.root_key_id,
    /** USABLE, NON_USABLE_DISABLE or NON_USABLE_DELETE. */
    keyStatus: metadata.key_status,
    kmsSchemeType: metadata.kms_scheme_type,
    createdTime: rest.created_time,
    href: rest.href,
  }));

export type Integration = Readonly<z.output<typeof integration>>;
export type NewIntegration = Pick<Integration, "integrationId" | "kmsInstanceCrn" | "kmsEndpoint" | "rootKeyId">;

const KMS = "KMS";
const other = z.object({ integration_id: text, integration_type: z.string().refine((type) => type !== KMS) });

const page = body(
  z.object({ integrations: z.array(z.union([other, integration])), total_count: z.number().int().nonnegative() }),
);

const PAGE = 100;

const ALLOW = "Give the caller the role Manager on the App Configuration instance.";

export type IntegrationApi = ReturnType<typeof integrationApi>;

export function integrationApi(guid: string, destination: () => Destination, wiring: Wiring) {
  const integrations: Collection = {
    path: () => `/apprapp/feature/v1/instances/${segment(guid)}/integrations`,
    place: () => `App Configuration instance ${guid}`,
    refuse: ({ call, reply, sent }, method) => refusal(serviceErrors, call, reply, sent, { method, allow: ALLOW }),
  };
  const ask = askerOf(integrations, destination, wiring);
  return {
    create: ({ integrationId, kmsInstanceCrn, kmsEndpoint, rootKeyId }: NewIntegration) =>
      ask({
        operation: "createIntegration",
        method: "POST",
        body: {
          integration_id: integrationId,
          integration_type: KMS,
          metadata: { kms_instance_crn: kmsInstanceCrn, kms_endpoint: kmsEndpoint, root_key_id: rootKeyId },
        },
        retry: "never-blindly",
        reply: body(integration),
      }),
    get: (id: string) => ask({ operation: "getIntegration", method: "GET", id, reply: body(integration) }),
    list: () => list(guid, ask),
    delete: (id: string) => ask({ operation: "deleteIntegration", method: "DELETE", id, reply: nothing }),
  };
}

async function list(guid: string, ask: Ask): Promise<readonly Integration[]> {
  const all = await everyPage({
    call: `listIntegrations of the App Configuration instance ${guid}`,
    first: 0,
    async ask(offset) {
      const query = { expand: "true", limit: String(PAGE), offset: String(offset) };
      const reply = await ask({ operation: "listIntegrations", method: "GET", query, reply: page });
      const { length } = reply.integrations;
      const end = offset + length;
      const isLast = length === 0 || (length < PAGE && end >= reply.total_count);
      return { items: reply.integrations, next: isLast ? undefined : end };
    },
  });
  return all.filter((each) => "rootKeyId" in each);
}
