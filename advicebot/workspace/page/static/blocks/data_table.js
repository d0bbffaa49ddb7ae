/** `data_table` blocks: a table with a caption that is sorted by its heads and read page by page. */
import { h } from '../dom.js';
import { cellContent, drawCell, framed } from './tables.js';

const PAGE = 5;
const NEXT = { none: 'ascending', ascending: 'descending', descending: 'none' };

export function drawDataTable(block) {
  const [head, ...rows] = block.rows;
  const table = { block, head, rows, page: 0, column: null, order: 'none' };
  table.body = h('tbody');
  table.heads = head.map((content, column) =>
    h(
      'th',
      { scope: 'col', 'aria-sort': 'none' },
      h(
        'button',
        { type: 'button', class: 'sort', onclick: () => sortBy(table, column) },
        cellContent(content),
      ),
    ),
  );
  table.pager = h('div', { class: 'pager' });
  show(table);
  return h(
    'div',
    { class: 'data-table' },
    framed(
      block.caption,
      h('caption', { dir: 'auto' }, block.caption),
      h('thead', null, h('tr', null, table.heads)),
      table.body,
    ),
    table.pager,
  );
}

function sortBy(table, column) {
  table.order = table.column === column ? NEXT[table.order] : 'ascending';
  table.column = column;
  table.page = 0;
  table.heads.forEach((cell, index) =>
    cell.setAttribute('aria-sort', index === column ? table.order : 'none'),
  );
  show(table);
}

const worth = (cell) => cell.value ?? cell.text ?? h('div', null, cellContent(cell)).textContent;

function compared(one, other) {
  const [a, b] = [worth(one), worth(other)];
  return typeof a === 'number' && typeof b === 'number' ? a - b : String(a).localeCompare(String(b), 'en-GB');
}

function inOrder({ rows, column, order }) {
  if (order === 'none') return rows;
  const sorted = [...rows].sort((one, other) => compared(one[column], other[column]));
  return order === 'ascending' ? sorted : sorted.reverse();
}

function show(table) {
  const { block, rows, page } = table;
  const size = block.page_size ?? PAGE;
  const names = block.row_header_column_index ?? 0;
  const shown = inOrder(table).slice(page * size, (page + 1) * size);
  const row = (cells) =>
    h(
      'tr',
      null,
      cells.map((content, column) =>
        drawCell(content, {
          scope: column === names ? 'row' : null,
          classes: content.type === 'raw_number' ? 'is-right' : '',
        }),
      ),
    );
  table.body.replaceChildren(...shown.map(row));
  if (rows.length > size) drawPager(table, size);
}

function drawPager(table, size) {
  const last = Math.ceil(table.rows.length / size) - 1;
  const focused = document.activeElement?.dataset?.step;
  const turn = (by, label) =>
    h(
      'button',
      {
        type: 'button',
        class: 'button small',
        'data-step': by,
        'aria-disabled': table.page + by < 0 || table.page + by > last ? 'true' : null,
        onclick: () => {
          table.page = Math.min(last, Math.max(0, table.page + by));
          show(table);
        },
      },
      label,
    );
  const from = table.page * size + 1;
  const until = Math.min(table.rows.length, from + size - 1);
  table.pager.replaceChildren(
    turn(-1, 'Previous'),
    h('span', { class: 'hint', role: 'status' }, `Rows ${from} to ${until} of ${table.rows.length}`),
    turn(1, 'Next'),
  );
  if (focused) table.pager.querySelector(`[data-step="${focused}"]`)?.focus();
}
