import type { LiveStatus } from '../state/live-status.ts';
import { useTexts } from '../texts/language.tsx';
import { Notice } from './notice.tsx';

/** Behind one address another node answers by now: what it does not know is not over, it is elsewhere. */
export function ElsewhereNotice({ live }: { readonly live: LiveStatus }) {
  const { connection: texts } = useTexts();
  const { elsewhere, server } = live;
  if (elsewhere === null || server === null || elsewhere.server === server) return null;
  return (
    <Notice variant="warning" title={texts.otherServer(server)} isUrgent>
      {texts.otherServerHint(elsewhere.server)}
    </Notice>
  );
}
