import { createContext, type ReactNode, useContext, useMemo, useState } from 'react';
import type { ProblemDetails } from '../../../src/api/schema/refusal.ts';
import type { Person } from '../../../src/api/schema/token.ts';

/** Who has signed in. The token lives in memory only: closing the page forgets it. */
export interface Session {
  readonly token: string;
  readonly person: Person;
}

interface Sessions {
  readonly session: Session | null;
  /** The last session came to an end that nobody asked for. */
  readonly hasEnded: boolean;
  readonly begin: (session: Session) => void;
  readonly leave: () => void;
  /** Goes back to signing in when a refusal says that the token is not good any more. */
  readonly judge: (problem: ProblemDetails) => void;
}

const Context = createContext<Sessions | null>(null);

export function SessionProvider({ children }: { readonly children: ReactNode }) {
  const [session, setSession] = useState<Session | null>(null);
  const [hasEnded, setHasEnded] = useState(false);
  const sessions = useMemo<Sessions>(
    () => ({
      session,
      hasEnded,
      begin: (next) => {
        setSession(next);
        setHasEnded(false);
      },
      leave: () => setSession(null),
      judge: ({ status }) => {
        if (status !== 401 || session === null) return;
        setSession(null);
        setHasEnded(true);
      },
    }),
    [session, hasEnded],
  );
  return <Context.Provider value={sessions}>{children}</Context.Provider>;
}

export function useSessions(): Sessions {
  const sessions = useContext(Context);
  if (sessions === null) throw new Error('there is no SessionProvider around this');
  return sessions;
}
