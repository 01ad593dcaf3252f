import { readFileSync } from 'node:fs';
import * as http from 'node:http';
import * as https from 'node:https';
import * as net from 'node:net';
import { join } from 'node:path';

const HANDLER = join(__dirname, '../../handlers/smoke-test');
const { run, handler } = jest.requireActual<Handler>(HANDLER);
const { addressesOf } = jest.requireActual<Addresses>(join(HANDLER, 'addresses'));
const { invoke } = jest.requireActual<Invoke>(join(HANDLER, 'invoke'));

const [key, cert] = ['key.pem', 'certificate.pem'].map((file) => readFileSync(join(__dirname, 'fixtures/smoke-test', file)));

/** What the function has on AWS and not here: the APIs. The service is real. */
interface Outside {
  addressesOf(settings: object): Promise<string[]>;
  invoke(name: string, event: object): Promise<{ hookStatus: string }>;
  print(line: Line): void;
}

interface Handler {
  handler(event: object, context: Context): Promise<{ hookStatus: string } | undefined>;
  run(event: object, context: Context, outside: Outside): Promise<{ hookStatus: string } | undefined>;
}

interface Addresses {
  addressesOf(settings: object, describe?: (input: any) => Promise<object>): Promise<string[]>;
}

interface Invoke {
  invoke(name: string, event: object, send: (input: any) => Promise<object>): Promise<object>;
}

interface Context {
  getRemainingTimeInMillis(): number;
}

type Line = Record<string, any>;

const closers: (() => void)[] = [];
afterEach(() => { closers.splice(0).forEach((close) => close()); });

function listen(server: net.Server): Promise<number> {
  const sockets = new Set<net.Socket>();
  for (const event of ['connection', 'secureConnection']) {
    server.on(event, (socket: net.Socket) => { socket.on('error', () => undefined); sockets.add(socket); });
  }
  closers.push(() => { sockets.forEach((socket) => socket.destroy()); server.close(); });
  return new Promise((resolve) => server.listen(0, '127.0.0.1', () => resolve((server.address() as net.AddressInfo).port)));
}

/** A service that answers as an Express application would. */
function serviceThat(answer: http.RequestListener): Promise<number> {
  return listen(http.createServer(answer));
}

/** A service that knows nothing of HTTP. */
function socketThat(act: (socket: net.Socket) => void): Promise<number> {
  return listen(net.createServer(act));
}

const good: http.RequestListener = (_, response) => { response.end('ok'); };

interface Outcome {
  readonly status?: string;
  readonly reason: string;
  readonly attempts: Line[];
}

interface Circumstances {
  readonly event?: object;
  readonly remaining?: number;
  readonly addresses?: string[];
}

/** What the hook tells of a service here, to be asked once. */
function detailsOf(port: number): Record<string, string> {
  return {
    name: 'localhost',
    protocol: 'http',
    port: String(port),
    host: 'web.eu-west-1.elb.amazonaws.com',
    paths: '/health',
    expectedStatus: '200',
    retries: '0',
    retryIntervalSeconds: '0',
    timeoutSeconds: '5',
  };
}

async function testAt(port: number, details: Record<string, string> = {}, more: Circumstances = {}): Promise<Outcome> {
  const lines: Line[] = [];
  const event = {
    lifecycleStage: 'POST_TEST_TRAFFIC_SHIFT',
    executionDetails: { serviceArn: 'arn:aws:ecs:eu-west-1:111111111111:service/prod/web', targetServiceRevisionArn: 'revision' },
    hookDetails: { ...detailsOf(port), ...details },
    ...more.event,
  };
  const answer = await run(event, { getRemainingTimeInMillis: () => more.remaining ?? 900_000 }, {
    addressesOf: () => Promise.resolve(more.addresses ?? ['127.0.0.1']),
    invoke: () => Promise.reject(new Error('not asked for')),
    print: (line) => lines.push(JSON.parse(JSON.stringify(line))),
  });
  const last = lines[lines.length - 1];
  expect(last.result).toBe(answer?.hookStatus);
  return { status: answer?.hookStatus, reason: last.reason, attempts: lines.slice(0, -1) };
}

