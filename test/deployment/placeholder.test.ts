import { ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync } from 'node:fs';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { placeholderCommand } from '../../src/deployment/private/placeholder';

/** The shell and tools of the placeholder image, and nothing else, on PATH. */
function busyboxPath(): string {
  const directory = mkdtempSync(join(tmpdir(), 'busybox-'));
  execFileSync('busybox', ['--install', '-s', directory]);
  return directory;
}

function freePort(): Promise<number> {
  return new Promise((resolve) => {
    const server = createServer().listen(0, () => {
      const { port } = server.address() as { port: number };
      server.close(() => resolve(port));
    });
  });
}

async function statusOf(url: string): Promise<number> {
  for (let attempt = 0; attempt < 50; attempt++) {
    try { return (await fetch(url)).status; } catch { await new Promise((resolve) => setTimeout(resolve, 50)); }
  }
  throw new Error(`nothing answers at ${url}`);
}

// The real BusyBox runs here, as it does in the placeholder image.
describe('the placeholder', () => {
  const path = busyboxPath();
  let running: ChildProcess;
  afterEach(() => running.kill());

  async function startOnFreePort(healthCheckPath: string): Promise<string> {
    const containerPort = await freePort();
    const [command, ...args] = placeholderCommand({ containerPort, healthCheckPath });
    running = spawn(join(path, command), args, { env: { PATH: path }, stdio: 'inherit' });
    return `http://localhost:${containerPort}`;
  }

  test.each(['/', '/health', '/api/v1/health', '/status/', '/health?deep=true&x=1', '/index.html', "/it's", '/$(touch pwned)', '/a;exit', '/`x`'])(
    'answers 200 on the port of the service at %s', async (healthCheckPath) => {
      const origin = await startOnFreePort(healthCheckPath);
      expect(await statusOf(origin + healthCheckPath)).toBe(200);
    });
});
