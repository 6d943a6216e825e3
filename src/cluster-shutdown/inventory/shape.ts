import * as z from 'zod/mini';
import { TARGETS_SHAPE } from '../../notify/targets-shape.ts';
import { SECRET_SHAPE } from '../../power/credential-shape.ts';

/** The inventory as operators write it. Seconds where no unit is said. */

const text = z.string().check(z.minLength(1));
const seconds = z.int().check(z.minimum(0), z.maximum(86_400));
const step = z.union([z.int().check(z.minimum(1), z.maximum(86_400)), z.literal('never')]);

const bmcFields = {
  host: z.optional(text),
  port: z.optional(z.int().check(z.minimum(1), z.maximum(65_535))),
  interface: z.optional(z.enum(['lan', 'lanplus'])),
  user: z.optional(z.string()),
  password: z.optional(SECRET_SHAPE),
  cipher: z.optional(z.int().check(z.minimum(0), z.maximum(255))),
  privilege: z.optional(z.enum(['USER', 'OPERATOR', 'ADMINISTRATOR'])),
  answerSeconds: z.optional(z.int().check(z.minimum(1), z.maximum(60))),
};

const policy = z.strictObject({ soft: z.optional(step), hard: z.optional(step) });
const role = z.enum(['compute', 'controller', 'other', 'foreign']);

const machine = z.strictObject({
  name: text,
  role,
  bmc: z.union([text, z.strictObject(bmcFields)]),
  after: z.optional(z.array(text)),
  afterRoles: z.optional(z.array(role)),
  soft: z.optional(step),
  hard: z.optional(step),
});

export const INVENTORY_SHAPE = z.strictObject({
  cluster: z.optional(text),
  ipmi: z.boolean(),
  oneClickShutdown: z.boolean(),
  bmc: z.optional(z.strictObject(bmcFields)),
  roles: z.optional(z.partialRecord(role, policy)),
  machines: z.array(machine).check(z.minLength(1)),
  limits: z.optional(
    z.strictObject({
      parallelCommands: z.optional(z.int().check(z.minimum(1), z.maximum(512))),
      unreachableSeconds: z.optional(seconds),
      powerOnSeconds: z.optional(seconds),
      stopServicesSeconds: z.optional(seconds),
      healthySeconds: z.optional(seconds),
      proofDays: z.optional(z.int().check(z.minimum(1), z.maximum(3650))),
      unconfirmed: z.optional(z.enum(['continue', 'hold'])),
      localPowerOff: z.optional(z.boolean()),
    }),
  ),
  notify: z.optional(TARGETS_SHAPE),
});

export type WrittenInventory = z.infer<typeof INVENTORY_SHAPE>;
export type WrittenMachine = WrittenInventory['machines'][number];
export type WrittenBmc = NonNullable<WrittenInventory['bmc']>;
export type WrittenStep = z.infer<typeof step>;
