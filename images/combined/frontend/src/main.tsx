import { startTransition, StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/App';
import { followSystemMode } from './theme/colorMode';

followSystemMode();
const root = document.getElementById('root');
if (root) {
  // In slices, so that slow machines can take a click in between.
  startTransition(() => {
    createRoot(root).render(
      <StrictMode>
        <App />
      </StrictMode>,
    );
  });
}
