import './theme.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app.tsx';
import { firstSpeech } from './i18n/messages.tsx';
import { followSystemTheme } from './theme.ts';

followSystemTheme();
// Not awaited at the top: the bundler would then cut everything into small files.
void firstSpeech().then(speech =>
  createRoot(document.getElementById('root')!).render(
    <StrictMode>
      <App speech={speech} />
    </StrictMode>,
  ),
);
