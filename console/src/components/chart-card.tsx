import type { EChartsCoreOption } from 'echarts/core';
import { ChartLine, Table2 } from 'lucide-react';
import { type ReactNode, useState } from 'react';
import { useMessages } from '../i18n/messages.tsx';
import { Button } from './button.tsx';
import { Card } from './card.tsx';
import { Chart, type ChartClick } from './chart.tsx';
import { DataTable, type TableContent } from './data-table.tsx';

/** A chart that can be read as a table as well, with what it means. */
export function ChartCard({
  title,
  meaning,
  option,
  table,
  tableNote,
  aside,
  className = 'h-80',
  height,
  onClick,
}: {
  readonly title: string;
  /** What the chart shows and how to read it, in a sentence or two. */
  readonly meaning: string;
  readonly option: EChartsCoreOption;
  readonly table: TableContent;
  readonly tableNote?: string | undefined;
  /** Under the heading, such as a state in words. */
  readonly aside?: ReactNode;
  readonly className?: string;
  /** Of a chart whose height follows from its data, in pixels. */
  readonly height?: number;
  readonly onClick?: (click: ChartClick) => void;
}) {
  const { common } = useMessages();
  const [isTable, setIsTable] = useState(false);
  const Icon = isTable ? ChartLine : Table2;
  return (
    <Card
      title={title}
      className="min-w-0"
      actions={
        <Button kind="quiet" onClick={() => setIsTable(!isTable)}>
          <Icon className="size-5" aria-hidden="true" />
          {isTable ? common.asChart : common.asTable}
          <span className="sr-only">: {title}</span>
        </Button>
      }
    >
      {aside}
      <p className="mb-3 max-w-prose text-sm text-muted">{meaning}</p>
      {isTable ? (
        <DataTable caption={title} note={tableNote} className={className} {...table} />
      ) : (
        <Chart
          option={option}
          label={`${title}. ${meaning}`}
          className={className}
          {...(height !== undefined && { height })}
          {...(onClick && { onClick })}
        />
      )}
    </Card>
  );
}
