import { useMutation } from '@tanstack/react-query';
import { ShieldAlert, ShieldCheck } from 'lucide-react';
import { api, dataOf } from '../../api/client.ts';
import type { Answer } from '../../api/types.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { useMessages } from '../../i18n/messages.tsx';

type Verification = Answer<'/api/v1/audit/verification'>;

/** Reads the whole log and says whether it is as it was written. */
export function AuditVerification() {
  const { audit } = useMessages().settings;
  const verify = useMutation({ mutationFn: () => dataOf(api.GET('/api/v1/audit/verification')) });
  const button = (
    <Button kind="primary" onClick={() => verify.mutate()} disabled={verify.isPending}>
      {audit.verify}
    </Button>
  );
  return (
    <Card title={audit.verification} actions={button}>
      <p className="text-muted">{audit.verificationLead}</p>
      {verify.error && <ProblemNotice error={verify.error} />}
      {verify.data && <Result verification={verify.data} />}
    </Card>
  );
}

function Result({ verification: { sound, entries, end, fault } }: { readonly verification: Verification }) {
  const { audit } = useMessages().settings;
  const Icon = sound ? ShieldCheck : ShieldAlert;
  return (
    <div
      role="status"
      className={`mt-4 flex gap-3 rounded-xl p-4 ${sound ? 'bg-pass-soft text-pass' : 'bg-fail-soft text-fail'}`}
    >
      <Icon className="size-6 shrink-0" aria-hidden="true" />
      <div className="min-w-0">
        <p className="font-semibold">{fault ? audit.fault(fault.seq) : audit.sound(entries)}</p>
        {fault && <p className="break-words">{fault.message}</p>}
        {sound && (
          <>
            <p className="mt-2 text-sm">{audit.end}</p>
            <code className="block break-all text-sm">
              {end.seq} {end.hash}
            </code>
          </>
        )}
      </div>
    </div>
  );
}
