import { MutationCache, QueryCache, QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { failureOf } from './answer-error.ts';
import { useSessions } from './session.tsx';

/** Requests and their answers. A refusal of the token, wherever it comes from, ends the session. */
export function QueriesProvider({ children }: { readonly children: ReactNode }) {
  const { session, judge } = useSessions();
  const judges = useRef(judge);
  useEffect(() => {
    judges.current = judge;
  }, [judge]);
  const [client] = useState(() => {
    const onError = (error: Error) => {
      const failure = failureOf(error);
      if (failure?.kind === 'refused') judges.current(failure.problem);
    };
    return new QueryClient({
      queryCache: new QueryCache({ onError }),
      mutationCache: new MutationCache({ onError }),
      // The page says itself when the server does not answer, and goes on trying.
      defaultOptions: {
        queries: { retry: false, networkMode: 'always' },
        mutations: { networkMode: 'always' },
      },
    });
  });
  useEffect(() => {
    // What one person has seen is not for the next.
    if (session === null) client.clear();
  }, [session, client]);
  return <QueryClientProvider client={client}>{children}</QueryClientProvider>;
}
