import { Check, Minus } from 'lucide-react';
import { Card } from '../../components/card.tsx';
import { ScrollArea } from '../../components/scroll-area.tsx';
import { useMessages } from '../../i18n/messages.tsx';
import { PERMISSIONS, ROLE_PERMISSIONS, ROLES } from './roles.ts';

/** Who may do what. */
export function RoleTable() {
  const { roles } = useMessages().settings;
  return (
    <Card title={roles.title}>
      <ScrollArea label={roles.title} className="relative">
        <table className="w-full text-left text-sm">
          <thead>
            <tr className="border-line border-b">
              <th scope="col" className="py-2 pr-4 font-semibold">
                {roles.permission}
              </th>
              {ROLES.map(role => (
                <th key={role} scope="col" className="px-2 py-2 text-center font-semibold">
                  {roles.names[role]}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {PERMISSIONS.map(permission => (
              <tr key={permission} className="border-line border-b last:border-0">
                <th scope="row" className="min-w-44 py-2.5 pr-4 font-normal">
                  {roles.permissions[permission]}
                </th>
                {ROLES.map(role => (
                  <td key={role} className="px-2 py-2.5 text-center">
                    <Mark isYes={ROLE_PERMISSIONS[role].includes(permission)} />
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </ScrollArea>
    </Card>
  );
}

function Mark({ isYes }: { readonly isYes: boolean }) {
  const { roles } = useMessages().settings;
  const Icon = isYes ? Check : Minus;
  return (
    <>
      <Icon className={`inline size-5 ${isYes ? 'text-pass' : 'text-muted'}`} aria-hidden="true" />
      <span className="sr-only">{isYes ? roles.yes : roles.no}</span>
    </>
  );
}
