/** A page ends before the row with which it would exceed this. It has one row at least. */
export const MAX_PAGE_BYTES = 512 * 1024;

export interface Weight {
  bytes: number;
  /** Rows with the same id share the bytes. */
  id?: string | null;
}

/** @returns how many rows fit on a page, one at least */
export function fitting(rows: Weight[]): number {
  const counted = new Set<string | number>();
  let total = 0;
  const end = rows.findIndex(({ bytes, id }, index) => {
    if (!counted.has(id ?? index)) total += bytes;
    counted.add(id ?? index);
    return index > 0 && total > MAX_PAGE_BYTES;
  });
  return end === -1 ? Math.max(1, rows.length) : end;
}
