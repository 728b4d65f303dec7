import type { ReactNode } from 'react';

/** The content of a table; numbers stand right, the first column left. */
export interface TableContent {
  readonly head: readonly string[];
  readonly rows: readonly { readonly key: string; readonly cells: readonly ReactNode[] }[];
}

/** A table that scrolls in its own frame, also by keyboard. */
export function DataTable({
  caption,
  note,
  head,
  rows,
  className = '',
}: TableContent & {
  readonly caption: string;
  readonly note?: string | undefined;
  readonly className?: string;
}) {
  return (
    <div className={`flex flex-col gap-2 ${className}`}>
      {/* biome-ignore-start lint/a11y/noNoninteractiveTabindex: whatever scrolls can be scrolled by keyboard */}
      <section
        aria-label={caption}
        tabIndex={0}
        className="min-h-0 overflow-auto rounded-xl border border-line"
      >
        <table className="w-full text-right text-sm tabular-nums">
          <thead className="sticky top-0 bg-sunken">
            <tr>
              {head.map(name => (
                <th
                  key={name}
                  scope="col"
                  className="px-3 py-2 font-semibold whitespace-nowrap first:text-left"
                >
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, cells: [first, ...others] }) => (
              <tr key={key} className="border-t border-line">
                <th scope="row" className="px-3 py-2 text-left font-normal whitespace-nowrap">
                  {first}
                </th>
                {others.map((cell, index) => (
                  <td key={head[index + 1]} className="px-3 py-2 whitespace-nowrap">
                    {cell}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {/* biome-ignore-end lint/a11y/noNoninteractiveTabindex: see above */}
      {note && <p className="text-sm text-muted">{note}</p>}
    </div>
  );
}
