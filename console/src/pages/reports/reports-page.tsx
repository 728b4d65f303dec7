import { Tabs } from 'radix-ui';
import { useSearchParams } from 'react-router';
import { Page } from '../../components/page.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useMay } from '../../session/session.tsx';
import { ExportsTab } from './exports-tab.tsx';
import { InspectionTab } from './inspection-tab.tsx';
import { ShiftTab } from './shift-tab.tsx';
import { StudyTab } from './study-tab.tsx';

const TABS = ['shift', 'inspection', 'study', 'exports'] as const;
const CONTENT = { shift: ShiftTab, inspection: InspectionTab, study: StudyTab, exports: ExportsTab } as const;

/** Reports to print, measurement studies, and records as files. */
export function ReportsPage() {
  const { common, reports } = useMessages();
  const mayExport = useMay('export');
  const [search, setSearch] = useSearchParams();
  const tabs = TABS.filter(tab => tab !== 'exports' || mayExport);
  const shown = tabs.find(tab => tab === search.get('tab')) ?? 'shift';
  return (
    <Page title={common.pages.reports}>
      <Tabs.Root
        value={shown}
        onValueChange={tab => setSearch(tab === 'shift' ? {} : { tab }, { replace: true })}
      >
        <Tabs.List
          className="mb-6 flex flex-wrap gap-1 border-line border-b print:hidden"
          aria-label={common.pages.reports}
        >
          {tabs.map(tab => (
            <Tabs.Trigger
              key={tab}
              value={tab}
              className="-mb-px min-h-11 cursor-pointer border-transparent border-b-4 px-4 font-semibold text-muted hover:text-ink data-[state=active]:border-accent data-[state=active]:text-ink"
            >
              {reports.tabs[tab]}
            </Tabs.Trigger>
          ))}
        </Tabs.List>
        {tabs.map(tab => {
          const Content = CONTENT[tab];
          return (
            <Tabs.Content key={tab} value={tab} tabIndex={-1} className="outline-none">
              <Content />
            </Tabs.Content>
          );
        })}
      </Tabs.Root>
    </Page>
  );
}
