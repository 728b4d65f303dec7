import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Card } from '../../components/card.tsx';
import { TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { fittingPackages, type Licences, readLicences } from './licences.ts';

/** What this is, which version, and the licences of everything that it is made of. */
export function AboutTab() {
  const { common, settings } = useMessages();
  const { about } = settings;
  const { data } = useQuery({
    queryKey: ['system'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/system', { signal })),
  });
  return (
    <>
      <Card>
        <div className="flex flex-wrap items-center gap-5">
          <img src="/icon.svg" alt="" className="size-16 rounded-2xl" />
          <div>
            <p className="text-xl font-bold">{common.product}</p>
            <p className="text-muted">{about.lead}</p>
            <p>
              {data && `${about.version(data.software.inspectai)} · `}
              {about.licence}
            </p>
          </div>
          <a href="/docs" className="ml-auto flex min-h-11 items-center font-semibold text-accent underline">
            {about.docs}
          </a>
        </div>
      </Card>
      <Card title={about.licences}>
        <LicenceList />
      </Card>
    </>
  );
}

function LicenceList() {
  const { about } = useMessages().settings;
  const [search, setSearch] = useState('');
  const { data, error } = useQuery({ queryKey: ['licences'], queryFn: readLicences, staleTime: Infinity });
  if (error) return <ProblemNotice error={error} />;
  if (data === undefined) return <Skeleton className="h-96" />;
  if (data === null) return <p className="rounded-xl bg-sunken p-4">{about.notBuilt}</p>;
  const found = fittingPackages(data, search);
  return (
    <>
      <TextField
        label={about.search}
        type="search"
        value={search}
        onChange={event => setSearch(event.target.value)}
      />
      <p role="status" className="my-3 text-sm text-muted">
        {about.packages(found.length)}
      </p>
      <ul className="columns-1 gap-8 md:columns-2">
        {found.map(one => (
          <Package key={`${one.name}@${one.version}`} package={one} texts={data.texts} />
        ))}
      </ul>
    </>
  );
}

function Package({
  package: { name, version, licence, place, text },
  texts,
}: {
  readonly package: Licences['packages'][number];
  readonly texts: readonly string[];
}) {
  const { about } = useMessages().settings;
  const [isOpen, setIsOpen] = useState(false);
  return (
    <li className="break-inside-avoid border-line border-b text-sm">
      <details onToggle={event => setIsOpen(event.currentTarget.open)}>
        <summary className="flex min-h-11 cursor-pointer flex-wrap items-center gap-x-2 py-1">
          <span className="min-w-0 break-all font-semibold">{name}</span>
          <span className="text-muted">
            {version} · {licence} · {about.places[place]}
          </span>
        </summary>
        {isOpen && (
          <ScrollArea label={about.licenceOf(name)} className="mb-3 max-h-72 rounded-xl bg-sunken">
            <pre className="whitespace-pre-wrap p-3 text-xs">
              {text === null ? about.noText : texts[text]}
            </pre>
          </ScrollArea>
        )}
      </details>
    </li>
  );
}
