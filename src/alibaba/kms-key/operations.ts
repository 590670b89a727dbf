import * as z from "zod";
import { change, create, look, type Operation } from "../api/operation";
import { listIn, tag, time } from "../api/wire";

// Facts are from the vendor's API reference of KMS, version 2016-01-20, as the doc comments of its clients give them.

const text = z.string().optional();

/** Absent texts may also be empty. */
const metadata = z.object({
  KeyId: z.string().min(1),
  Arn: z.string(),
  Description: text,
  KeySpec: z.string(),
  KeyUsage: z.string(),
  KeyState: z.string(),
  Origin: z.string(),
  ProtectionLevel: text,
  DKMSInstanceId: text,
  CreationDate: time,
  PrimaryKeyVersion: text,
  DeletionProtection: text,
  DeletionProtectionDescription: text,
  AutomaticRotation: text,
  RotationInterval: text,
  NextRotationDate: text,
  DeleteDate: text,
});

/** The service's description of a key. */
export type Metadata = z.output<typeof metadata>;

const described = z.object({ KeyMetadata: metadata }).transform(({ KeyMetadata }) => KeyMetadata);

export const createKey: Operation<Metadata> = create("CreateKey", described);
export const describeKey: Operation<Metadata> = look("DescribeKey", described);
export const listKeys = look("ListKeys", listIn("Keys", "Key", z.object({ KeyId: z.string(), KeyArn: z.string() })));
export const updateKeyDescription = change("UpdateKeyDescription");
export const enableKey = change("EnableKey");
export const disableKey = change("DisableKey");
export const updateRotationPolicy = change("UpdateRotationPolicy");
export const setDeletionProtection = change("SetDeletionProtection");
export const setKeyPolicy = change("SetKeyPolicy");
export const getKeyPolicy = look("GetKeyPolicy", z.object({ Policy: z.string() }));
export const scheduleKeyDeletion = change("ScheduleKeyDeletion");
export const cancelKeyDeletion = change("CancelKeyDeletion");

/** 200 rows per page, and a key has at most 20 tags: one key never takes a second page. */
export const listTagResources = look("ListTagResources", listIn("TagResources", "TagResource", tag));
