import { useState } from 'react';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { SelectField, TextField } from '../../components/field.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { type StudyFields, type StudyRequest, studyRequest } from './study-request.ts';

const LARGEST = 500_000;
const EMPTY_TABLE = `data:text/csv;charset=utf-8,${encodeURIComponent('part,appraiser,trial,verdict,reference\n1,Ann,1,PASS,PASS\n1,Ann,2,PASS,PASS\n1,machine,1,PASS,PASS\n1,machine,2,PASS,PASS\n')}`;

/** Asks for the table of a study and how to read it. */
export function StudyForm({
  isBusy,
  error,
  onAnalyse,
}: {
  readonly isBusy: boolean;
  readonly error: Error | null;
  onAnalyse(request: StudyRequest): void;
}) {
  const { reports } = useMessages();
  const [file, setFile] = useState<File | null>(null);
  const [isWrong, setIsWrong] = useState(false);
  const [fields, setFields] = useState<StudyFields>({
    category: '',
    machines: '',
    reviewAs: 'FAIL',
    tolerance: '',
  });
  const set = (name: keyof StudyFields) => (event: { readonly target: { readonly value: string } }) =>
    setFields({ ...fields, [name]: event.target.value });
  const isTooLarge = file !== null && file.size > LARGEST;
  return (
    <Card>
      <p className="mb-4 text-muted">{reports.studyIntro}</p>
      <form
        noValidate
        className="flex flex-col gap-4"
        onSubmit={event => {
          event.preventDefault();
          void file!.text().then(text => {
            const request = studyRequest(fields, { name: file!.name, text });
            setIsWrong(request === null);
            if (request) onAnalyse(request);
          });
        }}
      >
        <TextField
          type="file"
          accept=".csv,.tsv,.txt,text/csv"
          label={reports.studyFile}
          hint={reports.studyFileHint}
          error={isTooLarge ? reports.studyTooLarge : null}
          onChange={({ target }) => setFile(target.files?.[0] ?? null)}
        />
        <a
          className="flex min-h-11 items-center font-semibold text-accent underline"
          href={EMPTY_TABLE}
          download="study.csv"
        >
          {reports.example}
        </a>
        <TextField
          label={reports.studyName}
          hint={reports.studyNameHint}
          maxLength={200}
          value={fields.category}
          onChange={set('category')}
        />
        <TextField
          label={reports.machines}
          hint={reports.machinesHint}
          value={fields.machines}
          onChange={set('machines')}
        />
        <SelectField label={reports.reviewAs} value={fields.reviewAs} onChange={set('reviewAs')}>
          <option value="FAIL">{reports.reviewAsFail}</option>
          <option value="PASS">{reports.reviewAsPass}</option>
        </SelectField>
        <TextField
          label={reports.tolerance}
          hint={reports.toleranceHint}
          error={isWrong ? reports.toleranceWrong : null}
          inputMode="decimal"
          value={fields.tolerance}
          onChange={set('tolerance')}
        />
        {error && <ProblemNotice error={error} />}
        <Button
          type="submit"
          kind="primary"
          disabled={isBusy || file === null || isTooLarge || fields.category.trim() === ''}
        >
          {reports.analyse}
        </Button>
      </form>
    </Card>
  );
}
