'use strict';

/** A page that takes longer is better sent again. */
const TIMEOUT_MILLISECONDS = 10_000;

/** Enough of an answer to see what is wrong. */
const MOST_BYTES = 500;

/** Statuses below 500 that another time may bring something else. */
const PASSING = [408, 425, 429];

/** What no repetition makes better. */
class Hopeless extends Error {}
exports.Hopeless = Hopeless;

/** Posts JSON; `require()` of the answer fails when it was not accepted. Redirects are not followed: they would take the key elsewhere. */
exports.post = async function post({ url, headers, body }) {
  requireTls(url);
  let response;
  try {
    response = await fetch(url, {
      method: 'POST',
      redirect: 'manual',
      headers: { 'content-type': 'application/json', 'user-agent': 'cdk-devops-patterns alerts', ...headers },
      body: JSON.stringify(body),
      signal: AbortSignal.timeout(TIMEOUT_MILLISECONDS),
    });
  } catch (error) {
    // The message of this one would show the key.
    if (error.name === 'TypeError' && /URL|header/i.test(error.message)) { throw new Hopeless('the URL or the key has characters that HTTP does not allow'); }
    throw new Error(error.name === 'TimeoutError' ? `no answer within ${TIMEOUT_MILLISECONDS / 1000} s` : `no answer: ${error.cause?.code ?? error.message}`);
  }
  const { status } = response;
  const said = await beginningOf(response);
  return { status, require: () => requireAccepted(response, said) };
};

/** A URL from a secret is seen here for the first time. */
function requireTls(url) {
  if (!/^https:\/\/|^http:\/\/127\.0\.0\.1[:/]/.test(url)) { throw new Hopeless('the URL does not begin with https://'); }
}

function requireAccepted({ ok, status, headers }, said) {
  if (ok) { return; }
  const reason = `answered ${status}${said && `: ${said}`}`;
  if (status < 500 && !PASSING.includes(status)) { throw new Hopeless(reason); }
  throw Object.assign(new Error(reason), { retryAfter: secondsIn(headers.get('retry-after')) });
}

async function beginningOf({ ok, body }) {
  if (!body) { return ''; }
  let said = '';
  try {
    for await (const chunk of body) {
      // Some answers never end, and of a good one nothing is needed.
      if (ok) { break; }
      said += Buffer.from(chunk).toString('utf8');
      if (said.length >= MOST_BYTES) { break; }
    }
  } catch { /* The status says it all. */ }
  return said.slice(0, MOST_BYTES);
}

/** `Retry-After` in seconds; the other form is a date. */
function secondsIn(value) {
  if (value === null) { return undefined; }
  const seconds = /^\d+$/.test(value) ? Number(value) : (Date.parse(value) - Date.now()) / 1000;
  return Number.isNaN(seconds) ? undefined : Math.max(0, Math.ceil(seconds));
}
