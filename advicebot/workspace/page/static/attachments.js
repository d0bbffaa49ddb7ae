/** Attachments: what older apps put below a message, with a bar beside it. */
import { drawBlocks } from './blocks/index.js';
import { cannotDraw, drawPicture } from './blocks/pictures.js';
import { h } from './dom.js';
import { drawMrkdwn } from './mrkdwn.js';
import { plainNodes, unescape } from './text.js';

const NAMED = { good: '#2f8f5b', warning: '#c98a1b', danger: '#b8352e' };

/**
 * Nodes for the attachments of a message, an empty list when it has none. One that cannot be drawn says so;
 * a click in one names it by its number, from one, as Slack does.
 * @param {import('./blocks/context.js').Surface} surface  what their blocks belong to
 */
export const drawAttachments = (attachments, surface) =>
  attachments?.length
    ? [
        h(
          'div',
          { class: 'attachments' },
          attachments.map((one, index) => drawOrSay(one, surface.within({ attachment_id: index + 1 }))),
        ),
      ]
    : [];

function drawOrSay(attachment, surface) {
  try {
    return draw(attachment, surface);
  } catch (error) {
    return cannotDraw('attachment', error);
  }
}

function draw(attachment, surface) {
  const bar = h('div', { class: 'attachment-bar', 'aria-hidden': 'true' });
  const color = colorOf(attachment.color ?? '');
  if (color) bar.style.background = color;
  const inside = attachment.blocks?.length ? drawBlocks(attachment.blocks, surface) : partsOf(attachment);
  return [
    attachment.pretext && h('div', { class: 'pre-wrap', dir: 'auto' }, drawMrkdwn(attachment.pretext)),
    h('div', { class: 'attachment' }, bar, h('div', { class: 'attachment-body' }, inside)),
  ];
}

/** One of the three names, or six hexadecimal digits; null for anything else. */
function colorOf(given) {
  const digits = /^#?([0-9a-f]{6})$/i.exec(given)?.[1];
  return NAMED[given] ?? (digits ? `#${digits}` : null);
}

function partsOf(attachment) {
  const { author_name: author, title, title_link: link, text, fields, footer, fallback } = attachment;
  const image = attachment.image_url;
  const parts = [
    author && h('p', { class: 'hint', dir: 'auto' }, author),
    title && h('p', { class: 'attachment-title', dir: 'auto' }, titleOf(title, link)),
    text && h('div', { class: 'pre-wrap', dir: 'auto' }, drawMrkdwn(text)),
    fields?.length && h('dl', { class: 'attachment-fields' }, fields.map(fieldOf)),
    image && drawPicture({ image_url: image, alt_text: title || fallback || '' }),
    footer && h('p', { class: 'hint', dir: 'auto' }, unescape(footer)),
  ].filter(Boolean);
  if (parts.length) return parts;
  return [h('div', { class: 'pre-wrap', dir: 'auto' }, plainNodes(unescape(fallback ?? '')))];
}

const isWeb = (address) => /^https?:\/\//i.test(address ?? '');

const titleOf = (title, link) =>
  isWeb(link)
    ? h('a', { href: link, target: '_blank', rel: 'noopener noreferrer' }, unescape(title))
    : unescape(title);

const fieldOf = ({ title, value, short }) =>
  h(
    'div',
    { class: short ? 'is-short' : null },
    h('dt', null, unescape(title ?? '')),
    h('dd', { class: 'pre-wrap', dir: 'auto' }, drawMrkdwn(value ?? '')),
  );
