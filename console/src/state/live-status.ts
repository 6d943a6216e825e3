import { useEffect, useState } from 'react';
import type { Status } from '../../../src/api/schema/plan.ts';
import { listen } from '../api/events.ts';
import { type Session, useSessions } from './session.tsx';

/** What is known of the server and its run, and since when. */
export interface LiveStatus {
  readonly status: Status | null;
  /** Epoch ms of the last sign of life; `null` before the first. */
  readonly heardAt: number | null;
  readonly connection: 'connecting' | 'live' | 'lost';
  readonly tryNow: () => void;
}

const SHORTEST_PAUSE_MS = 1000;
const LONGEST_PAUSE_MS = 10_000;

/** Listens to the server's events, and begins anew whenever they end. */
export function useLiveStatus({ token }: Session): LiveStatus {
  const { judge } = useSessions();
  const [status, setStatus] = useState<Status | null>(null);
  const [heardAt, setHeardAt] = useState<number | null>(null);
  const [connection, setConnection] = useState<LiveStatus['connection']>('connecting');
  const [attempt, setAttempt] = useState(0);

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new attempt is to begin at once.
  useEffect(() => {
    const ending = new AbortController();
    let pauseMs = SHORTEST_PAUSE_MS;
    const hear = () => {
      pauseMs = SHORTEST_PAUSE_MS;
      setHeardAt(Date.now());
      setConnection('live');
    };
    const listener = {
      onSign: hear,
      onStatus: (next: Status) => {
        hear();
        setStatus(next);
      },
    };
    const goOn = async () => {
      while (!ending.signal.aborted) {
        const refusal = await listen(token, listener, ending.signal);
        if (ending.signal.aborted) return;
        if (refusal !== null) judge(refusal);
        setConnection('lost');
        await pause(pauseMs, ending.signal);
        pauseMs = Math.min(pauseMs * 1.5, LONGEST_PAUSE_MS);
      }
    };
    void goOn();
    return () => ending.abort();
  }, [token, attempt, judge]);

  return { status, heardAt, connection, tryNow: () => setAttempt(attempt + 1) };
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener('abort', () => {
      clearTimeout(timer);
      resolve();
    });
  });
}
