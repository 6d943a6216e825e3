import '@patternfly/react-core/dist/styles/base.css';
import './page.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { z } from 'zod';
import { QueriesProvider } from './state/queries.tsx';
import { SessionProvider } from './state/session.tsx';
import { LanguageProvider } from './texts/language.tsx';
import { App } from './view/app.tsx';

// The content security policy allows no code made from text.
z.config({ jitless: true });

const root = document.getElementById('page');
if (root === null) throw new Error('index.html has no element of the id page');
createRoot(root).render(
  <StrictMode>
    <LanguageProvider>
      <SessionProvider>
        <QueriesProvider>
          <App />
        </QueriesProvider>
      </SessionProvider>
    </LanguageProvider>
  </StrictMode>,
);
