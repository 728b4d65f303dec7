import { useMessages } from '../i18n/messages.tsx';
import { Button } from './button.tsx';
import { Dialog } from './dialog.tsx';

/** Asks before something that cannot be undone. */
export function ConfirmDialog({
  title,
  lead,
  confirm,
  open,
  onOpenChange,
  onConfirm,
}: {
  readonly title: string;
  readonly lead: string;
  /** What the button says that does it. */
  readonly confirm: string;
  readonly open: boolean;
  onOpenChange(open: boolean): void;
  onConfirm(): void;
}) {
  const { common } = useMessages();
  return (
    <Dialog title={title} description={lead} open={open} onOpenChange={onOpenChange}>
      <div className="flex flex-wrap justify-end gap-2">
        <Button onClick={() => onOpenChange(false)}>{common.cancel}</Button>
        <Button
          kind="danger"
          onClick={() => {
            onOpenChange(false);
            onConfirm();
          }}
        >
          {confirm}
        </Button>
      </div>
    </Dialog>
  );
}
