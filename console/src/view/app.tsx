import { Page, SkipToContent } from '@patternfly/react-core';
import { useSessions } from '../state/session.tsx';
import { useTexts } from '../texts/language.tsx';
import { ClusterPage } from './cluster-page.tsx';
import { SignInPage } from './sign-in-page.tsx';
import { TopBar } from './top-bar.tsx';

const CONTENT = 'content';

/** The whole page. */
export function App() {
  const texts = useTexts();
  const { session } = useSessions();
  return (
    <Page
      masthead={<TopBar />}
      mainContainerId={CONTENT}
      skipToContent={<SkipToContent href={`#${CONTENT}`}>{texts.skipToContent}</SkipToContent>}
    >
      {session === null ? <SignInPage /> : <ClusterPage session={session} />}
    </Page>
  );
}
