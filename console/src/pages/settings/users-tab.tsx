import { useQuery } from '@tanstack/react-query';
import { UserPlus } from 'lucide-react';
import { useState } from 'react';
import { api, dataOf } from '../../api/client.ts';
import { Button } from '../../components/button.tsx';
import { Card } from '../../components/card.tsx';
import { EmptyState } from '../../components/empty-state.tsx';
import { ProblemNotice } from '../../components/problem-notice.tsx';
import { Skeleton } from '../../components/skeleton.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { useSession } from '../../session/session.tsx';
import { FirstUserDialog } from './first-user-dialog.tsx';
import { NewUserDialog } from './new-user-dialog.tsx';
import { RoleTable } from './role-table.tsx';
import { UserRow } from './user-row.tsx';

/** Who has an account, and who may do what. */
export function UsersTab() {
  const { accounts } = useSession();
  return (
    <>
      {accounts ? <Users /> : <Nobody />}
      <RoleTable />
    </>
  );
}

function Users() {
  const { users } = useMessages().settings;
  const [isAdding, setIsAdding] = useState(false);
  const { data, error, refetch } = useQuery({
    queryKey: ['users'],
    queryFn: ({ signal }) => dataOf(api.GET('/api/v1/users', { signal })),
  });
  const add = (
    <Button kind="primary" onClick={() => setIsAdding(true)}>
      <UserPlus className="size-5" aria-hidden="true" />
      {users.add}
    </Button>
  );
  return (
    <Card title={users.title} actions={add}>
      {error && <ProblemNotice error={error} onRetry={() => void refetch()} />}
      {!data && !error && <Skeleton />}
      <ul>
        {data?.users.map(user => (
          <UserRow key={user.id} user={user} />
        ))}
      </ul>
      {isAdding && <NewUserDialog onClose={() => setIsAdding(false)} />}
    </Card>
  );
}

/** On a server without accounts. */
function Nobody() {
  const { users } = useMessages().settings;
  const [isAdding, setIsAdding] = useState(false);
  return (
    <Card>
      <EmptyState title={users.noneTitle} icon={<UserPlus className="size-8" />}>
        <p>{users.noneLead}</p>
        <Button kind="primary" onClick={() => setIsAdding(true)}>
          {users.first}
        </Button>
      </EmptyState>
      {isAdding && <FirstUserDialog onClose={() => setIsAdding(false)} />}
    </Card>
  );
}
