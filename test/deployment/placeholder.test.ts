import { ChildProcess, execFileSync, spawn, spawnSync } from 'node:child_process';
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

/** Runs a command as a container with a read-only root file system does: only /tmp, in memory, can be written to. */
const READ_ONLY = 'mount -o remount,ro,bind / && mount --bind "$0" /mnt && mount -t tmpfs tmpfs /tmp && PATH=/mnt exec "$@"';

function readOnly(path: string, ...command: string[]): [string, string[]] {
  return ['unshare', ['--user', '--map-root-user', '--mount', 'sh', '-c', READ_ONLY, path, ...command]];
}

// The real BusyBox runs here, as it does in the placeholder image.
describe('the placeholder', () => {
  const path = busyboxPath();
  // Not every machine lets a user make a file system of their own.
  const testReadOnly = spawnSync(...readOnly(path, 'sh', '-c', 'touch /tmp/a && ! touch /etc/a')).status === 0 ? test : test.skip;
  let running: ChildProcess;
  afterEach(() => running.kill());

  async function startOnFreePort(healthCheckPath: string): Promise<string> {
    const containerPort = await freePort();
    const [command, ...args] = placeholderCommand({ containerPort, healthCheckPath, healthCheckPort: containerPort });
    running = spawn(join(path, command), args, { env: { PATH: path }, stdio: 'inherit' });
    return `http://localhost:${containerPort}`;
  }

  test.each(['/', '/health', '/api/v1/health', '/status/', '/health?deep=true&x=1', '/index.html', "/it's", '/$(touch pwned)', '/a;exit', '/`x`'])(
    'answers 200 on the port of the service at %s', async (healthCheckPath) => {
      const origin = await startOnFreePort(healthCheckPath);
      expect(await statusOf(origin + healthCheckPath)).toBe(200);
    });

  test('answers on the own port of the health check too', async () => {
    const [containerPort, healthCheckPort] = [await freePort(), await freePort()];
    const [command, ...args] = placeholderCommand({ containerPort, healthCheckPath: '/live', healthCheckPort });
    running = spawn(join(path, command), args, { env: { PATH: path }, stdio: 'inherit', detached: true });
    expect(await statusOf(`http://localhost:${containerPort}/live`)).toBe(200);
    expect(await statusOf(`http://localhost:${healthCheckPort}/live`)).toBe(200);
    process.kill(-running.pid!);
  });

  testReadOnly('needs nothing but /tmp to write to', async () => {
    const containerPort = await freePort();
    const [command, args] = readOnly(path, ...placeholderCommand({ containerPort, healthCheckPath: '/live', healthCheckPort: containerPort }));
    running = spawn(command, args, { stdio: 'inherit' });
    expect(await statusOf(`http://localhost:${containerPort}/live`)).toBe(200);
  });
});
