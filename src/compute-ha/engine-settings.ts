import { isAbsolute } from 'node:path';
import * as z from 'zod/mini';
import { DEFAULT_SELECTION, type Selection } from '../evacuation/model/instance.ts';
import { DEFAULT_RESPONSE_LIMITS, type ResponseLimits } from '../evacuation/model/order.ts';
import type { ReserveHost } from '../evacuation/watch/new-order.ts';
import { type BrakeLimits, DEFAULT_BRAKES } from '../evidence/brakes/brakes.ts';
import { type MailTarget, NOBODY, type NotifyTargets } from '../notify/targets.ts';
import { MAIL_SERVER_SHAPE, mailServer, notifyTargets, TARGETS_SHAPE } from '../notify/targets-shape.ts';

/** Languages in which people are told. */
export const LANGUAGES = ['en', 'zh'] as const;
export type Language = (typeof LANGUAGES)[number];

/** Whom the engine tells. */
export interface NotifySettings {
  readonly administrators: { readonly language: Language; readonly targets: NotifyTargets };
  /** Those to whom instances belong; `null`: they are not written to. */
  readonly owners: {
    readonly language: Language;
    readonly server: Omit<MailTarget, 'to'>;
    /** Mail addresses by the id of a user or project of OpenStack; a user’s goes before that of the project. */
    readonly contacts: ReadonlyMap<string, string>;
  } | null;
}

/** How the engine watches and responds. */
export interface EngineSettings {
  /** Between two rounds, ms; `null`: as the cloud’s file says. */
  readonly intervalMs: number | null;
  readonly stateFolder: string;
  readonly limits: ResponseLimits;
  readonly selection: Selection;
  readonly reserves: readonly ReserveHost[];
  /** How long a hard power-off or power-on may take until a reading shows it, ms. */
  readonly powerOffMs: number;
  readonly powerOnMs: number;
  /** How long a host that was switched on may take until it is seen healthy, ms. */
  readonly bootMs: number;
  /** How long a host is left alone after a response that did not help, ms. */
  readonly restMs: number;
  /** Who gives a host back that was given up: an operator, or the engine when it is seen to be back. */
  readonly release: 'operator' | 'when-back';
  readonly brakes: BrakeLimits;
  readonly notify: NotifySettings;
}

export const DEFAULT_STATE_FOLDER = '/var/lib/hawser/compute';

const text = z.string().check(z.minLength(1));
const whole = (least: number, most: number) => z.int().check(z.minimum(least), z.maximum(most));
const share = z.number().check(z.minimum(0), z.maximum(1));
const language = z.enum(LANGUAGES);
const seconds = whole(1, 86_400);

const RESPONSE = z.strictObject({
  rechecks: z.optional(whole(1, 20)),
  recheckSeconds: z.optional(whole(1, 300)),
  remedySeconds: z.optional(seconds),
  novaSeconds: z.optional(seconds),
  moveSeconds: z.optional(seconds),
  tries: z.optional(whole(1, 10)),
  parallel: z.optional(whole(1, 100)),
  powerOffSeconds: z.optional(whole(1, 600)),
  powerOnSeconds: z.optional(whole(1, 600)),
  bootSeconds: z.optional(seconds),
  restSeconds: z.optional(seconds),
  release: z.optional(z.enum(['operator', 'when-back'])),
  instances: z.optional(
    z.strictObject({
      mode: z.optional(z.enum(['opt-in', 'opt-out'])),
      key: z.optional(text),
      priority: z.optional(text),
    }),
  ),
});

const BRAKES = z.strictObject({
  vantage: z.optional(whole(0, 100)),
  lostShare: z.optional(share),
  lost: z.optional(whole(1, 10_000)),
  lostWindowSeconds: z.optional(seconds),
  blindShare: z.optional(share),
  perAggregate: z.optional(whole(1, 10_000)),
  perCycle: z.optional(whole(1, 10_000)),
  atATime: z.optional(whole(1, 10_000)),
});

const NOTIFY = z.strictObject({
  language: z.optional(language),
  administrators: z.optional(TARGETS_SHAPE),
  owners: z.optional(
    z.strictObject({
      language: z.optional(language),
      mail: MAIL_SERVER_SHAPE,
      contacts: z.record(z.string(), z.email()),
    }),
  ),
});

