/** Block Kit: one drawer for each kind of block. */
import { textNodes } from '../dialog.js';
import { h, uid } from '../dom.js';
import { drawMarkdown } from '../markdown.js';
import { drawCard, drawCarousel, drawContainer } from './cards.js';
import { drawChart } from './chart.js';
import { drawDataTable } from './data_table.js';
import { drawElement, drawElements } from './elements.js';
import { drawing } from './icons.js';
import { drawInput } from './input.js';
import { drawCall, drawProvider, drawRemoteFile, drawVideo } from './outside.js';
import { drawPicture, unknownNode } from './pictures.js';
import { drawRichText } from './rich_text.js';
import { drawTable } from './tables.js';
import { drawPlan, drawTask } from './tasks.js';

const actions = (block, surface) => drawElements(block.elements, { blockId: block.block_id, surface });
const LEVELS = { info: 'Note: ', warning: 'Warning: ', error: 'Error: ', success: 'Success: ' };

const DRAWERS = {
  header: (block) =>
    h('h3', { class: 'block-heading', dir: 'auto' }, textNodes(block.text)),
  section: drawSection,
  context: drawContext,
  actions,
  context_actions: actions,
  divider: () => h('hr'),
  image: drawImage,
  rich_text: drawRichText,
  markdown: (block) => h('div', { class: 'markdown' }, drawMarkdown(block.text)),
  table: drawTable,
  data_table: drawDataTable,
  data_visualization: drawChart,
  input: drawInput,
  video: drawVideo,
  file: drawRemoteFile,
  call: drawCall,
  alert: drawAlert,
  card: drawCard,
  carousel: drawCarousel,
  container: (block, surface) => drawContainer(block, surface, drawBlocks),
  task_card: drawTask,
  plan: drawPlan,
  auth_provider: drawProvider,
};

/** Draw blocks in order. A block of an unknown kind, or a broken one, becomes a marked box. */
export function drawBlocks(blocks, surface) {
  return blocks.map((block) =>
    h(
      'div',
      { class: `block block-${block.type}`, 'data-block-id': block.block_id },
      drawBlock(block, surface),
    ),
  );
}

function drawBlock(block, surface) {
  const draw = Object.hasOwn(DRAWERS, block.type) ? DRAWERS[block.type] : null;
  if (!draw) return unknownNode(block.type);
  try {
    return draw(block, surface);
  } catch (error) {
    return unknownNode(block.type, error.message);
  }
}

function drawSection(block, surface) {
  const textId = uid('section');
  const text = h(
    'div',
    { class: 'section-text', id: textId },
    block.text && h('div', { class: 'pre-wrap', dir: 'auto' }, textNodes(block.text)),
    block.fields &&
      h(
        'div',
        { class: 'section-fields' },
        block.fields.map((field) => h('div', { class: 'pre-wrap', dir: 'auto' }, textNodes(field))),
      ),
  );
  if (!block.accessory) return text;
  const place = { blockId: block.block_id, surface, labelledBy: textId, describedBy: textId };
  return h(
    'div',
    { class: `section-row with-${block.accessory.type}` },
    text,
    h('div', { class: 'accessory' }, drawElement(block.accessory, place)),
  );
}

function drawContext(block) {
  const part = (element) =>
    element.type === 'image'
      ? drawPicture(element, { small: true })
      : h('span', { class: 'pre-wrap', dir: 'auto' }, textNodes(element));
  return h('div', { class: 'context' }, block.elements.map(part));
}

function drawImage(block) {
  const picture = drawPicture(block, { opens: true });
  return h('figure', null, block.title && h('figcaption', { dir: 'auto' }, textNodes(block.title)), picture);
}

/** An alert says its level in words and by its drawing, not by its colour alone. */
function drawAlert({ level = 'default', text }) {
  return h(
    'div',
    { class: `alert is-${Object.hasOwn(LEVELS, level) ? level : 'default'}`, role: 'note' },
    drawing(level),
    h('div', { class: 'pre-wrap', dir: 'auto' }, h('strong', null, LEVELS[level] ?? ''), textNodes(text)),
  );
}
