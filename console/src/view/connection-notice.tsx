import { AlertActionLink } from '@patternfly/react-core';
import type { LiveStatus } from '../state/live-status.ts';
import { machinesThrough } from '../state/machine-facts.ts';
import { useTexts } from '../texts/language.tsx';
import { Notice } from './notice.tsx';

/** Says that the server is gone, what that means just now, and what this page does not know. */
export function ConnectionNotice({ live }: { readonly live: LiveStatus }) {
  const { connection: texts } = useTexts();
  if (live.connection !== 'lost') return null;
  const { variant, title, hint } = judge(live, texts);
  return (
    <Notice
      variant={variant}
      title={title}
      isUrgent
      actionLinks={<AlertActionLink onClick={live.tryNow}>{texts.tryNow}</AlertActionLink>}
    >
      <p>{hint}</p>
      <p className="hawser-quiet">{texts.trying}</p>
    </Notice>
  );
}

function judge({ status }: LiveStatus, texts: ReturnType<typeof useTexts>['connection']) {
  const run = status?.run ?? null;
  if (run === null || run.action !== 'shutdown' || run.outcome === 'cancelled') {
    return { variant: 'danger' as const, title: texts.lost, hint: texts.lostHint };
  }
  const { through, all } = machinesThrough(run);
  const acceptor = run.machines.find(({ name }) => name === run.acceptor);
  // Its own turn had come: it is through, or it is the only one that is not.
  const isItsTurn = acceptor?.verdict !== null || all - through === 1;
  if (isItsTurn) {
    return { variant: 'info' as const, title: texts.lastToGo(run.acceptor), hint: texts.lastToGoHint };
  }
  return { variant: 'warning' as const, title: texts.duringRun(all - through), hint: texts.duringRunHint };
}
