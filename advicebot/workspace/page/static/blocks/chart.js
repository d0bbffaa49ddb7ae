/** `data_visualization` blocks: bars to look at, and the same numbers as a table to read. */
import { h } from '../dom.js';
import { framed } from './tables.js';

export function drawChart({ title, chart }) {
  const { head, rows } = chart.type === 'pie' ? ofSegments(chart) : ofSeries(chart);
  const numbers = rows.flatMap(({ values }) => values);
  const most = Math.max(...numbers.map(Math.abs), 1);
  const cell = (value) =>
    h(
      'td',
      null,
      h('span', { class: 'amount' }, String(value)),
      h('meter', { min: 0, max: most, value: Math.abs(value), 'aria-hidden': 'true' }),
    );
  return h(
    'figure',
    { class: 'chart' },
    h('figcaption', { dir: 'auto' }, title),
    framed(
      title,
      h(
        'thead',
        null,
        h(
          'tr',
          null,
          head.map((name) => h('th', { scope: 'col', dir: 'auto' }, name)),
        ),
      ),
      h(
        'tbody',
        null,
        rows.map(({ label, values }) =>
          h('tr', null, h('th', { scope: 'row', dir: 'auto' }, label), values.map(cell)),
        ),
      ),
    ),
  );
}

function ofSegments({ segments }) {
  const total = segments.reduce((sum, { value }) => sum + value, 0);
  const share = (value) => `${Math.round((100 * value) / total)} %`;
  return {
    head: ['Part', 'Amount'],
    rows: segments.map(({ label, value }) => ({ label: `${label} (${share(value)})`, values: [value] })),
  };
}

function ofSeries({ series, axis_config: axis }) {
  return {
    head: [axis.x_label ?? '', ...series.map(({ name }) => (axis.y_label ? `${name}, ${axis.y_label}` : name))],
    rows: axis.categories.map((label, index) => ({
      label,
      values: series.map(({ data }) => data[index].value),
    })),
  };
}
