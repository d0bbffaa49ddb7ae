/** `table` blocks, and what they share with data tables and charts. */
import { h } from '../dom.js';
import { drawRichText } from './rich_text.js';

const ALIGNED = { center: 'is-centred', right: 'is-right' };

/** What a cell holds: rich text as nodes, anything else as text. */
export const cellContent = (content) =>
  content.type === 'rich_text' ? drawRichText(content) : (content.text ?? String(content.value ?? ''));

/** One cell; `scope` makes it the head of its row or its column. */
export const drawCell = (content, { scope = null, classes = '' } = {}) =>
  h(scope ? 'th' : 'td', { scope, dir: 'auto', class: classes || null }, cellContent(content));

/** A table that scrolls sideways inside its frame; the frame can be reached with the keyboard. */
export const framed = (label, ...content) =>
  h(
    'div',
    { class: 'table-frame', tabindex: '0', role: 'region', 'aria-label': label },
    h('table', null, content),
  );

/** A table block: its first row is its head, its columns are aligned and wrapped as they ask. */
export function drawTable({ rows = [], column_settings: settings = [] }) {
  const classes = (column) =>
    [ALIGNED[settings[column]?.align], !settings[column]?.is_wrapped && 'is-on-one-line']
      .filter(Boolean)
      .join(' ');
  const row = (cells, scope) =>
    h(
      'tr',
      null,
      cells.map((content, column) => drawCell(content, { scope, classes: classes(column) })),
    );
  const [head = [], ...rest] = rows;
  return framed(
    'Table',
    h('thead', null, row(head, 'col')),
    h(
      'tbody',
      null,
      rest.map((cells) => row(cells, null)),
    ),
  );
}
