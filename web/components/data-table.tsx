/** The one table: sticky head, sortable, rows by keyboard, stacked on a phone, and only what is on screen past 200 rows. */
import {
  createSortedRowModel,
  rowSortingFeature,
  tableFeatures,
  useTable,
  type ColumnDef,
  type Row,
  type SortingState,
} from '@tanstack/react-table';
import { useWindowVirtualizer } from '@tanstack/react-virtual';
import { IconArrowDown, IconArrowUp } from '@tabler/icons-react';
import { useLayoutEffect, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react';
import styles from './data-table.module.css';
import { InRowProvider } from './focusable.ts';

export type Column<T> = {
  key: string;
  header: string;
  cell: (row: T) => ReactNode;
  /** What the column sorts by; a column without it does not sort. Nothing (undefined) comes last. */
  sort?: (row: T) => string | number | undefined;
  /** To the right, as figures stand. */
  numeric?: boolean;
  /** Heads the row when rows are stacked: no label before it. */
  lead?: boolean;
  width?: string;
};

export type DataTableProps<T> = {
  /** What the table lists, for whoever does not see it. */
  label: string;
  rows: readonly T[];
  columns: readonly Column<T>[];
  rowKey: (row: T) => string;
  onOpen?: (row: T) => void;
  /** Rows that were changed just now by another. */
  isChanged?: (row: T) => boolean;
  initialSort?: { key: string; desc?: boolean };
  empty?: ReactNode;
};

const features = tableFeatures({ rowSortingFeature, sortedRowModel: createSortedRowModel() });
type Features = typeof features;

const VIRTUAL_PAST = 200;
const ROW_PX = 32;

/** See `DataTableProps`. */
export function DataTable<T extends object>(props: DataTableProps<T>) {
  const { label, rows, columns, rowKey, initialSort, empty } = props;
  const [sorting, setSorting] = useState<SortingState>(
    initialSort ? [{ id: initialSort.key, desc: initialSort.desc ?? false }] : [],
  );
  const defs = useMemo(() => columns.map((column) => definitionOf(column)), [columns]);
  const table = useTable<Features, T>({
    features,
    data: rows as T[],
    columns: defs,
    state: { sorting },
    onSortingChange: setSorting,
    getRowId: rowKey,
    enableSortingRemoval: false,
  });
  const byKey = useMemo(() => new Map(columns.map((column) => [column.key, column])), [columns]);
  if (rows.length === 0 && empty) return empty;
  return (
    <table className={styles['table']} aria-label={label} aria-rowcount={rows.length + 1}>
      <thead>
        <tr>
          {table.getHeaderGroups()[0]?.headers.map((header) => {
            const column = byKey.get(header.column.id);
            return column ? (
              <HeadCell
                key={header.id}
                column={column}
                sorted={header.column.getIsSorted()}
                onSort={() => header.column.toggleSorting()}
              />
            ) : null;
          })}
        </tr>
      </thead>
      <Body {...props} sorted={table.getRowModel().rows} />
    </table>
  );
}

function definitionOf<T extends object>(column: Column<T>): ColumnDef<Features, T> {
  const { sort } = column;
  return {
    id: column.key,
    header: column.header,
    enableSorting: Boolean(sort),
    sortDescFirst: false,
    sortUndefined: 'last',
    accessorFn: (row: T) => sort?.(row),
    sortFn: (a, b) => compare(sort?.(a.original), sort?.(b.original)),
  };
}

function compare(a: string | number | undefined, b: string | number | undefined): number {
  if (typeof a === 'number' && typeof b === 'number') return a - b;
  return String(a ?? '').localeCompare(String(b ?? ''), undefined, { numeric: true, sensitivity: 'base' });
}

type HeadCellProps<T> = { column: Column<T>; sorted: false | 'asc' | 'desc'; onSort: () => void };

function HeadCell<T>({ column, sorted, onSort }: HeadCellProps<T>) {
  const direction = sorted === 'asc' ? 'ascending' : sorted === 'desc' ? 'descending' : 'none';
  const Arrow = sorted === 'desc' ? IconArrowDown : IconArrowUp;
  return (
    <th
      scope="col"
      style={{ width: column.width }}
      data-numeric={column.numeric || undefined}
      {...(column.sort ? { 'aria-sort': direction } : {})}
    >
      {column.sort ? (
        <button type="button" className={styles['sort']} onClick={onSort}>
          {column.header}
          <Arrow size={12} aria-hidden="true" data-shown={Boolean(sorted)} />
        </button>
      ) : (
        column.header
      )}
    </th>
  );
}

function Body<T extends object>({ sorted, ...props }: DataTableProps<T> & { sorted: Row<Features, T>[] }) {
  const body = useRef<HTMLTableSectionElement>(null);
  const [offset, setOffset] = useState(0);
  const virtual = sorted.length > VIRTUAL_PAST;
  useLayoutEffect(() => {
    if (body.current) setOffset(body.current.getBoundingClientRect().top + window.scrollY);
  }, [virtual]);
  // oxlint-disable-next-line react/incompatible-library -- its answers are read where they are used, never memoized
  const virtualizer = useWindowVirtualizer({
    count: sorted.length,
    enabled: virtual,
    estimateSize: () => ROW_PX,
    overscan: 12,
    scrollMargin: offset,
  });
  const shown = virtual ? virtualizer.getVirtualItems().map((item) => item.index) : sorted.map((_, place) => place);
  const items = virtualizer.getVirtualItems();
  const before = virtual ? (items[0]?.start ?? offset) - offset : 0;
  const after = virtual ? virtualizer.getTotalSize() - ((items.at(-1)?.end ?? offset) - offset) : 0;
  return (
    <tbody ref={body}>
      {before > 0 ? <Spacer height={before} /> : null}
      <InRowProvider value>
        {shown.map((place) => {
          const row = sorted[place];
          return row ? (
            <BodyRow
              key={row.id}
              {...props}
              row={row.original}
              place={place}
              measure={virtual ? virtualizer.measureElement : undefined}
            />
          ) : null;
        })}
      </InRowProvider>
      {after > 0 ? <Spacer height={after} /> : null}
    </tbody>
  );
}

function Spacer({ height }: { height: number }) {
  return <tr aria-hidden="true" style={{ height }} />;
}

type BodyRowProps<T> = DataTableProps<T> & {
  row: T;
  place: number;
  measure: ((row: HTMLTableRowElement | null) => void) | undefined;
};

function BodyRow<T>({ row, place, columns, onOpen, isChanged, measure }: BodyRowProps<T>) {
  return (
    <tr
      ref={measure}
      data-index={place}
      aria-rowindex={place + 2}
      tabIndex={place === 0 ? 0 : -1}
      className={isChanged?.(row) ? 'tl-changed' : undefined}
      data-opens={onOpen ? true : undefined}
      onClick={onOpen ? (event) => !isControl(event.target) && onOpen(row) : undefined}
      onKeyDown={(event) => onRowKey(event, () => onOpen?.(row))}
    >
      {columns.map((column) => (
        <td
          key={column.key}
          data-label={column.lead ? undefined : column.header}
          data-lead={column.lead || undefined}
          data-numeric={column.numeric || undefined}
        >
          {column.cell(row)}
        </td>
      ))}
    </tr>
  );
}

function isControl(target: EventTarget): boolean {
  return target instanceof Element && target.closest('a, button, input, select, textarea') !== null;
}

/** Arrows move between rows and, sideways, between what can be focused in one; Enter opens. */
function onRowKey(event: KeyboardEvent<HTMLTableRowElement>, open: () => void): void {
  const row = event.currentTarget;
  if (event.key === 'Enter' && event.target === row) return open();
  const inside = [...row.querySelectorAll<HTMLElement>('a, button, [tabindex]')];
  const at = inside.indexOf(event.target as HTMLElement);
  const rows = [...(row.parentElement?.querySelectorAll<HTMLElement>(':scope > tr[data-index]') ?? [])];
  const to = {
    ArrowDown: row.nextElementSibling,
    ArrowUp: row.previousElementSibling,
    Home: rows[0],
    End: rows.at(-1),
    ArrowRight: inside[at + 1],
    ArrowLeft: at > 0 ? inside[at - 1] : row,
  }[event.key];
  if (!(to instanceof HTMLElement)) return;
  event.preventDefault();
  to.focus();
}
