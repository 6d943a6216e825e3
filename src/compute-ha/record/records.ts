import { failureWords } from '../../result/failure-words.ts';
import type { Result } from '../../result/problem.ts';
import { stateUnusable } from '../problem.ts';
import { recordPath } from './database.ts';
import { IncidentStore } from './incident-store.ts';
import { NoticeStore } from './notice-store.ts';
import { OperatorStore } from './operator-store.ts';
import { RoundStore } from './round-store.ts';

/** All records of an engine, which its verbs read and write as well. */
export interface Records {
  readonly incidents: IncidentStore;
  readonly operators: OperatorStore;
  readonly rounds: RoundStore;
  readonly notices: NoticeStore;
  end(): void;
}

/** Opens the records in a state folder, and makes them where there are none. */
export function openRecords(stateFolder: string): Result<Records> {
  try {
    const path = recordPath(stateFolder);
    const stores = {
      incidents: new IncidentStore(path),
      operators: new OperatorStore(path),
      rounds: new RoundStore(path),
      notices: new NoticeStore(path),
    };
    const end = (): void => {
      for (const store of Object.values(stores)) store.end();
    };
    return { ok: true, value: { ...stores, end }, problems: [] };
  } catch (error) {
    return { ok: false, problems: [stateUnusable(stateFolder, failureWords(error))] };
  }
}
