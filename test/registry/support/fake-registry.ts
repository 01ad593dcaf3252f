import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** An image, or an index of images. */
export interface Manifest {
  readonly mediaType: string;
  readonly [field: string]: unknown;
}

export interface Run {
  readonly status: number | null;
  readonly output: string;
  readonly errors: string;
  readonly promoted?: string;
  /** The operations that were called, such as `put-image`. */
  readonly operations: string[];
}

export const digestOf = (content: string | Buffer) => `sha256:${createHash('sha256').update(content).digest('hex')}`;

/**
 * Registries of Amazon ECR in a directory, with an `aws` in front of them that refuses what Amazon ECR refuses: layers and
 * manifests that are not what their digest says, images whose layers or parts are missing, a tag that another image has.
 * Layers are downloaded from file: addresses by the real curl.
 */
export class FakeRegistry {
  private readonly root = mkdtempSync(join(tmpdir(), 'registry-'));

  constructor() {
    const bin = join(this.root, 'bin');
    mkdirSync(bin);
    writeFileSync(join(bin, 'aws'), `#!/bin/bash\nexec '${process.execPath}' '${join(__dirname, 'fake-aws.js')}' "$@"\n`, { mode: 0o755 });
  }

  /** Puts a layer into a repository, such as `111111111111/eu-west-1/shop`. */
  public addLayer(repository: string, content: string | Buffer): { digest: string; size: number } {
    const digest = digestOf(content);
    this.write(repository, 'layers', digest, content);
    return { digest, size: content.length };
  }

  /** Puts a manifest into a repository, as it is. Returns its digest. */
  public addManifest(repository: string, manifest: Manifest, tag?: string): string {
    // Registries return the bytes they were given, however they are laid out.
    const text = JSON.stringify(manifest, undefined, 3);
    const digest = digestOf(text);
    this.write(repository, 'manifests', digest, text);
    if (tag) { this.write(repository, 'tags', tag, digest); }
    return digest;
  }

  public write(repository: string, kind: string, name: string, content: string | Buffer): void {
    mkdirSync(join(this.root, repository, kind), { recursive: true });
    writeFileSync(join(this.root, repository, kind, name), content);
  }

  public read(repository: string, kind: string, name: string): Buffer {
    return readFileSync(join(this.root, repository, kind, name));
  }

  public list(repository: string, kind: string): string[] {
    const directory = join(this.root, repository, kind);
    return existsSync(directory) ? readdirSync(directory).sort() : [];
  }

  public run(script: string, environment: Record<string, string>): Run {
    const saved = join(this.root, 'promoted');
    rmSync(saved, { force: true });
    rmSync(join(this.root, 'calls'), { force: true });
    // The variable is looked at from outside: it must have been exported.
    const result = spawnSync('bash', ['-c', `${script}\nbash -c 'printf %s "$PROMOTED_IMAGE"' > '${saved}'`], {
      cwd: this.root,
      encoding: 'utf8',
      timeout: 60_000,
      env: { ...environment, PATH: `${join(this.root, 'bin')}:${process.env.PATH}`, FAKE_REGISTRY: this.root, TMPDIR: this.root, HOME: this.root },
    });
    return {
      status: result.status,
      output: result.stdout,
      errors: result.stderr,
      promoted: existsSync(saved) ? readFileSync(saved, 'utf8') : undefined,
      operations: existsSync(join(this.root, 'calls')) ? readFileSync(join(this.root, 'calls'), 'utf8').trim().split('\n') : [],
    };
  }

  /** What is left lying about in the directory for temporary files. */
  public leftovers(): string[] {
    return readdirSync(this.root).filter((name) => name.startsWith('tmp.'));
  }

  public remove(): void {
    rmSync(this.root, { recursive: true });
  }
}
