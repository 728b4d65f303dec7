import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { useMessages } from '../../i18n/messages.tsx';
import { ReportFrame } from './report-frame.tsx';
import { StudyForm } from './study-form.tsx';
import type { StudyRequest } from './study-request.ts';

/** Measurement system analysis of a table. */
export function StudyTab() {
  const { reports } = useMessages();
  const [runs, setRuns] = useState(0);
  const study = useMutation({
    mutationFn: (body: StudyRequest) =>
      dataOf(api.POST('/api/v1/studies', { body, params: { query: { format: 'html' } }, parseAs: 'text' })),
    onSuccess: () => setRuns(runs + 1),
  });
  return (
    <div className="grid items-start gap-6 lg:grid-cols-[24rem_minmax(0,1fr)]">
      <StudyForm isBusy={study.isPending} error={study.error} onAnalyse={study.mutate} />
      <ReportFrame
        key={runs}
        title={reports.reportTitle}
        page={study.data ? String(study.data) : null}
        empty={{ title: reports.studyEmpty, todo: reports.studyFileHint }}
      />
    </div>
  );
}
