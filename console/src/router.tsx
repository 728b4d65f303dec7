import { createBrowserRouter } from 'react-router';
import { PageFault } from './layout/page-fault.tsx';
import { Shell } from './layout/shell.tsx';
import { NotFound } from './pages/not-found.tsx';

/** The pages, each loaded when it is first opened. `/categories` is a path of the API, so models live under `/models`. */
export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: PageFault,
    children: [
      {
        ErrorBoundary: PageFault,
        children: [{ path: '*', Component: NotFound }],
      },
    ],
  },
]);
