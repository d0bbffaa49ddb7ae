/** An entry as something to paste: a test's payload in Python, or a command line. */

const INDENT = '    ';

/** A JSON value as a Python literal. */
function python(value, indent = '') {
  if (value === null || value === undefined) return 'None';
  if (typeof value === 'boolean') return value ? 'True' : 'False';
  if (typeof value === 'number') return String(value);
  if (typeof value === 'string') return pythonText(value);
  const inner = indent + INDENT;
  const isList = Array.isArray(value);
  const parts = isList
    ? value.map((each) => python(each, inner))
    : Object.entries(value).map(([key, each]) => `${pythonText(key)}: ${python(each, inner)}`);
  const [open, close] = isList ? '[]' : '{}';
  if (!parts.length) return open + close;
  return `${open}\n${parts.map((part) => `${inner}${part},\n`).join('')}${indent}${close}`;
}

/** JSON's escapes are Python's too, but for those beyond the basic plane, which JSON leaves as they are. */
const pythonText = (text) =>
  JSON.stringify(text).replaceAll('\u2028', '\\u2028').replaceAll('\u2029', '\\u2029');

/** The lines of a test that does the same again. */
export function asTest({ way, kind, name, body }) {
  if (way === 'to-app' && kind !== 'acknowledgement')
    return [
      'from slack_bolt import BoltRequest',
      '',
      `payload = ${python(body)}`,
      'response = app.dispatch(BoltRequest(body=payload, mode="socket_mode"))',
      'assert response.status == 200',
      '',
    ].join('\n');
  if (kind === 'web-api') return `client.api_call(${pythonText(name)}, json=${python(body)})\n`;
  return `payload = ${python(body)}\n`;
}

/** A word that a shell takes as it is. */
const quoted = (text) => `'${text.replaceAll("'", `'\\''`)}'`;

/** A command line that does the same again. Tokens and secrets come from the environment. */
export function asCurl({ way, kind, name, body }, url) {
  if (way === 'to-app') return signedCurl(kind, body);
  const json = quoted(JSON.stringify(body));
  const type = `-H 'Content-Type: application/json; charset=utf-8'`;
  if (kind !== 'web-api') return `curl -sS "$RESPONSE_URL" ${type} --data-raw ${json}\n`;
  const token = name === 'apps.connections.open' ? 'SLACK_APP_TOKEN' : 'SLACK_BOT_TOKEN';
  return `curl -sS ${url}/api/${name} \\\n  -H "Authorization: Bearer $${token}" \\\n  ${type} \\\n  --data-raw ${json}\n`;
}

/** To an app by HTTP: signed as Slack signs, with the secret and the address of the environment. */
function signedCurl(kind, body) {
  const isEvent = kind === 'event';
  const sent = isEvent ? JSON.stringify(body) : formOf(kind, body);
  const type = isEvent ? 'application/json' : 'application/x-www-form-urlencoded';
  return [
    `body=${quoted(sent)}`,
    'now=$(date +%s)',
    `sign=$(printf 'v0:%s:%s' "$now" "$body" | openssl dgst -sha256 -hmac "$SLACK_SIGNING_SECRET" | sed 's/^.* //')`,
    `curl -sS "$REQUEST_URL" -H 'Content-Type: ${type}' \\`,
    '  -H "X-Slack-Request-Timestamp: $now" -H "X-Slack-Signature: v0=$sign" --data-raw "$body"',
    '',
  ].join('\n');
}

function formOf(kind, body) {
  const isCommand = kind === 'command';
  const text = (value) => (typeof value === 'object' ? JSON.stringify(value) : String(value));
  const pairs = isCommand ? Object.entries(body).map(
    ([key, value]) => [key, text(value)],
  ) : [['payload', JSON.stringify(body)]];
  return new URLSearchParams(pairs).toString();
}
