import { z } from 'zod';

/** What a person may do; each role may do all that the ones before it may. */
export const ROLES = ['viewer', 'operator', 'admin'] as const;

export const Role = z.enum(ROLES).meta({
  description: 'viewer looks; operator also shuts down, starts and cancels; admin also lifts lock-outs',
});
export type Role = z.infer<typeof Role>;

/** Name of a local user: as login names of Linux. */
export const UserName = z.string().regex(/^[a-z_][a-z0-9_.-]{0,31}$/);

/** Name and password of a local user. */
export const SignIn = z.strictObject({
  user: z.string().min(1).max(64),
  password: z.string().min(1).max(256),
});

/** Who a token belongs to. */
export const Person = z
  .object({
    user: z.string(),
    role: Role,
    source: z.enum(['local', 'keystone']).meta({ description: 'Who vouches' }),
    expires: z.iso.datetime(),
  })
  .meta({ id: 'Person' });
export type Person = z.infer<typeof Person>;

export const IssuedToken = z
  .object({
    token: z.string().meta({ description: 'Goes into the header X-Auth-Token' }),
    ...Person.shape,
  })
  .meta({ id: 'IssuedToken' });
export type IssuedToken = z.infer<typeof IssuedToken>;
