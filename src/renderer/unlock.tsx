// Entry of the unlock window: why the profile does not open by itself, and a field for the passphrase.
import './styles/index.css';
import './styles/pages-unlock.css';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import type { UnlockApi } from '../contracts/surfaces.ts';
import { connect, sentenceOf } from './api.ts';
import { Banner } from './components/feedback/banner.tsx';
import { UnlockPage } from './pages/unlock-page.tsx';

const place = document.getElementById('root');
if (place !== null) createRoot(place).render(page());

function page() {
  try {
    return (
      <StrictMode>
        <UnlockPage api={connect<UnlockApi>(window.api)} />
      </StrictMode>
    );
  } catch (cause) {
    return <Banner level="danger">{sentenceOf(cause)}</Banner>;
  }
}
