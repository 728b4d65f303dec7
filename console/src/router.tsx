import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { PageFault } from './layout/page-fault.tsx';
import { Shell } from './layout/shell.tsx';
import { NotFound } from './pages/not-found.tsx';

/** The pages, each loaded when it is first opened. `/categories` is a path of the API, so models live under `/models`. */
const PAGES: readonly RouteObject[] = [
  page('/', async () => (await import('./pages/inspect/inspect-page.tsx')).InspectPage),
  page('/line', async () => (await import('./pages/line/line-page.tsx')).LinePage),
  page('/history', async () => (await import('./pages/history/history-page.tsx')).HistoryPage),
  page('/history/:id', async () => (await import('./pages/history/inspection-page.tsx')).InspectionPage),
  page('/review', async () => (await import('./pages/review/review-page.tsx')).ReviewPage),
  page('/models', async () => (await import('./pages/models/models-page.tsx')).ModelsPage),
  page('/models/new', async () => (await import('./pages/models/new-category-page.tsx')).NewCategoryPage),
  page(
    '/models/:category/:tab?',
    async () => (await import('./pages/models/category-page.tsx')).CategoryPage,
  ),
  page('/monitor', async () => (await import('./pages/monitor/monitor-page.tsx')).MonitorPage),
  page('/reports', async () => (await import('./pages/reports/reports-page.tsx')).ReportsPage),
  page('/settings/:tab?', async () => (await import('./pages/settings/settings-page.tsx')).SettingsPage),
  { path: '*', Component: NotFound },
];

export const router = createBrowserRouter([
  {
    path: '/',
    Component: Shell,
    ErrorBoundary: PageFault,
    children: [{ ErrorBoundary: PageFault, children: [...PAGES] }],
  },
]);

function page(path: string, load: () => Promise<ComponentType>): RouteObject {
  return { path, lazy: async () => ({ Component: await load() }) };
}
