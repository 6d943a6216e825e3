import { createParser } from 'eventsource-parser';
import { Status } from '../../../src/api/schema/plan.ts';
import { ProblemDetails } from '../../../src/api/schema/refusal.ts';
import { headersOf } from './request.ts';

/** Longer than the server is ever silent on a stream that lives. */
const SILENCE_MS = 25_000;

export interface Listener {
  readonly onStatus: (status: Status) => void;
  /** The stream lives, with or without news. */
  readonly onSign: () => void;
}

/**
 * GET /v1/maintenance/events: listens until the stream ends. EventSource cannot be used, as it sends no header and the
 * token has no place in an address. Resolves with the refusal, if it was one, else `null`.
 */
export async function listen(
  token: string,
  listener: Listener,
  signal: AbortSignal,
): Promise<ProblemDetails | null> {
  const silence = new AbortController();
  let timer = setTimeout(() => silence.abort(), SILENCE_MS);
  try {
    const response = await fetch('/v1/maintenance/events', {
      headers: headersOf({ method: 'GET', path: '', token }),
      credentials: 'omit',
      cache: 'no-store',
      signal: AbortSignal.any([signal, silence.signal]),
    });
    if (!response.ok) return ProblemDetails.safeParse(await response.json()).data ?? null;
    const parser = createParser({
      onEvent: ({ event, data }) => {
        const judged = event === 'status' ? Status.safeParse(JSON.parse(data)) : null;
        if (judged?.success) listener.onStatus(judged.data);
      },
    });
    const text = response.body?.pipeThrough(new TextDecoderStream());
    const reader = text?.getReader();
    for (;;) {
      const part = await reader?.read();
      if (part === undefined || part.done) return null;
      clearTimeout(timer);
      timer = setTimeout(() => silence.abort(), SILENCE_MS);
      listener.onSign();
      parser.feed(part.value);
    }
  } catch {
    // A connection that ends, for whatever reason, is told by the end of listening.
    return null;
  } finally {
    clearTimeout(timer);
  }
}