/** Keys of compute.yaml that are about the engine. */
export const ENGINE_SHAPE = {
  interval: z.optional(whole(1, 3_600)),
  state: z.optional(
    text.check(z.refine((path) => isAbsolute(path), { error: 'it is to be an absolute path' })),
  ),
  response: z.optional(RESPONSE),
  reserves: z.optional(
    z.array(z.strictObject({ host: text, for: z.optional(z.array(text)), only: z.optional(z.boolean()) })),
  ),
  brakes: z.optional(BRAKES),
  notify: z.optional(NOTIFY),
};

const WHOLE = z.strictObject(ENGINE_SHAPE);
type Written = z.infer<typeof WHOLE>;

/** What was written, with what is usual where nothing was. */
export function engineSettings({
  interval,
  state,
  response,
  reserves,
  brakes,
  notify,
}: Written): EngineSettings {
  return {
    intervalMs: interval === undefined ? null : interval * 1_000,
    stateFolder: state ?? DEFAULT_STATE_FOLDER,
    limits: responseLimits(response ?? {}),
    selection: {
      mode: response?.instances?.mode ?? DEFAULT_SELECTION.mode,
      key: response?.instances?.key ?? DEFAULT_SELECTION.key,
      priorityKey: response?.instances?.priority ?? DEFAULT_SELECTION.priorityKey,
    },
    reserves: (reserves ?? []).map((entry) => ({
      host: entry.host,
      of: entry.for ?? null,
      isOnlyTarget: entry.only ?? false,
    })),
    powerOffMs: milliseconds(response?.powerOffSeconds, 60_000),
    powerOnMs: milliseconds(response?.powerOnSeconds, 60_000),
    bootMs: milliseconds(response?.bootSeconds, 300_000),
    restMs: milliseconds(response?.restSeconds, 600_000),
    release: response?.release ?? 'operator',
    brakes: brakeLimits(brakes ?? {}),
    notify: notifySettings(notify ?? {}),
  };
}

function milliseconds(written: number | undefined, otherwise: number): number {
  return written === undefined ? otherwise : written * 1_000;
}

function responseLimits(written: z.infer<typeof RESPONSE>): ResponseLimits {
  const standard = DEFAULT_RESPONSE_LIMITS;
  return {
    ...standard,
    rechecks: written.rechecks ?? standard.rechecks,
    recheckMs: milliseconds(written.recheckSeconds, standard.recheckMs),
    remedyMs: milliseconds(written.remedySeconds, standard.remedyMs),
    novaMs: milliseconds(written.novaSeconds, standard.novaMs),
    moveMs: milliseconds(written.moveSeconds, standard.moveMs),
    tries: written.tries ?? standard.tries,
    parallel: written.parallel ?? standard.parallel,
  };
}

function brakeLimits(written: z.infer<typeof BRAKES>): BrakeLimits {
  const standard = DEFAULT_BRAKES;
  return {
    ...standard,
    vantageNeeded: written.vantage ?? standard.vantageNeeded,
    mostLostShare: written.lostShare ?? standard.mostLostShare,
    mostLost: written.lost ?? standard.mostLost,
    lostWindowMs: milliseconds(written.lostWindowSeconds, standard.lostWindowMs),
    mostBlindShare: written.blindShare ?? standard.mostBlindShare,
    mostPerAggregate: written.perAggregate ?? standard.mostPerAggregate,
    mostPerCycle: written.perCycle ?? standard.mostPerCycle,
    mostAtATime: written.atATime ?? standard.mostAtATime,
  };
}

function notifySettings({
  language: common = 'en',
  administrators,
  owners,
}: z.infer<typeof NOTIFY>): NotifySettings {
  return {
    administrators: {
      language: common,
      targets: administrators === undefined ? NOBODY : notifyTargets(administrators),
    },
    owners:
      owners === undefined
        ? null
        : {
            language: owners.language ?? common,
            server: mailServer(owners.mail),
            contacts: new Map(Object.entries(owners.contacts)),
          },
  };
}

export const DEFAULT_ENGINE: EngineSettings = engineSettings({});
