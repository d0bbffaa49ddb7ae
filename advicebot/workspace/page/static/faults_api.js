/** What goes wrong on purpose, as the control API says it. */
import { notice } from './announce.js';

/**
 * Ask the control API.
 * @returns {Promise<object|null>} null after a refusal, which was shown in plain words
 */
export async function control(method, path, given) {
  try {
    const response = await fetch(`/control/${path}`, {
      method,
      cache: 'no-store',
      ...(given && { body: JSON.stringify(given), headers: { 'Content-Type': 'application/json' } }),
    });
    const answer = await response.json();
    if (answer.ok) return answer;
    notice([answer.message, answer.rule].filter(Boolean).join(' '));
  } catch {
    notice('The workspace is not answering. Nothing was changed.');
  }
  return null;
}

/** How many things go wrong at the moment: rules that still strike, and the two switches. */
export const activeOf = ({ rules, is_down: isDown, discarding }) =>
  rules.filter(({ is_over: isOver }) => !isOver).length + Boolean(isDown) + Boolean(discarding);
