import '@fontsource-variable/inter/wght.css';
import '@mantine/core/styles.layer.css';
import './tokens.css';
import './base.css';
import { localStorageColorSchemeManager, MantineProvider } from '@mantine/core';
import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { openQueryClient } from './api/queries.ts';
import { TipLayer } from './components/tip.tsx';
import { language, useLanguage } from './lib/locale.ts';
import { openRouter } from './routes.tsx';
import { styleNonce } from './style-nonce.ts';
import { cssVariablesResolver, theme } from './theme.ts';

const queryClient = openQueryClient();
const router = openRouter(queryClient);
const colorSchemeManager = localStorageColorSchemeManager({ key: 'throughline.theme' });

/** The whole screen; drawn anew when the language changes, so that every word follows. */
function App() {
  return (
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariablesResolver}
      colorSchemeManager={colorSchemeManager}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queryClient}>
        <RouterProvider key={useLanguage()} router={router} />
        <TipLayer />
      </QueryClientProvider>
    </MantineProvider>
  );
}

document.documentElement.lang = language();
const root = document.querySelector('#root');
if (root) {
  createRoot(root).render(
    <StrictMode>
      <App />
    </StrictMode>,
  );
}
