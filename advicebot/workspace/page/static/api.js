/** The HTTP calls to the workspace's server. Nothing here draws. */
import { state } from './state.js';

const GONE = 'The workspace is not answering. Nothing you typed was lost: try again when it is back.';

/** The server could not be reached or did not answer with JSON. */
class ServerGone extends Error {}

/** The server answered that there is no such person or conversation; the message is in plain words. */
export class Refused extends Error {}

async function getJson(path, params) {
  const query = new URLSearchParams(
    Object.entries(params).filter(([, value]) => value !== undefined && value !== null),
  );
  let response;
  try {
    response = await fetch(`${path}?${query}`, { cache: 'no-store' });
  } catch (error) {
    throw new ServerGone(GONE, { cause: error });
  }
  if (!response.ok) throw await refusalOf(response, path);
  return response.json();
}

async function refusalOf(response, path) {
  const answer = await response.json().catch(() => ({}));
  const message = answer.message ?? `The workspace answered ${response.status} to ${path}.`;
  return response.status === 404 ? new Refused(message) : new ServerGone(message);
}

export const fetchBoot = (as) => getJson('/client/boot', { as });

export const fetchMessages = async (channel, thread) =>
  (await getJson('/client/messages', { as: state.me.id, channel, thread })).messages;

export const fetchHome = async (app) => (await getJson('/client/home', { as: state.me.id, app })).view;

/**
 * Do something as the person at the page.
 *
 * Never throws: a server that is gone is answered like a refusal, with a plain `message`.
 * @returns {Promise<{ok: boolean, error?: string, message?: string, errors?: Object<string, string>}>}
 */
export async function act(name, details = {}) {
  try {
    const response = await fetch('/client/act', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: JSON.stringify({ as: state.me.id, act: name, ...details }),
    });
    return withMessage(await response.json());
  } catch {
    return { ok: false, error: 'server_gone', message: GONE };
  }
}

/**
 * Hand in a file; nobody else sees it until it is shared.
 * @returns {Promise<{ok: boolean, file?: object, message?: string}>}
 */
export async function sendFile(file) {
  const query = new URLSearchParams({ as: state.me.id, name: file.name });
  try {
    const response = await fetch(`/client/upload?${query}`, { method: 'POST', body: file });
    return withMessage(await response.json());
  } catch {
    return { ok: false, error: 'server_gone', message: GONE };
  }
}

function withMessage(answer) {
  if (answer.ok || answer.message) return answer;
  return { ...answer, message: `That did not work (${answer.error ?? 'no reason given'}).` };
}