describe('the smoke test function', () => {
  test('lets a deployment go on when all paths answer as expected', async () => {
    const asked: string[] = [];
    const port = await serviceThat((request, response) => { asked.push(request.url!); response.end('ok'); });
    const { status, reason, attempts } = await testAt(port, { paths: '/health /api/orders?limit=1' });
    expect({ status, asked }).toEqual({ status: 'SUCCEEDED', asked: ['/health', '/api/orders?limit=1'] });
    expect(reason).toBe('/health, /api/orders?limit=1 answered as expected');
    expect(attempts).toEqual([
      { path: '/health', attempt: 1, of: 1, address: '127.0.0.1', status: 200, milliseconds: expect.any(Number), outcome: 'as expected' },
      expect.objectContaining({ path: '/api/orders?limit=1' }),
    ]);
  });

  test('asks as a caller from outside would, with the headers of the test', async () => {
    let headers: http.IncomingHttpHeaders = {};
    const port = await serviceThat((request, response) => { headers = request.headers; response.end(); });
    await testAt(port, { headers: '{"X-Test":"yes","User-Agent":"smoke"}' });
    expect(headers).toMatchObject({ 'host': 'web.eu-west-1.elb.amazonaws.com', 'x-test': 'yes', 'user-agent': 'smoke' });
  });

  test('lets a test ask for another host, such as that of a rule', async () => {
    let host: string | undefined;
    const port = await serviceThat((request, response) => { host = request.headers.host; response.end(); });
    await testAt(port, { headers: '{"Host":"shop.example.com"}' });
    expect(host).toBe('shop.example.com');
  });

  test.each([
    ['200', 200], ['200,204', 204], ['200-299', 201], ['301', 301], ['404', 404],
  ])('takes %s for an answer of %d', async (expectedStatus, statusCode) => {
    const port = await serviceThat((_, response) => { response.writeHead(statusCode, { location: '/x' }).end(); });
    expect((await testAt(port, { expectedStatus })).status).toBe('SUCCEEDED');
  });

  test.each([
    ['200', 500], ['200', 204], ['200-299', 300], ['200,204', 203],
  ])('fails for %s when the answer is %d', async (expectedStatus, statusCode) => {
    const port = await serviceThat((_, response) => { response.writeHead(statusCode).end(); });
    expect(await testAt(port, { expectedStatus })).toMatchObject({
      status: 'FAILED', reason: `/health: answered ${statusCode}, expected ${expectedStatus} (1 of 1 attempts failed)`,
    });
  });

  test('does not follow a redirect, and says where it leads', async () => {
    let asked = 0;
    const port = await serviceThat((_, response) => { asked++; response.writeHead(302, { location: 'https://login.example.com/' }).end(); });
    const { status, reason } = await testAt(port);
    expect({ status, asked }).toEqual({ status: 'FAILED', asked: 1 });
    expect(reason).toContain('answered 302 to https://login.example.com/, expected 200');
  });

  test('stops at the first path that fails', async () => {
    const port = await serviceThat((request, response) => { response.writeHead(request.url === '/b' ? 503 : 200).end(); });
    const { reason, attempts } = await testAt(port, { paths: '/a /b /c' });
    expect(attempts.map(({ path }) => path)).toEqual(['/a', '/b']);
    expect(reason).toContain('/b: answered 503');
  });

  describe('looks at the body:', () => {
    test.each([
      [{ bodyContains: '"status":"ok"' }, 'SUCCEEDED'],
      [{ bodyMatches: '"status": *"ok"' }, 'SUCCEEDED'],
      [{ bodyContains: 'ok', bodyMatches: '^\\{' }, 'SUCCEEDED'],
      [{ bodyContains: 'down' }, 'FAILED'],
      [{ bodyMatches: '^ok$' }, 'FAILED'],
      [{ bodyContains: 'ok', bodyMatches: '^ok$' }, 'FAILED'],
    ])('%j: %s', async (details, expected) => {
      const port = await serviceThat((_, response) => { response.end('{"status":"ok"}'); });
      expect((await testAt(port, details as Record<string, string>)).status).toBe(expected);
    });

    test('says what came instead, but not all of it', async () => {
      const port = await serviceThat((_, response) => { response.end('x'.repeat(5000)); });
      const { reason } = await testAt(port, { bodyContains: 'ok' });
      expect(reason).toContain(`the body does not contain "ok": "${'x'.repeat(200)}…"`);
      expect(reason.length).toBeLessThan(400);
    });

    test('gives up an expression that would never end', async () => {
      const port = await serviceThat((_, response) => { response.end(`${'a'.repeat(50)}b`); });
      expect(await testAt(port, { bodyMatches: '^(a+)+$' })).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('takes too long') });
    });

    test('reads text that is cut in the middle of a character', async () => {
      const port = await serviceThat((_, response) => {
        const bytes = Buffer.from('Größe');
        response.write(bytes.subarray(0, 3));
        setTimeout(() => response.end(bytes.subarray(3)), 20);
      });
      expect((await testAt(port, { bodyContains: 'Größe' })).status).toBe('SUCCEEDED');
    });
  });

  describe('is not fooled by a service that', () => {
    test('does not listen', async () => {
      const port = await serviceThat(good);
      closers.splice(0).forEach((close) => close());
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('nobody listens there (ECONNREFUSED)') });
    });

    test('takes the connection and says nothing', async () => {
      const port = await socketThat(() => undefined);
      expect(await testAt(port, { timeoutSeconds: '0.2' })).toMatchObject({
        status: 'FAILED', reason: '/health: no complete answer within 0.2 s (1 of 1 attempts failed)',
      });
    });

    test('sends a byte now and then', async () => {
      const port = await serviceThat((_, response) => {
        response.writeHead(200);
        const drip = setInterval(() => response.write('.'), 30);
        response.on('close', () => clearInterval(drip));
      });
      expect(await testAt(port, { timeoutSeconds: '0.3' })).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('no complete answer within 0.3 s') });
    });

    test('sends its headers and hangs', async () => {
      const port = await serviceThat((_, response) => { response.writeHead(200, { 'content-length': '100' }); response.flushHeaders(); });
      expect(await testAt(port, { timeoutSeconds: '0.2' })).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('no complete answer') });
    });

    test('sends half of a body', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nok')));
      expect(await testAt(port, { bodyContains: 'ok' })).toMatchObject({
        status: 'FAILED', reason: expect.stringContaining('closed before the answer was complete'),
      });
    });

    test('breaks off a body in chunks', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.end('HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n')));
      expect((await testAt(port, { bodyContains: 'ok' })).status).toBe('FAILED');
    });

    test('never ends its body', async () => {
      let sent = 0;
      const port = await serviceThat((_, response) => {
        const more = () => { do { sent += 65536; } while (!response.destroyed && response.write('x'.repeat(65536))); };
        response.on('drain', more);
        more();
      });
      const { status, reason } = await testAt(port, { bodyContains: 'ok' });
      expect({ status, reason }).toEqual({ status: 'FAILED', reason: expect.stringContaining('the first mebibyte of the body does not contain "ok"') });
      expect(sent).toBeLessThan(64 * 1024 * 1024);
    });

    test('resets the connection', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.resetAndDestroy()));
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('(ECONNRESET)') });
    });

    test('closes the connection without a word', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.end()));
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('(ECONNRESET)') });
    });

    test.each([
      ['text', Buffer.from('SSH-2.0-OpenSSH_9.6\r\n')],
      ['bytes', Buffer.from([0x00, 0xff, 0x15, 0x03, 0x0d, 0x0a, 0x80])],
      ['HTTP with a status that is none', Buffer.from('HTTP/1.1 abc OK\r\n\r\n')],
      ['a header that is none', Buffer.from('HTTP/1.1 200 OK\r\n\x01\x02: x\r\n\r\n')],
    ])('answers garbage: %s', async (_, bytes) => {
      const port = await socketThat((socket) => socket.once('data', () => socket.end(bytes)));
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringMatching(/the answer is not HTTP \(HPE_/) });
    });

    test('answers headers without end', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.write(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(100_000)}`)));
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('the headers of the answer are too large') });
    });

    test('wants to speak another protocol', async () => {
      const port = await socketThat((socket) => socket.once('data', () => socket.write('HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\nConnection: Upgrade\r\n\r\n')));
      expect(await testAt(port)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('another protocol') });
    });
  });

  describe('asks again', () => {
    test('until the service is up', async () => {
      let asked = 0;
      const port = await serviceThat((_, response) => { response.writeHead(++asked < 3 ? 503 : 200).end(); });
      const { status, attempts } = await testAt(port, { retries: '5', retryIntervalSeconds: '0.05' });
      expect(status).toBe('SUCCEEDED');
      expect(attempts.map(({ attempt, outcome }) => [attempt, outcome])).toEqual([
        [1, 'answered 503, expected 200'], [2, 'answered 503, expected 200'], [3, 'as expected'],
      ]);
    });

    test('after an answer that took too long', async () => {
      let asked = 0;
      const port = await serviceThat((_, response) => { if (++asked > 1) { response.end('ok'); } });
      expect((await testAt(port, { retries: '1', timeoutSeconds: '0.2' })).status).toBe('SUCCEEDED');
    });

    test('as often as it was told, with the pause it was told', async () => {
      const port = await serviceThat((_, response) => { response.writeHead(500).end(); });
      const startedAt = Date.now();
      const { reason, attempts } = await testAt(port, { retries: '3', retryIntervalSeconds: '0.1' });
      expect(attempts).toHaveLength(4);
      expect(reason).toContain('(4 of 4 attempts failed)');
      expect(Date.now() - startedAt).toBeGreaterThanOrEqual(290);
    });

    test('another node of the load balancer: one may be about to go', async () => {
      const port = await serviceThat(good);
      // The whole block is the machine itself, but only one address of it is listened at.
      const { status, attempts } = await testAt(port, { retries: '1' }, { addresses: ['127.0.0.2', '127.0.0.1'] });
      expect(status).toBe('SUCCEEDED');
      expect(attempts.map(({ address }) => address)).toEqual(['127.0.0.2', '127.0.0.1']);
    });

    test('not when the time of the function is nearly up', async () => {
      const port = await socketThat(() => undefined);
      const { status, reason } = await testAt(port, { retries: '9', timeoutSeconds: '120' }, { remaining: 10_300 });
      expect({ status, reason }).toEqual({ status: 'FAILED', reason: expect.stringContaining('the time is up before an answer was as expected; the last one: no complete answer') });
    });
  });

  describe('over HTTPS', () => {
    const secure = () => listen(https.createServer({ key, cert }, good));

    test('asks a load balancer that has no certificate for its name', async () => {
      expect((await testAt(await secure(), { protocol: 'https' })).status).toBe('SUCCEEDED');
    });

    test('names the domain of the service, for a load balancer with many certificates', async () => {
      let name: unknown;
      const server = https.createServer({ key, cert }, good).on('secureConnection', (socket) => { name = socket.servername; });
      await testAt(await listen(server), { protocol: 'https', host: 'shop.example.com' });
      expect(name).toBe('shop.example.com');
    });

    test('fails for a certificate that nobody trusts where the domain is known', async () => {
      expect(await testAt(await secure(), { protocol: 'https', host: 'shop.example.com', verifyCertificate: 'true' })).toMatchObject({
        status: 'FAILED', reason: expect.stringContaining('DEPTH_ZERO_SELF_SIGNED_CERT'),
      });
    });

    test('fails for a service that speaks plain HTTP there', async () => {
      expect((await testAt(await serviceThat(good), { protocol: 'https' })).status).toBe('FAILED');
    });
  });

  describe('where nothing has been released yet', () => {
    const details = { paths: '/api/orders', placeholderPath: '/health', placeholderAnswer: 'Nothing has been released.' };

    test('excuses the placeholder, which knows no other path', async () => {
      const port = await serviceThat((request, response) => {
        if (request.url !== '/health') { response.writeHead(404); }
        response.end('Nothing has been released.\n');
      });
      expect(await testAt(port, details)).toMatchObject({ status: 'SUCCEEDED', reason: 'nothing has been released yet: the placeholder runs' });
    });

    test('excuses nobody else', async () => {
      const port = await serviceThat((request, response) => { response.writeHead(request.url === '/health' ? 200 : 404).end('ok'); });
      expect(await testAt(port, details)).toMatchObject({ status: 'FAILED', reason: expect.stringContaining('/api/orders: answered 404') });
    });
  });

  describe('as a function', () => {
    test.each([
      ['nothing', undefined], ['no path', { protocol: 'http' }], ['no JSON', { paths: '/', headers: '{' }],
    ])('fails the deployment, and not itself, when it is told %s', async (_, hookDetails) => {
      const { status, reason } = await testAt(1, {}, { event: { hookDetails } });
      expect({ status, reason }).toEqual({ status: 'FAILED', reason: expect.any(String) });
    });

    test('says which service and version it was about', async () => {
      const lines: Line[] = [];
      await run({ executionDetails: { serviceArn: 'web', targetServiceRevisionArn: '2' } }, { getRemainingTimeInMillis: () => 900_000 }, {
        addressesOf: () => Promise.resolve([]), invoke: () => Promise.reject(new Error('no')), print: (line) => lines.push(line),
      });
      expect(lines).toEqual([{ result: 'FAILED', reason: 'the hook has no details that say what to ask', service: 'web', revision: '2' }]);
    });

    test('does nothing when it is only kept awake', async () => {
      expect(await handler({ 'source': 'aws.events', 'detail-type': 'Scheduled Event' }, { getRemainingTimeInMillis: () => 1 })).toBeUndefined();
    });

    test('prints one line of JSON at a time', async () => {
      const written: string[] = [];
      const write = jest.spyOn(process.stdout, 'write').mockImplementation((text) => written.push(String(text)) > 0);
      const port = await serviceThat(good);
      await handler({ hookDetails: detailsOf(port) }, { getRemainingTimeInMillis: () => 900_000 }).finally(() => write.mockRestore());
      expect(written.map((line) => JSON.parse(line).result ?? JSON.parse(line).outcome)).toEqual(['as expected', 'SUCCEEDED']);
    });
  });

  describe('outside the VPC', () => {
    beforeEach(() => { process.env.FUNCTION_IN_VPC = 'inside'; });
    afterEach(() => { delete process.env.FUNCTION_IN_VPC; });

    const forward = (answer: () => Promise<{ hookStatus: string }>) => {
      const calls: [string, any][] = [];
      const outside: Outside = {
        addressesOf: () => Promise.resolve(['10.0.0.7']), invoke: (...call) => { calls.push(call); return answer(); }, print: () => undefined,
      };
      const event = { hookDetails: { paths: '/' } };
      return run(event, { getRemainingTimeInMillis: () => 900_000 }, outside).then((result) => ({ result, calls }));
    };

    test('has the function inside ask, at the addresses that it found', async () => {
      const { result, calls } = await forward(() => Promise.resolve({ hookStatus: 'SUCCEEDED' }));
      expect(result).toEqual({ hookStatus: 'SUCCEEDED' });
      expect(calls).toEqual([['inside', { hookDetails: { paths: '/' }, addresses: ['10.0.0.7'], giveUpAt: expect.any(Number) }]]);
    });

    test('fails the deployment when the function inside fails it, or itself', async () => {
      expect((await forward(() => Promise.resolve({ hookStatus: 'FAILED' }))).result).toEqual({ hookStatus: 'FAILED' });
      expect((await forward(() => Promise.reject(new Error('throttled')))).result).toEqual({ hookStatus: 'FAILED' });
    });

    test('reads the answer of the function inside, and its errors', async () => {
      const payload = (value: unknown) => Buffer.from(JSON.stringify(value));
      expect(await invoke('inside', {}, async () => ({ Payload: payload({ hookStatus: 'FAILED' }) }))).toEqual({ hookStatus: 'FAILED' });
      await expect(invoke('inside', {}, async () => ({ FunctionError: 'Unhandled', Payload: payload({ errorMessage: 'Task timed out' }) })))
        .rejects.toThrow('inside failed: Task timed out');
    });
  });

  describe('finds the load balancer', () => {
    test('inside by its name, when it is internal', async () => {
      expect(await addressesOf({ name: 'localhost' })).toContain('127.0.0.1');
    });

    test('inside by its network interfaces, when its name leads to public addresses', async () => {
      const inputs: any[] = [];
      const interfaceAt = (PrivateIpAddress: string, Status = 'in-use') => ({ PrivateIpAddress, Status });
      const pages = [
        { NetworkInterfaces: [interfaceAt('10.0.0.1')], NextToken: '2' },
        { NetworkInterfaces: [], NextToken: '3' },
        { NetworkInterfaces: [interfaceAt('10.0.1.1'), interfaceAt('10.0.2.1', 'available')] },
      ];
      const found = await addressesOf({ loadBalancer: 'app/web/50dc6c495c0c9188' }, (input) => { inputs.push(input); return Promise.resolve(pages.shift()!); });
      expect(found).toEqual(['10.0.0.1', '10.0.1.1']);
      expect(inputs.map(({ NextToken }) => NextToken)).toEqual([undefined, '2', '3']);
      expect(inputs[0].Filters).toEqual([{ Name: 'description', Values: ['ELB app/web/50dc6c495c0c9188'] }]);
    });

    test('or says that it did not', async () => {
      await expect(addressesOf({ loadBalancer: 'app/web/1' }, async () => ({ NetworkInterfaces: [] }))).rejects.toThrow('app/web/1 has no private address');
    });
  });
});
