import * as z from 'zod/mini';

/** Answers of the HTTP API, as far as they are used (Consul API: health, agent, session, KV). */

export const CHECKS_SHAPE = z.array(
  z.object({ Node: z.string(), CheckID: z.string(), Status: z.string(), Output: z.nullish(z.string()) }),
);

export const MEMBERS_SHAPE = z.array(z.object({ Name: z.string(), Addr: z.string(), Status: z.int() }));

export const SESSION_SHAPE = z.object({ ID: z.string().check(z.minLength(1)) });

export const ENTRIES_SHAPE = z.array(
  z.object({
    Key: z.string(),
    ModifyIndex: z.int(),
    LockIndex: z.int(),
    Session: z.nullish(z.string()),
    Value: z.nullish(z.string()),
  }),
);

/** The check by which gossip tells whether a node is there. */
export const GOSSIP_CHECK = 'serfHealth';

/** What an agent’s own gossip says of a member; numbers of Serf. */
export const MEMBER_STATES: ReadonlyMap<number, MemberState> = new Map([
  [1, 'alive'],
  [2, 'leaving'],
  [3, 'left'],
  [4, 'failed'],
]);

export type MemberState = 'alive' | 'leaving' | 'left' | 'failed' | 'none';
