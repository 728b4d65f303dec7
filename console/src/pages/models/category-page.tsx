import { Plus, ScanSearch } from 'lucide-react';
import { NavLink, useNavigate, useParams } from 'react-router';
import { Button } from '../../components/button.tsx';
import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { CalibrationView } from './calibration-view.tsx';
import { categoryPath, inspectPath, TABS, type Tab, tabOf } from './category-paths.ts';
import { EvaluationTab } from './evaluation-tab.tsx';
import { JobsTab } from './jobs-tab.tsx';
import { RegionTab } from './region-tab.tsx';
import { RegressionTab } from './regression-tab.tsx';
import { VersionsTab } from './versions-tab.tsx';

const VIEWS = {
  overview: CalibrationView,
  evaluation: EvaluationTab,
  versions: VersionsTab,
  regression: RegressionTab,
  region: RegionTab,
  jobs: JobsTab,
} as const satisfies Readonly<Record<Tab, (given: { readonly category: string }) => unknown>>;

/** A category with everything that belongs to it; which tab is open stands in the address. */
export function CategoryPage() {
  const { models } = useMessages();
  const navigate = useNavigate();
  const mayTrain = useMay('model');
  const mayInspect = useMay('inspect');
  const { category = '', tab } = useParams();
  const open = tabOf(tab);
  const View = VIEWS[open];
  return (
    <Page
      title={category}
      actions={
        <>
          {mayTrain && (
            <Button onClick={() => void navigate(`/models/new?category=${encodeURIComponent(category)}`)}>
              <Plus className="size-5" aria-hidden="true" />
              {models.trainAgain}
            </Button>
          )}
          {mayInspect && (
            <Button kind="primary" onClick={() => void navigate(inspectPath(category))}>
              <ScanSearch className="size-5" aria-hidden="true" />
              {models.inspect}
            </Button>
          )}
        </>
      }
    >
      <nav aria-label={category} className="-mx-4 mb-6 overflow-x-auto border-b border-line px-4">
        <ul className="flex">
          {TABS.map(name => (
            <li key={name}>
              <NavLink
                to={categoryPath(category, name)}
                aria-current={name === open ? 'page' : undefined}
                className="flex min-h-11 items-center border-b-4 border-transparent px-4 font-semibold whitespace-nowrap text-muted hover:text-ink aria-[current=page]:border-accent aria-[current=page]:text-accent"
              >
                {models.tabs[name]}
              </NavLink>
            </li>
          ))}
        </ul>
      </nav>
      <View key={category} category={category} />
    </Page>
  );
}
