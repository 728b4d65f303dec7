import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from 'react-router';
import { ApiProblem } from './api/client.ts';
import { ToastProvider } from './components/toast.tsx';
import { MessagesProvider, type Speech } from './i18n/messages.tsx';
import { router } from './router.tsx';
import { Gate } from './session/gate.tsx';

const MOST_RETRIES = 2;

const queries = new QueryClient({
  defaultOptions: {
    queries: {
      staleTime: 5_000,
      // What the server refused it refuses again; what did not arrive may arrive the next time.
      retry: (failures, error) =>
        failures < MOST_RETRIES && !(error instanceof ApiProblem && error.status !== 0 && error.status < 500),
    },
  },
});

/** The console. */
export function App({ speech }: { readonly speech: Speech }) {
  return (
    <QueryClientProvider client={queries}>
      <MessagesProvider first={speech}>
        <ToastProvider>
          <Gate>
            <RouterProvider router={router} />
          </Gate>
        </ToastProvider>
      </MessagesProvider>
    </QueryClientProvider>
  );
}
