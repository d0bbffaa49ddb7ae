/** Blocks that stand for something elsewhere: videos, remote files, calls, accounts. Nothing is fetched. */
import { textNodes } from '../dialog.js';
import { h, hidden, icon } from '../dom.js';
import { isSafeLink, link } from '../text.js';
import { drawElement } from './elements.js';
import { drawing } from './icons.js';
import { hostOf } from './pictures.js';

/** A video as a link to it, with its title and what is said of it. */
export function drawVideo(block) {
  const by = [block.author_name, block.provider_name].filter(Boolean).join(' | ');
  return h(
    'div',
    { class: 'video' },
    h('div', { class: 'video-title', dir: 'auto' }, titleOf(block)),
    by && h('div', { class: 'hint', dir: 'auto' }, by),
    block.description && h('div', { class: 'pre-wrap', dir: 'auto' }, textNodes(block.description)),
    watchLink(block),
  );
}

const titleOf = ({ title, title_url: url }) => (url ? link(url, ...textNodes(title)) : textNodes(title));

function watchLink({ video_url: url, alt_text: alt, thumbnail_url: thumbnail }) {
  const content = [
    drawing('play'),
    h('span', null, hidden('Video: '), alt, hint(` ${hostOf(url) || hostOf(thumbnail)}`)),
  ];
  if (!isSafeLink(url)) return h('span', { class: 'foreign-picture is-wide' }, content);
  return h(
    'a',
    { class: 'foreign-picture is-wide', href: url, target: '_blank', rel: 'noopener noreferrer', title: url },
    content,
    hidden(' (opens in a new tab)'),
  );
}

const card = (drawn, title, about) =>
  h(
    'div',
    { class: 'file-card is-remote' },
    drawn,
    h('span', { class: 'file-about' }, h('span', { class: 'file-name', dir: 'auto' }, title), about),
  );

const hint = (...words) => h('span', { class: 'hint' }, words);

export const drawRemoteFile = ({ external_id: id }) => card(icon('file'), id, hint('Remote file'));

export const drawCall = ({ call }) =>
  card(drawing('bolt'), call?.v1?.name || 'Call', hint(call?.v1?.desktop_app_join_url ?? 'A call'));

/** An account elsewhere: whether it is connected, as whom, and the link to connect it. */
export function drawProvider(block, surface) {
  const connected = [block.connected_identity, block.connected_context].filter(Boolean);
  const target = block.is_connected ? block.disconnect_url : block.auth_url;
  const label = block.is_connected ? 'Disconnect' : 'Connect';
  return h(
    'div',
    { class: 'section-row' },
    h(
      'div',
      { class: 'section-text' },
      h('strong', { dir: 'auto' }, textNodes(block.name)),
      block.description && h('div', { dir: 'auto' }, textNodes(block.description)),
      h(
        'div',
        { class: 'hint' },
        block.is_connected ? 'Connected ' : 'Not connected',
        connected.map((each) => [textNodes(each), ' ']),
      ),
    ),
    h(
      'div',
      { class: 'elements' },
      target && isSafeLink(target) && linkButton(target, label),
      block.accessory && drawElement(block.accessory, { blockId: block.block_id, surface }),
    ),
  );
}

const linkButton = (href, label) =>
  h(
    'a',
    { class: 'button', href, target: '_blank', rel: 'noopener noreferrer', title: href },
    label,
    hidden(' (opens in a new tab)'),
  );
